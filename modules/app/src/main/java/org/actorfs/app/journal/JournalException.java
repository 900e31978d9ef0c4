package org.actorfs.app.journal;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Something cannot be kept, or what it is kept in cannot be used. The message is one sentence for a person, without passwords. */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalException(String sentence) {
        super(sentence);
    }

    JournalException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** What somebody else's failure says, as part of a sentence. */
    static String reason(Throwable failure) {
        return switch (failure) {
            case AccessDeniedException file -> "permission denied on " + file.getFile();
            case FileAlreadyExistsException file -> file.getFile() + " is in the way";
            case NoSuchFileException file -> file.getFile() + " is missing";
            default -> firstLine(failure);
        };
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        String line = message == null
                ? failure.toString()
                : message.lines().findFirst().orElse("");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
