package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.api.Json;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.StatsJson;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.client.MountName;
import org.actorfs.app.metrics.Interval;
import org.actorfs.app.terminal.Printable;
import org.actorfs.app.terminal.ShortTime;
import org.actorfs.app.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs top [NAME]}. */
@Command(
        name = "top",
        description = {
            "Shows what the mounts of the daemon are asked and how long it takes, interval by interval, until Ctrl-C.",
            "p50, p99, p99.9: within this time so many percent of the answers were given, to half an octave. ERR/S: answers"
                    + " with an errno, also that a name does not exist. WAIT: requests without an answer when the interval ended."
        })
final class TopCommand implements Runnable {
    private static final double SHORTEST_SECONDS = 0.1;
    private static final double LONGEST_SECONDS = 86_400;

    /** Of ECMA-48: clears, and goes to the first line. */
    private static final String CLEAR = "\033[H\033[2J";

    private final PrintWriter out;
    private final ActorfsCommand root;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Only this mount: its mountpoint, or its id or how that begins.")
    private @Nullable String name;

    @Option(names = "--interval", paramLabel = "SECONDS", description = "How long an interval is; 1 unless it is said.")
    private double seconds = 1;

    @Option(names = "--count", paramLabel = "N", description = "Ends after so many intervals.")
    private @Nullable Integer count;

    @Option(names = "--json", description = "Prints each interval as a line of JSON.")
    private boolean json;

    TopCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        check();
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            Optional<MountJson> only = Optional.ofNullable(name)
                    .map(given -> MountName.find(given, daemon.list().mounts()));
            StatsJson before = read(daemon, only);
            for (int i = 0; count == null || i < count; i++) {
                pause();
                StatsJson after = read(daemon, only);
                print(Interval.between(before, after), idle(only, after));
                before = after;
            }
        }
    }

    private void check() {
        if (!(seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS)) {
            throw CommandFailure.usage("--interval is not between 0.1 and 86400 seconds: " + seconds);
        }
        if (count != null && count < 1) {
            throw CommandFailure.usage("--count is not at least 1: " + count);
        }
    }

    /** Why there may be no rows. */
    private static String idle(Optional<MountJson> only, StatsJson after) {
        return only.filter(mount -> after.mounts().isEmpty())
                .map(mount -> Printable.of(mount.mountpoint()) + " does not run")
                .orElse("nothing was asked");
    }

    private static StatsJson read(DaemonClient daemon, Optional<MountJson> only) {
        StatsJson all = daemon.stats();
        return new StatsJson(
                all.at(),
                all.uptimeSeconds(),
                all.mounts().stream()
                        .filter(mount ->
                                only.map(MountJson::id).map(mount.id()::equals).orElse(true))
                        .toList());
    }

    private void pause() {
        try {
            TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted");
        }
    }

    private void print(Interval interval, String idle) {
        if (json) {
            out.println(new String(Json.bytes(interval), UTF_8));
        } else {
            out.print(isTerminal() ? CLEAR : "");
            lines(interval, idle).forEach(out::println);
            out.println();
        }
        out.flush();
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    private static List<String> lines(Interval interval, String idle) {
        if (interval.rows().isEmpty()) {
            return List.of("%s  %s".formatted(interval.at(), idle));
        }
        Table table = new Table("MOUNT", "OPERATION", "OP/S", "MIB/S", "ERR/S", "P50", "P99", "P99.9", "WAIT");
        for (Interval.Row row : interval.rows()) {
            table.add(
                    Printable.of(row.mountpoint()),
                    row.operation(),
                    rate(row.perSecond()),
                    rate(row.mibPerSecond()),
                    rate(row.errorsPerSecond()),
                    time(row.p50Us()),
                    time(row.p99Us()),
                    time(row.p999Us()),
                    Long.toString(row.inFlight()));
        }
        return table.lines();
    }

    private static String rate(double perSecond) {
        return perSecond == 0 ? "0" : String.format(Locale.ROOT, perSecond < 10 ? "%.2f" : "%.0f", perSecond);
    }

    private static String time(@Nullable Double us) {
        return us == null ? "-" : ShortTime.ofUs(us);
    }
}
