package org.actorfs.fuse.mount;

/** A mount that cannot be made or ended; the message is one sentence for a person, with the remedy. */
public final class MountException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean usage;

    private MountException(boolean usage, String message) {
        super(message);
        this.usage = usage;
    }

    /** What was asked is wrong (exit code 2). */
    static MountException usage(String message) {
        return new MountException(true, message);
    }

    /** What was asked could not be done (exit code 1). */
    static MountException failed(String message) {
        return new MountException(false, message);
    }

    public boolean isUsage() {
        return usage;
    }
}
