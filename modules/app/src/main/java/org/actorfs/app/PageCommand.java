package org.actorfs.app;

import java.io.PrintWriter;
import java.util.Map;
import org.actorfs.app.client.DaemonClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code actorfs page}. */
@Command(
        name = "page",
        description = {
            "Prints a link to the daemon's page, for a browser on this machine.",
            "On another machine it works, too, once  ssh -L 5001:127.0.0.1:5001 HOST  runs there, with the link's port.",
            "As top, mounts and reload, it reads the token of the daemon: for one that root runs, such as the service, use sudo.",
            "It opens the page once, within a minute: whoever does may do all that the daemon can do, until the tab is closed."
        })
final class PageCommand implements Runnable {
    private final PrintWriter out;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    PageCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            String link = daemon.page();
            answers.print(out, Map.of("url", link), () -> out.println(link));
        }
    }
}
