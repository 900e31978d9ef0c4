package org.actorfs.app.union;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs union fsck DIR}. */
@Command(
        name = "fsck",
        description = {
            "Shows names, DIR and below, whose copies on several branches differ in type, mode or owner; of files also in size or time.",
            "Exit code 1 if something differs and was not fixed, or could not be looked at. For root."
        })
final class FsckCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Parameters(index = "0", paramLabel = "DIR", description = "A directory of a mounted union.")
    private String directory = "";

    @Option(
            names = "--fix",
            paramLabel = "WHICH",
            description = {
                "Gives all copies the mode and the owner of one of them: shown (by the union), newest (modified last), root (the first"
                        + " that is root's), nonroot (the first that is not).",
                "Left alone are copies on branches that the mount has as RO, and files that have several names or would get"
                        + " set-id bits."
            })
    private @Nullable Fix fix;

    @Option(names = "--dry-run", description = "With --fix: changes nothing; says what would change.")
    private boolean dryRun;

    FsckCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        if (dryRun && fix == null) {
            throw CommandFailure.usage("--dry-run is for --fix: without it nothing is changed");
        }
        try (Workplace workplace = Workplace.ofDirectory(directory, new Report(out, err))) {
            return new FsckRun(workplace, fix, dryRun).run() ? ExitCode.OK : ExitCode.FAILED;
        }
    }
}
