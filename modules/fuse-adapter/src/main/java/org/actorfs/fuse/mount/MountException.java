package org.actorfs.fuse.mount;

/** A mount that cannot be made or ended; the message is one sentence for a person, with the remedy. */
public final class MountException extends Exception {
    private static final long serialVersionUID = 1;

    /** What is wrong, for a program. */
    public enum Reason {
        /** What was asked makes no sense. */
        USAGE,
        /** The mountpoint, or a directory above it, is not there. */
        MISSING,
        NOT_A_DIRECTORY,
        NOT_EMPTY,
        /** Another mount has the mountpoint, or actorfs itself needs what is there. */
        TAKEN,
        /** It was right, and could not be done. */
        FAILED
    }

    private final boolean usage;
    private final Reason reason;

    private MountException(boolean usage, Reason reason, String message) {
        super(message);
        this.usage = usage;
        this.reason = reason;
    }

    /** What was asked is wrong (exit code 2). */
    static MountException usage(String message) {
        return usage(Reason.USAGE, message);
    }

    static MountException usage(Reason reason, String message) {
        return new MountException(true, reason, message);
    }

    /** What was asked could not be done (exit code 1). */
    public static MountException failed(String message) {
        return failed(Reason.FAILED, message);
    }

    static MountException failed(Reason reason, String message) {
        return new MountException(false, reason, message);
    }

    /** The mountpoint is another mount's. */
    public static MountException taken(String message) {
        return failed(Reason.TAKEN, message);
    }

    public boolean isUsage() {
        return usage;
    }

    public Reason reason() {
        return reason;
    }
}
