package org.actorfs.app.mounts;

import java.util.Arrays;
import java.util.List;

/** Where something is in a volume: the names on the way from its root, none of the root itself. */
public record VolumePath(List<String> names) {
    /** {@code /d/f}, {@code d/f}; what no lookup may be asked for is a fault. */
    public static Answer<VolumePath> parse(String path) {
        List<String> names = Arrays.stream(path.split("/", -1))
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .toList();
        if (names.contains("..") || path.indexOf('\0') >= 0) {
            return Answer.failed(new MountFault.BadRequest(
                    "the path '%s' has .. or a NUL in it: write it from the root of the volume down"
                            .formatted(path.replace('\0', '?'))));
        }
        return Answer.of(new VolumePath(names));
    }

    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
