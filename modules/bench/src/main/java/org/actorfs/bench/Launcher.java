package org.actorfs.bench;

import java.io.IOException;
import java.nio.file.Path;

/** {@code ./actorfs}, as a person would call it. */
final class Launcher {
    private Launcher() {}

    static Path in(Path home) {
        return home.resolve("actorfs");
    }

    /** Builds the program and its AOT cache if that is still to be done, so that it is in nobody's time. */
    static void prepare(Path home) throws IOException, BenchException {
        Process process = new ProcessBuilder(in(home).toString(), "version")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new BenchException(in(home) + " version failed: its words are above");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }
}
