package org.actorfs.app.union;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs union dedup DIR}. */
@Command(
        name = "dedup",
        description = {
            "Where several branches have a file of the same name below DIR, keeps one of these copies and removes the others from their branches.",
            "A copy stays that has another content, that somebody has open, or that is on an RO branch. Mode and owner are not compared,"
                    + " see  actorfs union fsck. For root."
        })
final class DedupCommand implements Runnable {
    private final PrintWriter out;
    private final PrintWriter err;

    @Parameters(index = "0", paramLabel = "DIR", description = "A directory of a mounted union.")
    private String directory = "";

    @Option(
            names = "--keep",
            paramLabel = "WHICH",
            defaultValue = "shown",
            description = "Which copy stays: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Keep keep = Keep.SHOWN;

    @Option(names = "--ignore-content", description = "Removes copies with another content, too.")
    private boolean ignoreContent;

    @Option(names = "--dry-run", description = "Removes nothing; compares, and says what would go.")
    private boolean dryRun;

    DedupCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void run() {
        try (Workplace workplace = Workplace.ofDirectory(directory, new Report(out, err))) {
            new DedupRun(workplace, keep, ignoreContent, dryRun).run();
        }
    }
}
