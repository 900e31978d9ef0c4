package org.actorfs.fuse.mount;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the kernel's requests travel. */
public enum Transport {
    /** {@link #URING} where the kernel has it and may, for the first few sessions of a daemon; else {@link #DEV}. */
    AUTO,
    /** {@code /dev/fuse}, read by the daemon's own workers. */
    DEV,
    /** FUSE over io_uring, with a ring and a worker a processor: Linux 6.14. */
    URING,
    /** libfuse 2, through jnr-fuse. */
    JNR;

    /** As {@code -o transport=} names it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Transport::word).toList();
    }

    static Optional<Transport> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }
}
