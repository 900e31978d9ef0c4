package org.actorfs.app.union;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.ExitCode;
import org.actorfs.posix.OpenFlags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code actorfs union where FILE...}. */
@Command(
        name = "where",
        description =
                "Shows which branches have a copy of FILE, and what it is there; a star is at the one that the union shows.")
final class WhereCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Anything in a mounted union; a symbolic link is itself.")
    private List<String> files = new ArrayList<>();

    WhereCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Report report = new Report(out, err);
        int exitCode = ExitCode.OK;
        for (String file : files) {
            try {
                show(file, report);
            } catch (CommandFailure e) {
                report.warn(String.valueOf(e.getMessage()));
                exitCode = ExitCode.FAILED;
            }
        }
        return exitCode;
    }

    private void show(String file, Report report) {
        try (Workplace workplace = Workplace.ofFile(file, report)) {
            TreePath path = workplace.path();
            String name = path.below(workplace.mount().mountpoint());
            Stat mounted = workplace
                    .mount()
                    .stat(path)
                    .orElseThrow(() -> CommandFailure.failed("%s does not exist: name what is there".formatted(name)));
            List<Copy> copies = workplace.trees().copies(path);
            report.say(name);
            CopyTable.lines(copies, CopyTable.shown(copies, branch(workplace, path), mounted))
                    .forEach(report::say);
        }
    }

    private static Optional<Branch> branch(Workplace workplace, TreePath path) {
        try (Fd directory = workplace.mount().open(path.parent(), OpenFlags.O_PATH)) {
            return directory.failed() ? Optional.empty() : workplace.mount().shown(directory, path.name());
        }
    }
}
