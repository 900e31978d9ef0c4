package org.actorfs.app;

import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code actorfs version}. */
@Command(name = "version", description = "Prints the version of actorfs, Java and the kernel.")
final class VersionCommand implements Runnable {
    private final PrintWriter out;

    VersionCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void run() {
        out.println(Version.line());
    }
}
