package org.actorfs.fs.driver;

/** A volume that cannot be opened; the message is one sentence for a person, with the remedy. */
public final class VolumeException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean usage;

    /** A message for a person; {@code usage}: what was asked is wrong (exit code 2), rather than that it failed (1). */
    public VolumeException(boolean usage, String message) {
        super(message);
        this.usage = usage;
    }

    public boolean isUsage() {
        return usage;
    }
}
