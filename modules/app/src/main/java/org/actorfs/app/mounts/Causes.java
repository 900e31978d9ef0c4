package org.actorfs.app.mounts;

import java.util.Optional;
import org.apache.pekko.persistence.typed.EventRejectedException;

/** What exceptions say, for a person. */
final class Causes {
    private Causes() {}

    /** The words of an {@link UnreadableException}, or of the innermost cause that has some, in one line. */
    static String words(Optional<Throwable> error) {
        return unreadable(error).orElseGet(() -> innermost(error));
    }

    /** What cannot be read, in words, if that is what it is about: trying again does not help. */
    static Optional<String> unreadable(Optional<Throwable> error) {
        for (Throwable cause = error.orElse(null); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreadableException unreadable) {
                return Optional.of(unreadable.sentence());
            }
        }
        return Optional.empty();
    }

    /** Whether the journal did not take an event and will not, though it works. */
    static boolean isRejection(Optional<Throwable> error) {
        return error.orElse(null) instanceof EventRejectedException;
    }

    private static String innermost(Optional<Throwable> error) {
        String words = "unknown why";
        for (Throwable cause = error.orElse(null); cause != null; cause = cause.getCause()) {
            words = cause.getMessage() == null ? words : cause.getMessage();
        }
        return words.lines().findFirst().orElse(words).strip();
    }
}
