package org.actorfs.app;

import java.nio.file.Path;
import java.util.List;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;
import org.actorfs.mirror.MirrorDriverFactory;
import org.actorfs.union.UnionDriverFactory;

/** The kinds of volume there are. A new driver is wired here. */
final class Volumes {
    private static final List<DriverFactory> KINDS =
            List.of(new MemoryDriverFactory(), new MirrorDriverFactory(), new UnionDriverFactory());

    private Volumes() {}

    /** What a person named, with its driver; paths in it are absolute. */
    record Volume(VolumeUri uri, DriverFactory factory) {
        /** The directories that it shows. */
        List<Path> directories() {
            return factory.directories(uri);
        }
    }

    /** Understands {@code SCHEME:REST}; {@link CommandFailure} if there is no such scheme, or its paths are none. */
    static Volume parse(String text) {
        try {
            VolumeUri uri = VolumeUri.parse(text);
            DriverFactory kind = KINDS.stream()
                    .filter(known -> known.scheme().equals(uri.scheme()))
                    .findFirst()
                    .orElseThrow(() -> CommandFailure.usage("'%s' is not a kind of volume: there are %s"
                            .formatted(uri.scheme() + ":", String.join(", ", prefixes()))));
            return new Volume(kind.absolute(uri), kind);
        } catch (VolumeException e) {
            throw failure(e);
        }
    }

    /** The drivers, for what each adds to the mount options. */
    static List<DriverFactory> kinds() {
        return KINDS;
    }

    /** {@code memory:}, {@code mirror:}, … */
    static List<String> prefixes() {
        return KINDS.stream().map(kind -> kind.scheme() + ":").toList();
    }

    /** A line for each: the form of the URI and what it mounts. */
    static List<String> help() {
        return KINDS.stream().map(kind -> kind.help()).toList();
    }

    static CommandFailure failure(VolumeException e) {
        String sentence = String.valueOf(e.getMessage());
        return e.isUsage() ? CommandFailure.usage(sentence) : CommandFailure.failed(sentence);
    }
}
