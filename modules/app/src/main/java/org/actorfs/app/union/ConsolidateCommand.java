package org.actorfs.app.union;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs union consolidate DIR}. */
@Command(
        name = "consolidate",
        description = {
            "Moves the files of each directory, DIR and below, to one branch: of those that have some of them the one that has most bytes,"
                    + " and room for the others.",
            "Files may be in use meanwhile; those of several names, and those on branches that the mount has as RO, stay. For root."
        })
final class ConsolidateCommand implements Runnable {
    private final PrintWriter out;
    private final PrintWriter err;

    @Parameters(index = "0", paramLabel = "DIR", description = "A directory of a mounted union.")
    private String directory = "";

    @Option(
            names = "--max-files",
            paramLabel = "N",
            defaultValue = "9223372036854775807",
            description = "Directories with more files are left as they are.")
    private long maxFiles;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            defaultValue = "8191P",
            converter = Sizes.Converter.class,
            description =
                    "Directories whose files are larger together are left as they are: bytes, or 4K, 1G and so on.")
    private long maxBytes;

    @Option(names = "--dry-run", description = "Moves nothing; says what would move.")
    private boolean dryRun;

    ConsolidateCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void run() {
        try (Workplace workplace = Workplace.ofDirectory(directory, new Report(out, err))) {
            Moves moves = new Moves(workplace.mount(), dryRun, workplace.report());
            new ConsolidateRun(workplace, moves, maxFiles, maxBytes, dryRun).run();
        }
    }
}
