package org.actorfs.app.terminal;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** What an exception of the JDK means, for the middle of a sentence. */
public final class Reason {
    private Reason() {}

    public static String of(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return switch (e) {
            case AccessDeniedException _ -> "permission denied for " + message;
            case NoSuchFileException _ -> "there is no " + message;
            case FileAlreadyExistsException _ -> message + " is not a directory";
            default -> message;
        };
    }
}
