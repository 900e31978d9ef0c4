package org.actorfs.fuse.session;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * The classes as an actor system of nothing but actors should see them: without the defaults of Pekko's other modules, which the program may
 * have on its class path for its own use. To read those, and to load what they name, would take a tenth of a second of every mount.
 */
final class ActorClasses extends ClassLoader {
    private static final String DEFAULTS = "reference.conf";
    private static final String OURS = "/pekko-actor";

    ActorClasses(ClassLoader all) {
        super(all);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = Collections.list(super.getResources(name));
        return Collections.enumeration(
                name.equals(DEFAULTS)
                        ? found.stream()
                                .filter(url -> url.getPath().contains(OURS))
                                .toList()
                        : found);
    }
}
