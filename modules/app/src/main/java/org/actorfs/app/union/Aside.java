package org.actorfs.app.union;

import java.util.Arrays;
import org.actorfs.posix.Paths;
import org.actorfs.posix.Statx;

/**
 * A copy under a temporary name beside its own. While it is there one can see what is left without it, and give it its name back. If the
 * process is killed meanwhile it stays there.
 */
final class Aside {
    private static final byte[] PREFIX = {'.', 'a', 'c', 't', 'o', 'r', 'f', 's', '-', 'd', 'e', 'd', 'u', 'p', '-'};
    private static final int MAX_NAME_BYTES = 255;

    private final Fd directory;
    private final Copy copy;
    private final byte[] name;
    private final byte[] temporary;
    private final Statx statx = new Statx();

    /** @param directory the one that the copy is in */
    Aside(Fd directory, Copy copy) {
        this.directory = directory;
        this.copy = copy;
        this.name = copy.path().name();
        this.temporary = Arrays.copyOf(PREFIX, Math.min(MAX_NAME_BYTES, PREFIX.length + name.length));
        System.arraycopy(name, 0, temporary, PREFIX.length, temporary.length - PREFIX.length);
    }

    /** 0 or -errno; EEXIST if something has that name. */
    int put() {
        return rename(name, temporary);
    }

    /** 0 or -errno; EEXIST if something else has its name by now. */
    int giveBack() {
        return rename(temporary, name);
    }

    private int rename(byte[] from, byte[] to) {
        return Paths.renameat2(directory.number(), from, directory.number(), to, Paths.RENAME_NOREPLACE);
    }

    /** Whether it is the file that was looked at, and not one that took its name before it was renamed. */
    boolean isTheCopy() {
        int result = statx.fill(directory.number(), temporary, Paths.AT_SYMLINK_NOFOLLOW, Statx.STATX_BASIC_STATS);
        return result >= 0 && Stat.of(statx).isSameFile(copy.stat());
    }

    /** 0 or -errno. */
    int unlink() {
        return Paths.unlinkat(directory.number(), temporary, 0);
    }
}
