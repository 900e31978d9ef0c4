package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import org.actorfs.app.api.Json;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.TraceJson;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import org.actorfs.app.terminal.ShortTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code actorfs trace NAME [PATH]}. */
@Command(
        name = "trace",
        description = {
            "Prints the requests on one file or directory of a mount of the daemon, or on all, as they are answered, until Ctrl-C or the end of the mount.",
            "QUEUED: until its turn had come, its lock was given, the driver was asked; all of it, if it failed before. SERVED: from then on."
                    + " What has no answer after a second, or when the trace begins, is printed as waiting first.",
            "The file stays the same one, whatever becomes of its name."
        })
final class TraceCommand implements Runnable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final String LINE = "%-12s  %-22s  %-15s  %-24s  %8s  %8s  %s%n";

    private final PrintWriter out;
    private final ActorfsCommand root;

    @Mixin
    private final PathInMount path = new PathInMount();

    @Option(names = "--json", description = "Prints each as a line of JSON.")
    private boolean json;

    @Option(names = "--count", paramLabel = "N", description = "Ends after so many.")
    private @Nullable Integer count;

    private long printed;

    TraceCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        if (count != null && count < 1) {
            throw CommandFailure.usage("--count is not at least 1: " + count);
        }
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            MountJson mount = path.find(daemon);
            daemon.trace(mount.id(), path.in(mount), event -> print(mount, event));
        }
    }

    /** Whether there may be more. */
    private boolean print(MountJson mount, TraceJson event) {
        if (json) {
            out.println(new String(Json.bytes(event), UTF_8));
        } else if (event.event().equals(TraceJson.ENDED)) {
            out.printf("%s has ended%n", Printable.of(mount.mountpoint()));
        } else {
            line(event);
        }
        out.flush();
        printed++;
        return !event.event().equals(TraceJson.ENDED) && (count == null || printed < count);
    }

    private void line(TraceJson event) {
        if (printed == 0) {
            out.printf(LINE, "TIME", "CALLER", "OPERATION", "OF", "QUEUED", "SERVED", "ANSWER");
        }
        if (event.missed() != null) {
            out.printf("missed %d%n", event.missed());
            return;
        }
        boolean inQueue = !Objects.equals(event.begun(), true);
        out.printf(
                LINE,
                TIME.format(Instant.parse(Objects.requireNonNull(event.at()))),
                Caller.of(Objects.requireNonNull(event.pid())),
                event.operation(),
                Printable.of(Objects.requireNonNullElse(event.detail(), "-")),
                time(event.waitedUs() != null && inQueue ? event.waitedUs() : event.queuedUs()),
                time(event.waitedUs() != null && !inQueue ? event.waitedUs() : event.servedUs()),
                event.event().equals("answered")
                        ? Optional.ofNullable(event.error()).orElse("ok")
                        : event.event());
    }

    private static String time(@Nullable Long us) {
        return us == null ? "-" : ShortTime.ofUs((double) us);
    }
}
