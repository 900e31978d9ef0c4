package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import org.actorfs.app.api.Json;
import org.actorfs.app.api.NoticeJson;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code actorfs mounts watch}. */
@Command(
        name = "watch",
        description = "Prints a line for everything that happens to the mounts, until Ctrl-C or the end of the daemon.")
final class MountsWatchCommand implements Runnable {
    private final PrintWriter out;
    private final ActorfsCommand root;

    @Option(names = "--json", description = "Prints each as a line of JSON.")
    private boolean json;

    MountsWatchCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            daemon.watch(notice -> {
                out.println(json ? new String(Json.bytes(notice), UTF_8) : words(notice));
                out.flush();
            });
        }
    }

    private static String words(NoticeJson notice) {
        if (notice.mount() != null) {
            return MountsStartCommand.nowIs(notice.mount());
        }
        return notice.missed() == null
                ? "%s: asks anew for %s"
                        .formatted(
                                Printable.of(String.valueOf(notice.mountpoint())),
                                Printable.of(String.valueOf(notice.path())))
                : "missed %d: see  actorfs mounts ls".formatted(notice.missed());
    }
}
