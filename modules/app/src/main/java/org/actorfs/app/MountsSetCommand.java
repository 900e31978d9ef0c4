package org.actorfs.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.actorfs.app.api.MountInput;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.api.Replies;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.client.MountName;
import org.actorfs.app.terminal.Printable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code actorfs mounts set NAME}. */
@Command(
        name = "set",
        description =
                "Changes what a mount is to be, and says what of it holds at once and what from its next start on.")
final class MountsSetCommand implements Runnable {
    private static final String BOOL = "true|false";

    private static final MountInput NOTHING = new MountInput(null, null, null, null, null, null, null, null, null);

    private final PrintWriter out;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    @Mixin
    private final NamedMount named = new NamedMount();

    @Option(names = "--volume", paramLabel = "VOLUME", description = "What to mount, see  actorfs mount --help.")
    private @Nullable String volume;

    @Option(names = "--mountpoint", paramLabel = "DIR", description = "Where: a directory, empty unless -o nonempty.")
    private @Nullable String mountpoint;

    @Option(names = "--auto-mount", arity = "1", paramLabel = BOOL, description = "Whether it starts with the daemon.")
    private @Nullable Boolean autoMount;

    @Option(names = "--enabled", arity = "1", paramLabel = BOOL, description = "Whether it may be started.")
    private @Nullable Boolean enabled;

    @Option(
            names = "--read-only",
            arity = "1",
            paramLabel = BOOL,
            description = "Whether whoever changes something in it gets EROFS.")
    private @Nullable Boolean readOnly;

    @Mixin
    private final MountSettings settings = new MountSettings();

    MountsSetCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        MountInput input = input();
        if (input.equals(NOTHING)) {
            throw CommandFailure.usage("there is nothing to change: name an option, see  actorfs mounts set --help");
        }
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            MountJson mount = named.find(daemon);
            Replies.Updated updated = daemon.set(mount.id(), input);
            answers.print(out, updated, () -> print(updated));
        }
    }

    private MountInput input() {
        return new MountInput(
                volume == null ? null : Volumes.parse(volume).uri().toString(),
                mountpoint == null ? null : MountName.absolute(mountpoint).toString(),
                autoMount,
                enabled,
                readOnly,
                settings.cacheSize(),
                settings.timeToLive(),
                settings.options(),
                null);
    }

    private void print(Replies.Updated updated) {
        String place = Printable.of(updated.mount().mountpoint());
        if (updated.live().isEmpty() && updated.atNextStart().isEmpty()) {
            out.printf("%s: nothing has changed, it was so%n", place);
        }
        if (!updated.live().isEmpty()) {
            out.printf("%s: at once: %s%n", place, words(updated.live()));
        }
        if (!updated.atNextStart().isEmpty()) {
            out.printf("%s: from its next start on: %s%n", place, words(updated.atNextStart()));
        }
    }

    /** The daemon's fields as the options of this command. */
    static String words(List<String> fields) {
        return fields.stream()
                .map(field -> field.equals("time_to_live") ? "ttl" : field.replace('_', '-'))
                .collect(Collectors.joining(", "));
    }
}
