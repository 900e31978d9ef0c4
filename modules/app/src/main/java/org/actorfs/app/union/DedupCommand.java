package org.actorfs.app.union;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.actorfs.app.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs union dedup DIR}. */
@Command(
        name = "dedup",
        description = {
            "Where several branches have a file of the same name below DIR, keeps one of these copies and removes the others from their branches.",
            "A copy stays that has another content or several names, that somebody has open, or that is on a branch that the mount has"
                    + " as RO. Mode and owner are not compared, see  actorfs union fsck.",
            "Before it goes a copy is renamed to .actorfs-dedup-NAME beside its name; one that is found so was left by a crash.",
            "Exit code 1 if a copy could not be read or removed. For root."
        })
final class DedupCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Parameters(index = "0", paramLabel = "DIR", description = "A directory of a mounted union.")
    private String directory = "";

    @Option(
            names = "--keep",
            paramLabel = "WHICH",
            defaultValue = "shown",
            description = {
                "Which copy stays (${DEFAULT-VALUE}): shown (by the union), newest (modified last), oldest (modified first), largest,"
                        + " smallest, most-free (whose filesystem has most free space).",
                "Of equals the one that is shown. All but shown keep one on an RO branch only if there is no other."
            })
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
    public Integer call() {
        try (Workplace workplace = Workplace.ofDirectory(directory, new Report(out, err))) {
            return new DedupRun(workplace, keep, ignoreContent, dryRun).run() ? ExitCode.OK : ExitCode.FAILED;
        }
    }
}
