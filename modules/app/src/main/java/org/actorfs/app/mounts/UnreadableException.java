package org.actorfs.app.mounts;

/** What the journal has of a mount cannot be read, and will not be until somebody mends it: the database has answered. */
public final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    public UnreadableException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    public UnreadableException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** For a person, without passwords. */
    public String sentence() {
        return sentence;
    }
}
