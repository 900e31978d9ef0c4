package org.actorfs.fuse.mount;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.driver.Traits;
import org.actorfs.posix.Mounts;

/** What libfuse 2 is told of a mount: the arguments of fuse_main(), see mount.fuse(8). */
public final class LibfuseOptions {
    /** FUSE_MAX_PAGES_PER_REQ of the protocol that libfuse 2 speaks. */
    private static final int LARGEST_WRITE_BYTES = 128 << 10;

    /** libfuse gives each name of a file a node of its own: what the kernel believes of one is old when another has been used. */
    private static final long BELIEVED_NANOS = 0;

    private static final long LONGEST_SECONDS = 1_000_000_000;

    private LibfuseOptions() {}

    /** {@link MountException} for what was asked and libfuse 2 cannot do. */
    public static List<String> arguments(Path directory, MountOptions options, Traits traits, String source)
            throws MountException {
        refuseImpossible(options, traits);
        List<String> words = new ArrayList<>();
        words.add("use_ino");
        words.add("atomic_o_trunc");
        words.add("big_writes");
        words.add("nonempty"); // whether that is wanted has been seen to
        words.add("max_write=" + Math.min(options.maxWriteBytes(), LARGEST_WRITE_BYTES));
        words.add("max_background=" + options.maxBackground());
        words.add("entry_timeout=" + seconds(options.entryTimeoutNanos(), traits.entryTimeoutNanos()));
        words.add("attr_timeout=" + seconds(options.attrTimeoutNanos(), BELIEVED_NANOS));
        words.add("negative_timeout="
                + seconds(options.negativeTimeoutNanos(), traits.kernel().negativeTimeoutNanos()));
        words.add(pages(options, traits));
        if (!traits.kernel().asyncReads()) {
            words.add("sync_read");
        }
        if (!options.ownLocks()) {
            words.add("no_remote_lock");
        }
        return List.of(
                "actorfs",
                "-f",
                directory.toString(),
                "-o",
                options.fusermountOptions(options.fsName().orElse(source)),
                "-o",
                privileges(options),
                "-o",
                String.join(",", words));
    }

    /** libfuse takes both away from root's mounts, too, unless it is told. */
    private static String privileges(MountOptions options) {
        return (has(options, Mounts.MS_NOSUID) ? "nosuid" : "suid")
                + (has(options, Mounts.MS_NODEV) ? ",nodev" : ",dev");
    }

    private static boolean has(MountOptions options, long flag) {
        return (options.flags() & flag) != 0;
    }

    /** By the names of a file as well as its attributes: pages are dropped at an open if size or mtime have changed. */
    private static String pages(MountOptions options, Traits traits) {
        return switch (traits.kernel().pages()) {
            case NONE -> "direct_io";
            case WHILE_OPEN, KEPT, KEPT_UNTIL_CHANGED -> options.kernelCache() ? "kernel_cache" : "auto_cache";
        };
    }

    private static String seconds(long asked, long usual) {
        long nanos = Math.min(asked >= 0 ? asked : Math.max(0, usual), LONGEST_SECONDS * 1_000_000_000L);
        return BigDecimal.valueOf(nanos, 9).toPlainString();
    }

    private static void refuseImpossible(MountOptions options, Traits traits) throws MountException {
        if (options.writebackCache()) {
            throw impossible("writeback_cache");
        }
        if (traits.kernel().passthrough()) {
            throw impossible("passthrough.io");
        }
    }

    private static MountException impossible(String option) {
        return MountException.usage(
                "transport=jnr cannot do %s, which libfuse 2 does not know: leave one of the two out"
                        .formatted(option));
    }

    /** There is no libfuse 2. */
    public static MountException noLibrary() {
        return MountException.failed(
                "transport=jnr needs libfuse 2, which is not installed: install it (apt-get install libfuse2), or leave the option out");
    }
}
