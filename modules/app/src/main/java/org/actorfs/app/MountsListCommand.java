package org.actorfs.app;

import java.io.PrintWriter;
import java.util.List;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.Replies;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import org.actorfs.app.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code actorfs mounts ls}. */
@Command(
        name = "ls",
        description = "Lists the mounts: AUTO ones start with the daemon, and only ENABLED ones start at all.")
final class MountsListCommand implements Runnable {
    private static final int SHORT_ID = 8;

    private final PrintWriter out;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    MountsListCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            Replies.Listed listed = daemon.list();
            answers.print(out, listed, () -> print(listed.mounts()));
        }
    }

    private void print(List<MountJson> mounts) {
        if (mounts.isEmpty()) {
            out.println("there are no mounts: add one with  actorfs mounts add VOLUME DIR");
            return;
        }
        Table table = new Table("MOUNTPOINT", "STATUS", "VOLUME", "AUTO", "ENABLED", "ID", "MESSAGE");
        for (MountJson mount : mounts) {
            table.add(
                    Printable.of(mount.mountpoint()),
                    mount.status(),
                    Printable.of(mount.volume()),
                    yesNo(mount.autoMount()),
                    yesNo(mount.enabled()),
                    mount.id().substring(0, Math.min(SHORT_ID, mount.id().length())),
                    mount.message() == null ? "" : Printable.of(mount.message()));
        }
        table.lines().forEach(line -> out.println(line.strip()));
    }

    static String yesNo(boolean value) {
        return value ? "yes" : "no";
    }
}
