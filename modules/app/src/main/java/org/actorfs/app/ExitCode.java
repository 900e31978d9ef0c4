package org.actorfs.app;

/** What the program's exit codes mean. */
final class ExitCode {
    static final int OK = 0;
    /** What was asked for could not be done. */
    static final int FAILED = 1;
    /** What was asked for makes no sense: arguments or configuration. */
    static final int USAGE = 2;

    private ExitCode() {}
}
