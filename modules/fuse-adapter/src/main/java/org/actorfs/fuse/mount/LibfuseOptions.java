package org.actorfs.fuse.mount;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.driver.Traits;

/** What libfuse 2 is told of a mount that {@link Mounter} has made: the arguments of fuse_new(), see mount.fuse(8). */
public final class LibfuseOptions {
    /** FUSE_MAX_PAGES_PER_REQ of the protocol that libfuse 2 speaks. */
    private static final int LARGEST_WRITE_BYTES = 128 << 10;

    /** libfuse gives each name of a file a node of its own: what the kernel believes of one is old when another has been used. */
    private static final long BELIEVED_NANOS = 0;

    private static final long LONGEST_SECONDS = 1_000_000_000;

    private LibfuseOptions() {}

    /** {@link MountException} for what was asked and libfuse 2 cannot do. */
    public static List<String> arguments(MountOptions options, Traits traits) throws MountException {
        refuseImpossible(options, traits);
        List<String> words = new ArrayList<>();
        words.add("use_ino");
        words.add("atomic_o_trunc");
        words.add("big_writes");
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
        return List.of("actorfs", "-o", String.join(",", words));
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
