package org.actorfs.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Where the program starts: the launcher {@code ./actorfs} runs this class. */
public final class Main {
    /** Set by the launcher: the directory that holds {@code conf/}. */
    private static final String HOME_PROPERTY = "actorfs.home";

    private Main() {}

    /** Runs one command and exits with its code: 0, 1 if it failed, 2 if it was asked wrongly. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Optional<Path> home =
                Optional.ofNullable(System.getProperty(HOME_PROPERTY)).map(Path::of);
        int exitCode = new CommandLineInterface(out, err, home).run(args);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }
}
