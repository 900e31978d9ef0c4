package org.actorfs.fuse.protocol;

/**
 * Answers INIT: from what the kernel offers and what we wish to what both can. A pure function; the rules are those
 * of {@code process_init_reply} in fs/fuse/inode.c, so that {@link Agreed} is what the kernel will do, not what we
 * asked for.
 */
public final class Negotiation {
    /**
     * Linux 5.4. Older kernels lack RENAME2 (7.23), PARALLEL_DIROPS (7.25), MAX_PAGES (7.28) or EXPLICIT_INVAL_DATA
     * (7.30) and use shorter structs that nothing here would test; the oldest kernel we run on, 6.1 of Debian 12, is
     * well above.
     */
    public static final int LEAST_MINOR = 31;

    /** Pages of one request without MAX_PAGES (FUSE_DEFAULT_MAX_PAGES_PER_REQ). */
    private static final int DEFAULT_MAX_PAGES = 32;

    private static final int MAX_PAGES_FIELD = 0xffff;

    /** First minor with total_extlen, which tells where extensions start. */
    private static final int MINOR_OF_EXTENSIONS = 38;

    private static final long RESERVED_BIT = 1L << 31;
    private static final long LOWER_HALF = 0xffff_ffffL;
    private static final int EPROTO = 71;

    private Negotiation() {}

    /** How an INIT ends. */
    public sealed interface Result permits Agreed, NewerMajor, Refused {}

    /** The kernel has a newer major version: answer {@link ReplyEncoder#initVersionOnly}, another INIT follows. */
    public record NewerMajor(int major) implements Result {}

    /**
     * We cannot serve this kernel: answer {@code errno} and end the session.
     *
     * @param reason for a person: what, why, and what to do
     */
    public record Refused(int errno, String reason) implements Result {}

    /** Decides on one INIT. */
    public static Result decide(SessionRequest.Init init, InitWishes wishes) {
        if (Integer.compareUnsigned(init.major(), Protocol.KERNEL_VERSION) > 0) {
            return new NewerMajor(init.major());
        }
        boolean tooOld =
                init.major() < Protocol.KERNEL_VERSION || Integer.compareUnsigned(init.minor(), LEAST_MINOR) < 0;
        if (tooOld) {
            return new Refused(
                    EPROTO,
                    "the kernel speaks FUSE " + Integer.toUnsignedString(init.major()) + "."
                            + Integer.toUnsignedString(init.minor()) + ", actorfs needs 7." + LEAST_MINOR
                            + " or newer: run Linux 5.4 or newer");
        }
        return agree(init, wishes);
    }

    private static Agreed agree(SessionRequest.Init init, InitWishes wishes) {
        int minor = Integer.compareUnsigned(init.minor(), Protocol.KERNEL_MINOR_VERSION) < 0
                ? init.minor()
                : Protocol.KERNEL_MINOR_VERSION;
        long flags = flags(offered(init), wishes, minor);
        int maxPages = maxPages(flags, wishes);
        return new Agreed(
                minor,
                flags,
                (int) Math.min(wishes.maxWriteBytes(), (long) maxPages * wishes.pageSizeBytes()),
                maxPages,
                (int) Math.min(Integer.toUnsignedLong(init.maxReadahead()), wishes.maxReadaheadBytes()),
                wishes.maxBackground(),
                congestionThreshold(wishes),
                Math.max(1, wishes.timeGranNanos()),
                has(flags, InitFlags.PASSTHROUGH) ? wishes.maxStackDepth() : 0,
                has(flags, InitFlags.REQUEST_TIMEOUT) ? wishes.requestTimeoutSeconds() : 0);
    }

    /** The upper half counts only under INIT_EXT, and bit 31 never. */
    private static long offered(SessionRequest.Init init) {
        long offered = init.flags() & ~RESERVED_BIT;
        return has(offered, InitFlags.INIT_EXT) ? offered : offered & LOWER_HALF;
    }

    private static long flags(long offered, InitWishes wishes, int minor) {
        long wanted = wishes.flags() | InitFlags.MAX_PAGES | InitFlags.INIT_EXT;
        wanted = wishes.requestTimeoutSeconds() > 0
                ? wanted | InitFlags.REQUEST_TIMEOUT
                : wanted & ~InitFlags.REQUEST_TIMEOUT;
        if (minor < MINOR_OF_EXTENSIONS) {
            wanted &= ~(InitFlags.SECURITY_CTX | InitFlags.CREATE_SUPP_GROUP);
        }
        if (has(wanted & offered, InitFlags.POSIX_ACL)) {
            // With ACLs the umask counts only where the parent has no default ACL, which the kernel does not know.
            wanted |= InitFlags.DONT_MASK;
        }
        return consistent(wanted & offered, wishes);
    }

    /** Drops what the kernel would ignore, or fail the mount for, in this company. */
    private static long consistent(long both, InitWishes wishes) {
        long flags = both;
        if (!has(flags, InitFlags.DO_READDIRPLUS)) {
            flags &= ~InitFlags.READDIRPLUS_AUTO;
        }
        if (has(flags, InitFlags.HANDLE_KILLPRIV_V2)) {
            flags &= ~InitFlags.HANDLE_KILLPRIV;
        }
        if (has(flags, InitFlags.AUTO_INVAL_DATA)) {
            flags &= ~InitFlags.EXPLICIT_INVAL_DATA;
        }
        if (has(flags, InitFlags.WRITEBACK_CACHE) || wishes.maxStackDepth() == 0) {
            flags &= ~InitFlags.PASSTHROUGH;
        }
        if (!wishes.defaultPermissions() && !has(flags, InitFlags.POSIX_ACL)) {
            // The kernel fails INIT otherwise.
            flags &= ~InitFlags.ALLOW_IDMAP;
        }
        return flags;
    }

    private static int maxPages(long flags, InitWishes wishes) {
        int wanted = Math.ceilDiv(wishes.maxWriteBytes(), wishes.pageSizeBytes());
        return Math.min(wanted, has(flags, InitFlags.MAX_PAGES) ? MAX_PAGES_FIELD : DEFAULT_MAX_PAGES);
    }

    private static int congestionThreshold(InitWishes wishes) {
        return wishes.congestionThreshold() > 0 ? wishes.congestionThreshold() : wishes.maxBackground() * 3 / 4;
    }

    private static boolean has(long flags, long flag) {
        return (flags & flag) == flag;
    }
}
