package org.actorfs.app;

import java.nio.file.Path;
import java.util.List;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;
import org.actorfs.fs.memory.SlabMemory;
import org.actorfs.mirror.MirrorDriverFactory;
import org.actorfs.posix.HugePages;
import org.actorfs.posix.Memory;
import org.actorfs.union.UnionDriverFactory;

/** The kinds of volume there are. A new driver is wired here. */
final class Volumes {
    private static final List<DriverFactory> KINDS = List.of(
            new MemoryDriverFactory(new SlabMemory(HugePages::allocate, Memory::copyLarge)),
            new MirrorDriverFactory(),
            new UnionDriverFactory());

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
            return parse(text, KINDS);
        } catch (VolumeException e) {
            throw failure(e);
        }
    }

    private static Volume parse(String text, List<DriverFactory> kinds) throws VolumeException {
        VolumeUri uri = VolumeUri.parse(text);
        DriverFactory kind = kind(uri, kinds);
        return new Volume(kind.absolute(uri), kind);
    }

    /** As {@link #parse(String)}, for a daemon, whose working directory means nothing to whoever asks it. */
    static Volume parseAbsolute(String text, List<DriverFactory> kinds) throws VolumeException {
        VolumeUri uri = VolumeUri.parse(text);
        if (!kind(uri, kinds).isAbsolute(uri)) {
            throw new VolumeException(
                    true,
                    "the paths of %s must be absolute, for a daemon has no directory to start at: begin each with /"
                            .formatted(text));
        }
        return parse(text, kinds);
    }

    /** Whose scheme it is. */
    static DriverFactory kind(VolumeUri uri, List<DriverFactory> kinds) throws VolumeException {
        return kinds.stream()
                .filter(known -> known.scheme().equals(uri.scheme()))
                .findFirst()
                .orElseThrow(() -> new VolumeException(
                        true,
                        "'%s' is not a kind of volume: there are %s"
                                .formatted(uri.scheme() + ":", String.join(", ", prefixes()))));
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
