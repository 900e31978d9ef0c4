package org.actorfs.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountOption;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.posix.Processes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs mount VOLUME DIR}: mounts and serves until it is unmounted or told to stop. */
@Command(
        name = "mount",
        description = {
            "Mounts VOLUME on the directory DIR, and serves it until Ctrl-C, SIGTERM or actorfs unmount DIR.",
            "If somebody still uses it when it is told to stop, it is detached, and they have 30 s to end."
        })
final class MountCommand implements Runnable {
    private final PrintWriter out;
    private final ActorfsCommand root;

    @Parameters(
            index = "0",
            paramLabel = "VOLUME",
            description = "What to mount, see below.",
            completionCandidates = Prefixes.class)
    private String volume = "";

    @Parameters(index = "1", paramLabel = "DIR", description = "Where: a directory, empty unless -o nonempty.")
    private String directory = "";

    @Option(
            names = "-o",
            paramLabel = "OPT[,OPT]",
            description = "Mount options, see below. Of options that contradict each other the last wins.",
            completionCandidates = Words.class)
    private List<String> options = new ArrayList<>();

    @Option(names = "--background", description = "Returns once DIR is mounted; a process in the background serves it.")
    private boolean background;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "With --background: where the messages of that process go (default: nowhere).")
    private @Nullable Path log;

    @Option(
            names = "--journal",
            description = "With --background: they go to systemd's journal, as actorfs, by systemd-cat(1).")
    private boolean journal;

    @Option(names = BackgroundMount.REPORT, hidden = true, description = "The start is reported to file descriptor 3.")
    private boolean report;

    MountCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        MountRequest request = request();
        if (background) {
            new BackgroundMount(request).start(out);
        } else if (report) {
            BackgroundMount.serve(() -> start(request));
        } else {
            start(request).awaitEnd();
        }
    }

    private MountRequest request() {
        if (journal && log != null) {
            throw CommandFailure.usage("--log and --journal exclude each other: leave one of them out");
        }
        Volumes.Volume parsed = Volumes.parse(volume);
        return new MountRequest(
                parsed,
                directory,
                options,
                mountOptions(parsed),
                root.configFile().map(Path::toAbsolutePath),
                Optional.ofNullable(log).map(Path::toAbsolutePath),
                journal);
    }

    private MountOptions mountOptions(Volumes.Volume parsed) {
        try {
            return MountOptions.parse(
                    options, Processes.geteuid() == 0, parsed.factory().options());
        } catch (MountException e) {
            throw MountRun.failure(e);
        }
    }

    private MountUntilStopped start(MountRequest request) {
        Settings settings = root.settings();
        Logging.configure(settings);
        Host.clearUmask();
        return MountUntilStopped.start(new MountRun(request, settings, out), request, out);
    }

    /** What follows the options in the help: the volumes and the mount options. */
    static String[] helpTables() {
        List<String> lines = new ArrayList<>();
        lines.add("%nVolumes:");
        Volumes.help().forEach(line -> lines.add("  " + line.replace("%", "%%")));
        lines.add("%nMount options (-o):");
        for (MountOption option : MountOption.values()) {
            lines.add("  %-26s %s".formatted(option.form(), option.meaning()).replace("%", "%%"));
        }
        for (DriverFactory kind : Volumes.kinds()) {
            addOptions(lines, kind);
        }
        lines.add(
                "Ignored, as fstab has them: defaults auto noauto nofail user users _netdev x-*; of mergerfs: use_ino threads= ...");
        return lines.toArray(String[]::new);
    }

    private static void addOptions(List<String> lines, DriverFactory kind) {
        if (kind.options().isEmpty()) {
            return;
        }
        lines.add("%nMount options of " + kind.scheme() + ":");
        kind.optionsHelp().forEach(line -> lines.add("  " + line.replace("%", "%%")));
        lines.add("");
    }

    /** For completion. */
    static final class Prefixes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Volumes.prefixes().iterator();
        }
    }

    /** For completion. */
    static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            Stream<String> general = Arrays.stream(MountOption.values())
                    .map(option -> option.form().equals(option.word()) ? option.word() : option.word() + "=");
            Stream<String> special = Volumes.kinds().stream()
                    .flatMap(kind -> kind.options().stream())
                    .map(option -> option.word() + "=");
            return Stream.concat(general, special).iterator();
        }
    }
}
