package org.actorfs.fuse.jnr;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;

/** Takes libfuse's paths apart. */
final class PathNames {
    /** What jnr-fuse's strings have for bytes that are no UTF-8: which ones, nobody knows any more. */
    private static final char LOST = '\uFFFD';

    private PathNames() {}

    /** The names of an absolute path, from the root on. EILSEQ, ENAMETOOLONG. */
    static Outcome.Ready<List<Name>> of(String path) {
        if (!cameThrough(path)) {
            return new Outcome.Failed<>(Errno.EILSEQ);
        }
        List<Name> names = new ArrayList<>();
        for (String part : path.split("/")) {
            if (!part.isEmpty()) {
                Name name = Name.of(part);
                if (name.length() > Name.MAX_BYTES) {
                    return new Outcome.Failed<>(Errno.ENAMETOOLONG);
                }
                names.add(name);
            }
        }
        return new Outcome.Done<>(names);
    }

    /** Whether a text is what its caller gave. */
    static boolean cameThrough(String text) {
        return text.indexOf(LOST) < 0;
    }
}
