package org.actorfs.app;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code actorfs completion}: a script for bash, to be sourced. */
@Command(name = "completion", description = "Prints a completion script for bash: source <(./actorfs completion)")
final class CompletionCommand implements Runnable {
    private final PrintWriter out;
    private final CommandLine whole;

    CompletionCommand(PrintWriter out, CommandLine whole) {
        this.out = out;
        this.whole = whole;
    }

    @Override
    public void run() {
        out.print(AutoComplete.bash("actorfs", whole));
        out.flush();
    }
}
