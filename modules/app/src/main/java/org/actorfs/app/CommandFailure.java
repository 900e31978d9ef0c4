package org.actorfs.app;

/**
 * A command that stops because of what it was asked or what it found, not because of a bug: one sentence that says what
 * failed, on what, why and what to do next. It is printed without a stack trace.
 */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailure(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    /** The request was wrong: exit code 2. */
    public static CommandFailure usage(String sentence) {
        return new CommandFailure(ExitCode.USAGE, sentence);
    }

    /** The request was right and could not be carried out: exit code 1. */
    public static CommandFailure failed(String sentence) {
        return new CommandFailure(ExitCode.FAILED, sentence);
    }

    int exitCode() {
        return exitCode;
    }
}
