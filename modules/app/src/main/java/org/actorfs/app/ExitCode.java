package org.actorfs.app;

/** What the program's exit codes mean. */
public final class ExitCode {
    public static final int OK = 0;
    /** What was asked for could not be done. */
    public static final int FAILED = 1;
    /** What was asked for makes no sense: arguments or configuration. */
    public static final int USAGE = 2;

    private ExitCode() {}
}
