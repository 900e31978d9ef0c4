package org.actorfs.fs.driver;

import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Timespec;
import org.jspecify.annotations.Nullable;

/** The POSIX rules about names and attributes, as ext4 has them: functions of what was before. */
final class PosixRules {
    /** ext4's; directories have no limit here, their count is exact and not ext4's 1 for "many". */
    static final int MAX_FILE_LINKS = 65_000;

    /** ext4's with blocks of 4 KiB. */
    static final long MAX_FILE_BYTES = 1L << 44;

    /** PATH_MAX without the NUL. */
    static final int MAX_TARGET_BYTES = 4_095;

    /** st_size of a directory: one ext4 block. The namespace does not count what a store spends on entries. */
    static final int DIRECTORY_BYTES = 4_096;

    static final int BLOCK_BYTES = 4_096;

    private PosixRules() {}

    /** Why no entry may be added to this directory under this name; null if it may. Whether it exists, the store knows. */
    static @Nullable Errno refusesNewName(Node parent, Name name) {
        if (!parent.attributes().isDirectory()) {
            return Errno.ENOTDIR;
        }
        if (parent.attributes().nlink() == 0 || name.length() == 0) {
            return Errno.ENOENT;
        }
        if (name.length() > Name.MAX_BYTES) {
            return Errno.ENAMETOOLONG;
        }
        return isPlain(name) ? null : Errno.EINVAL;
    }

    private static boolean isPlain(Name name) {
        for (byte b : name.bytes()) {
            if (b == '/' || b == 0) {
                return false;
            }
        }
        return !name.equals(Name.DOT) && !name.equals(Name.DOT_DOT);
    }

    /**
     * Attributes of a new inode. A set-group-ID directory gives its group, and to directories its bit. That a caller outside the
     * group may not make a set-group-ID program there is the kernel's to check (mode_strip_sgid), which knows all his groups.
     */
    static Attributes newborn(Attributes parent, int mode, long rdev, long size, Caller caller, Timespec now) {
        boolean inherits = (parent.mode() & Mode.SET_GID) != 0;
        boolean directory = Mode.isDirectory(mode);
        return new Attributes(
                directory && inherits ? mode | Mode.SET_GID : mode,
                directory ? 2 : 1,
                caller.uid(),
                inherits ? parent.gid() : caller.gid(),
                rdev,
                size,
                0,
                BLOCK_BYTES,
                now,
                now,
                now,
                now);
    }

    /** A directory whose entries changed, with so many more subdirectories. */
    static Attributes entriesChanged(Attributes directory, int moreSubdirectories, Timespec now) {
        Attributes counted =
                moreSubdirectories == 0 ? directory : directory.withNlink(directory.nlink() + moreSubdirectories);
        return counted.withTimes(directory.atime(), now, now);
    }

    /** An inode with more or fewer names, which changes its ctime and nothing else. */
    static Attributes linked(Attributes node, int nlink, Timespec now) {
        return node.withNlink(nlink).withTimes(node.atime(), node.mtime(), now);
    }

    /** An inode that lost one name: a directory its only one, with its "." and "..". */
    static Attributes unlinked(Attributes node, Timespec now) {
        return linked(node, node.isDirectory() ? 0 : node.nlink() - 1, now);
    }

    /** The mode after a write, truncate or chown: sgid without group execute means mandatory locking and stays, as in Linux. */
    static int withoutSuidGid(int mode) {
        if (Mode.isDirectory(mode)) {
            return mode;
        }
        int killed = (mode & Mode.GROUP_EXECUTE) != 0 ? Mode.SET_UID | Mode.SET_GID : Mode.SET_UID;
        return mode & ~killed;
    }

    /** Why this inode cannot get the length; null if it can. */
    static @Nullable Errno refusesSize(Attributes before, long size) {
        if (before.isDirectory()) {
            return Errno.EISDIR;
        }
        if (!before.isRegular() || size < 0) {
            return Errno.EINVAL;
        }
        return size > MAX_FILE_BYTES ? Errno.EFBIG : null;
    }

    /**
     * setattr: every change sets ctime; a given size sets mtime, even if it is the old one (as ext4 does); chown of anything but a
     * directory takes suid and sgid whoever calls, a mode given in the same call comes after that.
     */
    static Attributes changed(Attributes before, AttributeChanges changes, Timespec now) {
        boolean resized = changes.sizeBytes() != null;
        return new Attributes(
                newMode(before, changes),
                before.nlink(),
                orElse(changes.uid(), before.uid()),
                orElse(changes.gid(), before.gid()),
                before.rdev(),
                changes.sizeBytes() != null ? changes.sizeBytes() : before.size(),
                before.blocks(),
                before.blockBytes(),
                newTime(changes.atime(), changes.atimeNow() ? now : before.atime()),
                newTime(changes.mtime(), changes.mtimeNow() || resized ? now : before.mtime()),
                newTime(changes.ctime(), now),
                before.btime());
    }

    private static int newMode(Attributes before, AttributeChanges changes) {
        boolean chown = changes.uid() != null || changes.gid() != null;
        int mode = changes.killSuidGid() || chown ? withoutSuidGid(before.mode()) : before.mode();
        Integer given = changes.mode();
        return given == null ? mode : (before.mode() & Mode.TYPE) | (given & Mode.PERMISSIONS);
    }

    private static int orElse(@Nullable Integer given, int before) {
        return given == null ? before : given;
    }

    private static Timespec newTime(@Nullable Timespec given, Timespec otherwise) {
        return given == null ? otherwise : given;
    }

    /** True if nothing is given: then not even ctime changes. */
    static boolean isEmpty(AttributeChanges changes) {
        return changes.mode() == null
                && changes.uid() == null
                && changes.gid() == null
                && changes.sizeBytes() == null
                && changes.atime() == null
                && !changes.atimeNow()
                && changes.mtime() == null
                && !changes.mtimeNow()
                && changes.ctime() == null
                && !changes.killSuidGid();
    }
}
