package org.actorfs.app.mounts;

import java.util.Optional;

/** What exceptions say, for a person. */
final class Causes {
    private Causes() {}

    /** The words of the innermost cause that has some, in one line. */
    static String words(Optional<Throwable> error) {
        String words = "unknown why";
        for (Throwable cause = error.orElse(null); cause != null; cause = cause.getCause()) {
            words = cause.getMessage() == null ? words : cause.getMessage();
        }
        return words.lines().findFirst().orElse(words).strip();
    }
}
