package org.actorfs.fs.driver;

import java.util.List;
import org.actorfs.fs.Name;

/**
 * Where a driver says that its volume was changed by something else than its own calls, so that whoever believes what it said before asks
 * again. Handed to the driver when it is opened; may be called from any thread, before anybody listens and after everybody has gone, and
 * never blocks.
 */
@FunctionalInterface
public interface Changes {
    /** What is at this path from the root is not what it was; of a directory, what is below it, too. The empty path is everything. */
    void changed(List<Name> path);

    /** For a volume that nobody else believes anything of. */
    static Changes unheard() {
        return path -> {};
    }
}
