package org.actorfs.union;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.actorfs.fs.Mode;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.driver.KernelUse.Pages;

/** What can be set beside policies, with mergerfs's names and meanings. */
final class UnionOptions {
    /** The policy of moveonenospc=true. */
    private static final String MOVED = "pfrd";

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What the kernel caches of files. */
    enum FileCache {
        OFF(Pages.NONE),
        PARTIAL(Pages.WHILE_OPEN),
        FULL(Pages.KEPT),
        AUTO_FULL(Pages.KEPT_UNTIL_CHANGED);

        private final Pages pages;

        FileCache(Pages pages) {
            this.pages = pages;
        }

        Pages pages() {
            return pages;
        }
    }

    /** Which branches statfs(2) asks. */
    enum StatfsMode {
        /** All. */
        BASE,
        /** Those that have the path. */
        FULL
    }

    /** Whose available space statfs(2) leaves out. */
    enum StatfsIgnore {
        NONE,
        RO,
        NC
    }

    /** What becomes of extended attributes. */
    enum XattrMode {
        PASSTHROUGH,
        /** Nothing has any, and none can be set. */
        NOATTR,
        /** The calls do not exist. */
        NOSYS
    }

    /** Files that are opened for what are read and written by the kernel itself. */
    enum PassthroughIo {
        OFF,
        RO,
        WO,
        RW;

        /** @param flags of open(2) */
        boolean isFor(int flags) {
            return switch (this) {
                case OFF -> false;
                case RO -> !OpenFlags.mayWrite(flags);
                case WO -> !OpenFlags.mayRead(flags);
                case RW -> true;
            };
        }
    }

    /** Which symbolic links are shown as what they point to. */
    enum FollowSymlinks {
        NEVER,
        DIRECTORY,
        REGULAR,
        ALL;

        /** @param mode of what the link points to */
        boolean isFor(int mode) {
            return switch (this) {
                case NEVER -> false;
                case DIRECTORY -> Mode.isDirectory(mode);
                case REGULAR -> Mode.isRegular(mode);
                case ALL -> !Mode.isSymlink(mode);
            };
        }
    }

    /** What a link(2) makes that is EXDEV. */
    enum LinkExdev {
        PASSTHROUGH,
        REL_SYMLINK,
        ABS_BASE_SYMLINK,
        ABS_POOL_SYMLINK
    }

    /** What a rename(2) makes that is EXDEV. */
    enum RenameExdev {
        PASSTHROUGH,
        REL_SYMLINK,
        ABS_SYMLINK
    }

    /** How the branches of a directory are read. */
    enum Readdir {
        /** One after the other. */
        SEQ,
        /** Opened all at once, read one after the other. */
        COSR,
        /** Opened and read all at once. */
        COR
    }

    /** Of branches that have none of their own. */
    static final Setting<Long> MIN_FREE_BYTES = new Setting<>(
            "minfreespace",
            "SIZE",
            4L << 30,
            (_, value) -> Sizes.parse(value),
            Sizes::write,
            "nothing is made on a branch with less space");

    /** Where a file goes whose branch is full; empty: it stays. */
    static final Setting<Optional<Policy>> MOVE_ON_ENOSPC = new Setting<>(
            "moveonenospc",
            "BOOL|POLICY",
            Optional.empty(),
            UnionOptions::moving,
            policy -> policy.map(Policy::name).orElse("false"),
            "a file whose branch is full moves to another; true: " + MOVED);

    static final Setting<PassthroughIo> PASSTHROUGH_IO = Setting.choice(
                    "passthrough.io",
                    PassthroughIo.OFF,
                    "files opened for that are read and written by the kernel itself")
            .fixed();

    static final Setting<Boolean> IGNORE_PRESERVATION =
            Setting.flag("ignorepponrename", false, "rename and link as if no policy preserved paths");

    static final Setting<InodeCalc> INODE_CALC =
            Setting.choice("inodecalc", "MODE", InodeCalc.HYBRID_HASH, "how inode numbers are made, as in mergerfs");

    static final Setting<StatfsMode> STATFS =
            Setting.choice("statfs", StatfsMode.BASE, "space of all branches, or of those that have the path");

    static final Setting<StatfsIgnore> STATFS_IGNORE =
            Setting.choice("statfs_ignore", StatfsIgnore.NONE, "whose available space does not count");

    static final Setting<XattrMode> XATTR = Setting.choice("xattr", XattrMode.PASSTHROUGH, "extended attributes")
            .fixed();

    static final Setting<Long> ENTRY_NANOS = Setting.seconds("cache.entry", SECOND, "how long a name is believed")
            .fixed();

    static final Setting<Long> ATTR_NANOS = Setting.seconds("cache.attr", SECOND, "how long attributes are believed")
            .fixed();

    static final Setting<Long> NEGATIVE_NANOS = Setting.seconds(
                    "cache.negative_entry", 0, "how long it is believed that there is no such name")
            .fixed();

    static final Setting<Long> STATFS_NANOS =
            Setting.seconds("cache.statfs", 0, "how long a branch's free space is believed");

    static final Setting<FileCache> FILE_CACHE = Setting.choice(
                    "cache.files", FileCache.PARTIAL, "the kernel keeps pages: not, until the next open, or longer")
            .fixed();

    static final Setting<Boolean> CACHE_SYMLINKS = Setting.flag(
                    "cache.symlinks", true, "the kernel keeps targets of links")
            .fixed();

    static final Setting<Boolean> CACHE_READDIR = Setting.flag(
                    "cache.readdir", false, "the kernel keeps listings of unchanged directories")
            .fixed();

    static final Setting<Boolean> ASYNC_READ = Setting.flag(
                    "async_read", true, "several reads of one open file at a time")
            .fixed();

    static final Setting<Boolean> DROP_CACHE_ON_CLOSE =
            Setting.flag("dropcacheonclose", false, "a closed file leaves the cache of its branch");

    static final Setting<Boolean> SECURITY_CAPABILITY =
            Setting.flag("security_capability", true, "false: no file has capabilities");

    static final Setting<Boolean> NULL_RW =
            Setting.flag("nullrw", false, "reads and writes do nothing, for measurements");

    static final Setting<Boolean> LINK_COW = Setting.flag(
                    "link_cow", false, "a name of several gets a copy of its own when it is opened to write")
            .fixed();

    static final Setting<FollowSymlinks> FOLLOW_SYMLINKS = Setting.choice(
            "follow-symlinks", FollowSymlinks.NEVER, "links that lead to that are shown as what they lead to");

    static final Setting<Boolean> SYMLINKIFY = Setting.flag(
                    "symlinkify", false, "old files that nobody may write are shown as links to their copies")
            .fixed();

    static final Setting<Long> SYMLINKIFY_NANOS =
            Setting.seconds("symlinkify_timeout", 3600 * SECOND, "how old files are for that");

    static final Setting<LinkExdev> LINK_EXDEV =
            Setting.choice("link-exdev", LinkExdev.PASSTHROUGH, "a link that would be EXDEV becomes a symbolic one");

    static final Setting<RenameExdev> RENAME_EXDEV = Setting.choice(
            "rename-exdev", RenameExdev.PASSTHROUGH, "what would be EXDEV is put aside, and a link takes its new name");

    static final Setting<Readdir> READDIR = new Setting<>(
            "func.readdir",
            "seq|cosr|cor",
            Readdir.SEQ,
            UnionOptions::readdir,
            Setting::word,
            "branches of a directory are read in turn, opened at once, or read at once");

    /** In KiB; 0: as it is. */
    static final Setting<Long> READAHEAD_KIB = new Setting<>(
                    "readahead",
                    "KIB",
                    0L,
                    UnionOptions::kib,
                    String::valueOf,
                    "read-ahead of the mount and of the branches' disks; 0: as it is")
            .fixed();

    static final Setting<Boolean> POSIX_ACL =
            Setting.flag("posix_acl", true, "POSIX ACLs").fixed();

    static final Setting<Long> BRANCHES_MOUNT_NANOS = Setting.seconds(
                    "branches-mount-timeout", 0, "how long the mount waits for branches to be mounts")
            .fixed();

    static final Setting<Boolean> BRANCHES_MOUNT_FAIL = Setting.flag(
                    "branches-mount-timeout-fail", false, "and whether it fails then")
            .fixed();

    /** In the order in which help names them. */
    static final List<Setting<?>> ALL = List.of(
            MIN_FREE_BYTES,
            MOVE_ON_ENOSPC,
            PASSTHROUGH_IO,
            IGNORE_PRESERVATION,
            INODE_CALC,
            STATFS,
            STATFS_IGNORE,
            XATTR,
            ENTRY_NANOS,
            ATTR_NANOS,
            NEGATIVE_NANOS,
            STATFS_NANOS,
            FILE_CACHE,
            CACHE_SYMLINKS,
            CACHE_READDIR,
            ASYNC_READ,
            DROP_CACHE_ON_CLOSE,
            SECURITY_CAPABILITY,
            POSIX_ACL,
            LINK_COW,
            LINK_EXDEV,
            RENAME_EXDEV,
            FOLLOW_SYMLINKS,
            SYMLINKIFY,
            SYMLINKIFY_NANOS,
            READDIR,
            READAHEAD_KIB,
            BRANCHES_MOUNT_NANOS,
            BRANCHES_MOUNT_FAIL,
            NULL_RW);

    private UnionOptions() {}

    static Optional<Setting<?>> named(String word) {
        return ALL.stream().filter(setting -> setting.word().equals(word)).findFirst();
    }

    /** mergerfs takes a number of threads, too; here each branch has its own. */
    private static Readdir readdir(String word, String value) throws BadSetting {
        return Setting.oneOf(word, value.replaceFirst(":\\d+$", ""), Readdir.values(), Setting::word);
    }

    private static long kib(String word, String value) throws BadSetting {
        if (value.matches("\\d{1,7}")) {
            return Long.parseLong(value);
        }
        throw new BadSetting("'%s=%s': the value must be a number of KiB".formatted(word, value));
    }

    private static Optional<Policy> moving(String word, String value) throws BadSetting {
        return switch (value) {
            case "false" -> Optional.empty();
            case "true" -> Policies.named(MOVED);
            default -> Optional.of(Policies.of(word, value));
        };
    }
}
