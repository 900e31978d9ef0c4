package org.actorfs.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.actorfs.fuse.mount.OwnPath;

/** What this process needs of the file tree, so that no mountpoint may hide it. */
final class OwnPaths {
    private OwnPaths() {}

    static List<OwnPath> of(MountRequest request, Settings settings, Path runtimeDirectory) {
        List<OwnPath> own = new ArrayList<>();
        add(own, "the JDK", property("java.home"));
        for (String jar : System.getProperty("java.class.path", "").split(":", -1)) {
            add(own, "the program", jar.isEmpty() ? Optional.empty() : Optional.of(Path.of(jar)));
        }
        add(own, "the program", property("actorfs.home"));
        add(own, "the directory for temporary files", property("java.io.tmpdir"));
        add(own, "the working directory", property("user.dir"));
        add(own, "the lock files", Optional.of(runtimeDirectory));
        add(own, "the state directory", Optional.of(settings.stateDir()));
        add(own, "the logging configuration", settings.logback());
        add(own, "the configuration", request.config());
        add(own, "the log", request.log());
        add(own, "the kernel's files", Optional.of(Path.of("/proc")));
        add(own, "the devices", Optional.of(Path.of("/dev")));
        for (Path shown : request.volume().directories()) {
            own.add(new OwnPath("the directory that it shows", real(shown), true));
        }
        return own;
    }

    private static void add(List<OwnPath> own, String what, Optional<Path> path) {
        path.ifPresent(found -> own.add(new OwnPath(what, real(found), false)));
    }

    private static Optional<Path> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).map(Path::of);
    }

    /** Without links if it is there. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
