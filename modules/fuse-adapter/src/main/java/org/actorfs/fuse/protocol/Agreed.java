package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.SessionStructs.FuseInitOut;

/**
 * What kernel and daemon agreed on in INIT; holds for the life of the session. Made by {@link Negotiation}, which never
 * grants what the kernel did not offer.
 *
 * @param minor the smaller of both minor versions
 * @param flags bits of {@link InitFlags} that are on
 * @param maxWriteBytes largest data of a WRITE or READ
 * @param maxPages the same in pages, as MAX_PAGES wants it
 */
public record Agreed(
        int minor,
        long flags,
        int maxWriteBytes,
        int maxPages,
        int maxReadaheadBytes,
        int maxBackground,
        int congestionThreshold,
        int timeGranNanos,
        int maxStackDepth,
        int requestTimeoutSeconds)
        implements Negotiation.Result {
    private static final int MINOR_OF_INC_EPOCH = 44;
    private static final int MINOR_OF_PRUNE = 45;

    /**
     * Bytes that the largest request takes besides its data: at most a page of header, struct, names and extensions.
     */
    private static final int REQUEST_HEADROOM_BYTES = 4096;

    /** True if every flag in {@code initFlags} is on. */
    public boolean has(long initFlags) {
        return (flags & initFlags) == initFlags;
    }

    /** Whether NOTIFY_INC_EPOCH works. */
    public boolean supportsIncEpoch() {
        return minor >= MINOR_OF_INC_EPOCH;
    }

    /** Whether NOTIFY_PRUNE works. */
    public boolean supportsPrune() {
        return minor >= MINOR_OF_PRUNE;
    }

    /** How large the buffer for read(2) of {@code /dev/fuse} must be: the kernel refuses smaller ones with EINVAL. */
    public int requestBufferBytes() {
        return Math.max(Protocol.MIN_READ_BUFFER, maxWriteBytes + REQUEST_HEADROOM_BYTES);
    }

    /** Bytes of the init_out that a kernel of {@code minor} reads; a longer one is refused. */
    static int initOutBytes(int minor) {
        if (minor < 5) {
            return Protocol.COMPAT_INIT_OUT_SIZE;
        }
        return minor < 23 ? Protocol.COMPAT_22_INIT_OUT_SIZE : (int) FuseInitOut.STRUCT.sizeBytes();
    }

    /** Writes a {@code fuse_init_out} to the start of {@code out}; returns how many bytes of it to send. */
    int writeInitOut(MemorySegment out) {
        FuseInitOut.STRUCT.clear(out, 0);
        FuseInitOut.MAJOR.set(out, 0, Protocol.KERNEL_VERSION);
        FuseInitOut.MINOR.set(out, 0, minor);
        FuseInitOut.MAX_READAHEAD.set(out, 0, maxReadaheadBytes);
        FuseInitOut.FLAGS.set(out, 0, (int) flags);
        FuseInitOut.MAX_BACKGROUND.set(out, 0, maxBackground);
        FuseInitOut.CONGESTION_THRESHOLD.set(out, 0, congestionThreshold);
        FuseInitOut.MAX_WRITE.set(out, 0, maxWriteBytes);
        FuseInitOut.TIME_GRAN.set(out, 0, timeGranNanos);
        FuseInitOut.MAX_PAGES.set(out, 0, maxPages);
        FuseInitOut.FLAGS2.set(out, 0, (int) (flags >>> 32));
        FuseInitOut.MAX_STACK_DEPTH.set(out, 0, maxStackDepth);
        FuseInitOut.REQUEST_TIMEOUT.set(out, 0, requestTimeoutSeconds);
        return initOutBytes(minor);
    }
}
