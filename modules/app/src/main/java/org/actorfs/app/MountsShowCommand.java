package org.actorfs.app;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.Quantities;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import org.actorfs.app.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code actorfs mounts show NAME}. */
@Command(name = "show", description = "Shows all of a mount, and what was done to it by whom.")
final class MountsShowCommand implements Runnable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final PrintWriter out;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    @Mixin
    private final NamedMount named = new NamedMount();

    MountsShowCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            MountJson mount = named.find(daemon);
            answers.print(out, mount, () -> print(mount));
        }
    }

    private void print(MountJson mount) {
        line("mountpoint", mount.mountpoint());
        line("volume", mount.volume());
        line("status", mount.status());
        if (mount.message() != null) {
            line("message", mount.message());
        }
        line("auto-mount", MountsListCommand.yesNo(mount.autoMount()));
        line("enabled", MountsListCommand.yesNo(mount.enabled()));
        line("read-only", MountsListCommand.yesNo(mount.readOnly()));
        line("cache-size", Quantities.size(mount.cacheSize()));
        line("ttl", mount.timeToLive().toPlainString() + "s");
        line("options", mount.options().isEmpty() ? "none" : String.join(",", mount.options()));
        if (!mount.atNextStart().isEmpty()) {
            line("changed", MountsSetCommand.words(mount.atNextStart()) + ": from its next start on");
        }
        line("origin", mount.origin().equals("declared") ? "the configuration file" : "added while the daemon ran");
        line("id", mount.id());
        line("created", time(mount.created()));
        line("updated", time(mount.updated()));
        history(mount);
    }

    private void line(String what, String value) {
        out.printf("%-11s %s%n", what, Printable.of(value));
    }

    private void history(MountJson mount) {
        Table table = new Table("TIME", "BY", "WHAT");
        mount.history().forEach(deed -> table.add(time(deed.at()), Printable.of(deed.by()), Printable.of(deed.what())));
        out.println("history");
        table.lines().forEach(out::println);
    }

    private static String time(String instant) {
        return TIME.format(Instant.parse(instant));
    }
}
