package org.actorfs.app.union;

import java.io.PrintWriter;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.terminal.Printable;
import org.actorfs.posix.Errnos;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs union save DIR}. */
@Command(
        name = "save",
        description = {
            "Keeps the settings and branches of a mounted union, as they are now, for its next mount.",
            "They count for a mount on the same directory, with the same volume and options; one that is written otherwise begins with what"
                    + " it names. For root."
        })
final class SaveCommand implements Runnable {
    private final PrintWriter out;
    private final PrintWriter err;

    @Parameters(index = "0", paramLabel = "DIR", description = "The mountpoint of a union, or anything below.")
    private String directory = "";

    @Option(names = "--forget", description = "Forgets what was kept: the next mount begins with what it names.")
    private boolean forget;

    SaveCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void run() {
        try (UnionMount mount = UnionMount.open(Place.ofDirectory(directory).mount())) {
            String mountpoint = Printable.of(mount.mountpoint());
            int result = mount.save(!forget);
            if (result < 0) {
                throw CommandFailure.failed(refusal(mountpoint, -result));
            }
            String done = forget
                    ? "forgotten: the next mount on %s begins with what it names"
                    : "saved: the next mount on %s with the same volume and options begins with the settings and branches of now";
            new Report(out, err).say(done.formatted(mountpoint));
        }
    }

    private static String refusal(String mountpoint, int errno) {
        return switch (errno) {
            case Errnos.EACCES, Errnos.EPERM ->
                "only root may change what the next mount on %s begins with: run it with sudo".formatted(mountpoint);
            case Errnos.EIO ->
                "the daemon of %s cannot write or delete what it keeps: its log says why".formatted(mountpoint);
            default -> "the daemon of %s keeps no settings: %s".formatted(mountpoint, Errnos.name(errno));
        };
    }
}
