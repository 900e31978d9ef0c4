package org.actorfs.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.actorfs.app.api.Json;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.Replies;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import picocli.CommandLine.Option;

/** What the commands that ask the daemon have in common, as a mixin: how they find it, and {@code --json}. */
final class DaemonAnswers {
    @Option(names = "--json", description = "Prints the answer of the daemon as JSON.")
    private boolean json;

    /** The caller closes it. */
    static DaemonClient client(ActorfsCommand root) {
        return DaemonClient.find(root.settings().stateDir(), System.getProperty("user.name", "unknown"));
    }

    /** Prints the answer: as it came, or in words. */
    void print(PrintWriter out, Object answer, Runnable words) {
        if (json) {
            out.println(Json.pretty(answer));
        } else {
            words.run();
        }
    }

    /** Prints what became of several mounts; returns the exit code. */
    int print(PrintWriter out, PrintWriter err, Replies.Results several, Function<MountJson, String> done) {
        print(out, several, () -> {
            several.results().stream()
                    .filter(result -> result.error() == null)
                    .forEach(result -> out.println(done.apply(result.mount())));
            if (several.results().isEmpty()) {
                out.println("there are none");
            }
        });
        return complain(err, several.results());
    }

    /** What failed, apart; returns the exit code. */
    static int complain(PrintWriter err, List<Replies.Result> results) {
        int exitCode = ExitCode.OK;
        for (Replies.Result result : results) {
            if (result.error() != null) {
                complain(err, result.mount(), result.error().message());
                exitCode = ExitCode.FAILED;
            }
        }
        return exitCode;
    }

    static void complain(PrintWriter err, MountJson mount, String why) {
        err.printf("actorfs: %s: %s%n", Printable.of(mount.mountpoint()), why);
    }
}
