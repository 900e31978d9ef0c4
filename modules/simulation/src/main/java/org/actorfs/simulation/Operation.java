package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One thing that a kernel is to ask. What exactly, the numbers {@code a} to {@code d} decide among what that kernel knows at the time: so
 * the others keep their meaning when one is left out.
 *
 * @param pause how many steps of the schedule pass before the next operation
 */
record Operation(int number, Kind kind, int kernel, int a, int b, int c, int d, int pause) {
    private static final int LARGE = 1 << 20;
    private static final int LONGEST_PAUSE = 24;

    /** What is asked, and how often beside the others. */
    enum Kind {
        LOOKUP(14),
        LOOKUP_PARENT(2),
        LOOKUP_SELF(2),
        MKNOD(3),
        MKDIR(7),
        SYMLINK(2),
        CREATE(12),
        LINK(5),
        UNLINK(8),
        RMDIR(3),
        RENAME_WITHIN(5),
        RENAME_ACROSS(7),
        GETATTR(10),
        TRUNCATE(5),
        CHMOD(2),
        GETXATTR(2),
        SETXATTR(2),
        ACCESS(1),
        OPEN(8),
        READ(14),
        WRITE(16),
        FLUSH(2),
        FSYNC(2),
        LSEEK(2),
        ALLOCATE(2),
        SETLK(10),
        CLOSE(6),
        OPENDIR(4),
        READDIR(6),
        FSYNCDIR(1),
        CLOSEDIR(3),
        READLINK(2),
        RESOLVE(3),
        STATFS(1),
        FORGET(14),
        FORGET_MANY(3),
        INTERRUPT(4),
        MISDIRECTED(2),
        REMOUNT(1),
        PAUSE(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    static List<Operation> generate(Random dice, int count) {
        int weights = 0;
        for (Kind kind : Kind.values()) {
            weights += kind.weight;
        }
        List<Operation> operations = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            Kind kind = pick(dice.nextInt(weights));
            operations.add(new Operation(
                    number,
                    kind,
                    dice.nextInt(LARGE),
                    dice.nextInt(LARGE),
                    dice.nextInt(LARGE),
                    dice.nextInt(LARGE),
                    dice.nextInt(LARGE),
                    dice.nextInt(3) == 0 ? 0 : dice.nextInt(LONGEST_PAUSE)));
        }
        return operations;
    }

    private static Kind pick(int die) {
        int left = die;
        for (Kind kind : Kind.values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the die is above all weights");
    }
}
