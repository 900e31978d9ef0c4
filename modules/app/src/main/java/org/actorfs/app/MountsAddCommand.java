package org.actorfs.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.actorfs.app.api.MountInput;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.client.MountName;
import org.actorfs.app.terminal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs mounts add VOLUME DIR}. */
@Command(name = "add", description = "Adds a mount, which the daemon keeps until it is removed.")
final class MountsAddCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    @Parameters(
            index = "0",
            paramLabel = "VOLUME",
            description = "What to mount, see  actorfs mount --help.",
            completionCandidates = MountCommand.Prefixes.class)
    private String volume = "";

    @Parameters(
            index = "1",
            paramLabel = "DIR",
            description = "Where: a directory, empty unless -o nonempty; it is made if it is missing.")
    private String directory = "";

    @Option(names = "--auto-mount", description = "The mount starts with the daemon.")
    private boolean autoMount;

    @Option(names = "--disabled", description = "The mount may not be started.")
    private boolean disabled;

    @Option(names = "--read-only", description = "Whoever changes something in it gets EROFS.")
    private boolean readOnly;

    @Mixin
    private final MountSettings settings = new MountSettings();

    @Option(names = "--start", description = "Starts it at once.")
    private boolean start;

    MountsAddCommand(PrintWriter out, PrintWriter err, ActorfsCommand root) {
        this.out = out;
        this.err = err;
        this.root = root;
    }

    @Override
    public Integer call() {
        MountInput input = input();
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            MountJson mount = daemon.add(input);
            boolean isDown = start && mount.status().equals("error");
            answers.print(out, mount, () -> out.println("added " + MountsStartCommand.nowIs(mount)));
            if (isDown) {
                DaemonAnswers.complain(err, mount, "it is added, and did not start: " + why(mount));
            }
            return isDown ? ExitCode.FAILED : ExitCode.OK;
        }
    }

    private static String why(MountJson mount) {
        return mount.message() == null ? "the daemon's log says why" : Printable.of(mount.message());
    }

    private MountInput input() {
        return new MountInput(
                Volumes.parse(volume).uri().toString(),
                MountName.absolute(directory).toString(),
                autoMount,
                !disabled,
                readOnly,
                settings.cacheSize(),
                settings.timeToLive(),
                settings.options(),
                start);
    }
}
