package org.actorfs.app.union;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.app.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs union balance DIR}. */
@Command(
        name = "balance",
        description = {
            "Moves files below DIR from full disks to empty ones, until the filesystem of each branch that the mount has"
                    + " as RW is about as full as all of them on average.",
            "Branches with the same st_dev count as one filesystem. Files may be in use meanwhile; those of several names stay. For root."
        })
final class BalanceCommand implements Runnable {
    private final PrintWriter out;
    private final PrintWriter err;

    @Parameters(index = "0", paramLabel = "DIR", description = "A directory of a mounted union.")
    private String directory = "";

    @Option(
            names = "--tolerance",
            paramLabel = "PERCENT",
            defaultValue = "2",
            description = "How far from the average a filesystem may be (${DEFAULT-VALUE}).")
    private double tolerance;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Only files whose path from the mountpoint matches one of these: 'films/**', '**.mkv'.")
    private List<String> included = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "No files whose path matches one of these.")
    private List<String> excluded = new ArrayList<>();

    @Option(
            names = "--min-size",
            paramLabel = "SIZE",
            defaultValue = "0",
            converter = Sizes.Converter.class,
            description = "No smaller files: bytes, or 4K, 1G and so on.")
    private long minBytes;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            defaultValue = "8191P",
            converter = Sizes.Converter.class,
            description = "No larger files.")
    private long maxBytes;

    @Option(names = "--dry-run", description = "Moves nothing; says what would move, and how full the disks would be.")
    private boolean dryRun;

    BalanceCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void run() {
        if (!(tolerance > 0 && tolerance < 100)) {
            throw CommandFailure.usage("--tolerance wants a percentage above 0 and below 100");
        }
        Selection selection = Selection.of(included, excluded, minBytes, maxBytes);
        try (Workplace workplace = Workplace.ofDirectory(directory, new Report(out, err))) {
            Moves moves = new Moves(workplace.mount(), dryRun, workplace.report());
            new BalanceRun(workplace, moves, selection, tolerance, dryRun).run();
        }
    }
}
