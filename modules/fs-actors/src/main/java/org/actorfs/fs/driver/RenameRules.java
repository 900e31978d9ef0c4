package org.actorfs.fs.driver;

import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Timespec;
import org.jspecify.annotations.Nullable;

/** What rename(2) and renameat2(2) refuse and change, as functions of one {@link RenameCall}. */
final class RenameRules {
    private RenameRules() {}

    /** Why the call fails whatever the store says; null if it may go on. The order is that of the kernel's do_renameat2. */
    static @Nullable Errno refuses(RenameCall call) {
        Errno name = PosixRules.refusesNewName(call.targetParent(), call.targetName());
        if (name != null) {
            return name;
        }
        if (call.exchange() && call.noReplace()) {
            return Errno.EINVAL;
        }
        if (call.replaced() == null && call.exchange()) {
            return Errno.ENOENT;
        }
        if (call.replaced() != null && call.noReplace()) {
            return Errno.EEXIST;
        }
        if (isSame(call.moved(), call.targetParent())) {
            return Errno.EINVAL;
        }
        return call.replaced() == null ? null : refusesReplacing(call, call.replaced());
    }

    private static @Nullable Errno refusesReplacing(RenameCall call, Node replaced) {
        if (isSame(replaced, call.sourceParent())) {
            return call.exchange() ? Errno.EINVAL : Errno.ENOTEMPTY;
        }
        boolean movesDirectory = call.moved().attributes().isDirectory();
        if (call.exchange() || movesDirectory == replaced.attributes().isDirectory()) {
            return null;
        }
        return movesDirectory ? Errno.ENOTDIR : Errno.EISDIR;
    }

    /** Both names are hard links of one inode (or one name): POSIX wants nothing to happen. */
    static boolean changesNothing(RenameCall call) {
        return call.replaced() != null && isSame(call.moved(), call.replaced());
    }

    static Change.Rename change(RenameCall call, Timespec now) {
        boolean sameParent = isSame(call.sourceParent(), call.targetParent());
        Node replaced = call.replaced();
        int moved = subdirectories(call.moved());
        int gone = replaced == null ? 0 : subdirectories(replaced);
        int targetMore = sameParent ? (call.exchange() ? 0 : -gone) : moved - gone;
        int sourceMore = call.exchange() ? gone - moved : -moved;
        Attributes target = PosixRules.entriesChanged(call.targetParent().attributes(), targetMore, now);
        Attributes source = sameParent
                ? target
                : PosixRules.entriesChanged(call.sourceParent().attributes(), sourceMore, now);
        return new Change.Rename(
                call.sourceParent().ino(),
                call.sourceName(),
                call.targetParent().ino(),
                call.targetName(),
                call.moved().ino(),
                replaced == null ? 0 : replaced.ino(),
                call.exchange(),
                source,
                target,
                touched(call.moved().attributes(), now),
                replaced == null ? null : replacedAfter(replaced.attributes(), call.exchange(), now));
    }

    private static Attributes replacedAfter(Attributes replaced, boolean exchange, Timespec now) {
        return exchange ? touched(replaced, now) : PosixRules.unlinked(replaced, now);
    }

    private static Attributes touched(Attributes node, Timespec now) {
        return node.withTimes(node.atime(), node.mtime(), now);
    }

    private static int subdirectories(Node node) {
        return node.attributes().isDirectory() ? 1 : 0;
    }

    private static boolean isSame(Node one, Node other) {
        return one.ino() == other.ino();
    }
}
