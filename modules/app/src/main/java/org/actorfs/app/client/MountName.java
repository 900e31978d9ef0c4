package org.actorfs.app.client;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.api.MountJson;

/** How a person names a mount: by its id, by how its id begins, or by its mountpoint. */
public final class MountName {
    private MountName() {}

    /** The mount that is meant; {@link CommandFailure} if there is none, or more than one. */
    public static MountJson find(String name, List<MountJson> mounts) {
        Path path = absolute(name);
        List<String> places = List.of(path.toString(), withoutLinks(path).toString());
        List<MountJson> at = mounts.stream()
                .filter(mount -> places.contains(mount.mountpoint()))
                .toList();
        List<MountJson> found = at.isEmpty() ? byId(name.toLowerCase(Locale.ROOT), mounts) : at;
        return switch (found.size()) {
            case 1 -> found.getFirst();
            case 0 ->
                throw CommandFailure.failed(
                        "there is no mount '%s': name its mountpoint or its id, as  actorfs mounts ls  shows them"
                                .formatted(name));
            default ->
                throw CommandFailure.usage("'%s' is how the ids of %d mounts begin: write more of it, or the mountpoint"
                        .formatted(name, found.size()));
        };
    }

    private static List<MountJson> byId(String name, List<MountJson> mounts) {
        return name.isEmpty()
                ? List.of()
                : mounts.stream().filter(mount -> mount.id().startsWith(name)).toList();
    }

    /** As a path of the command's working directory. */
    public static Path absolute(String name) {
        try {
            return Path.of(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw CommandFailure.usage("'%s' is not a path".formatted(name.replace('\0', '?')));
        }
    }

    /** The mountpoint itself is left alone: it may hang. */
    private static Path withoutLinks(Path path) {
        Path parent = path.getParent();
        Path last = path.getFileName();
        if (parent == null || last == null) {
            return path;
        }
        try {
            return parent.toRealPath().resolve(last);
        } catch (IOException e) {
            return path;
        }
    }
}
