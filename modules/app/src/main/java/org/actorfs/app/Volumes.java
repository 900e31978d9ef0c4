package org.actorfs.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;
import org.actorfs.mirror.MirrorDriverFactory;

/** The kinds of volume there are. A new driver is wired here. */
final class Volumes {
    private static final List<Kind> KINDS =
            List.of(new Kind(new MemoryDriverFactory(), false), new Kind(new MirrorDriverFactory(), true));

    private Volumes() {}

    /** A driver, and whether what follows its scheme is the path of a directory that it shows. */
    private record Kind(DriverFactory factory, boolean restIsDirectory) {}

    /** What a person named, with its driver; a directory in it is absolute. */
    record Volume(VolumeUri uri, DriverFactory factory, Optional<Path> directory) {}

    /** Understands {@code SCHEME:REST}; {@link CommandFailure} if there is no such scheme. */
    static Volume parse(String text) {
        VolumeUri uri = uri(text);
        Kind kind = KINDS.stream()
                .filter(known -> known.factory.scheme().equals(uri.scheme()))
                .findFirst()
                .orElseThrow(() -> CommandFailure.usage("'%s' is not a kind of volume: there are %s"
                        .formatted(uri.scheme() + ":", String.join(", ", prefixes()))));
        if (!kind.restIsDirectory || uri.rest().isEmpty() || uri.rest().indexOf('\0') >= 0) {
            return new Volume(uri, kind.factory, Optional.empty());
        }
        Path directory = Path.of(uri.rest()).toAbsolutePath().normalize();
        return new Volume(new VolumeUri(uri.scheme(), directory.toString()), kind.factory, Optional.of(directory));
    }

    /** {@code memory:}, {@code mirror:}, … */
    static List<String> prefixes() {
        return KINDS.stream().map(kind -> kind.factory.scheme() + ":").toList();
    }

    /** A line for each: the form of the URI and what it mounts. */
    static List<String> help() {
        return KINDS.stream().map(kind -> kind.factory.help()).toList();
    }

    static CommandFailure failure(VolumeException e) {
        String sentence = String.valueOf(e.getMessage());
        return e.isUsage() ? CommandFailure.usage(sentence) : CommandFailure.failed(sentence);
    }

    private static VolumeUri uri(String text) {
        try {
            return VolumeUri.parse(text);
        } catch (VolumeException e) {
            throw failure(e);
        }
    }
}
