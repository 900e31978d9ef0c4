package org.actorfs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.actorfs.bench.floor.FloorMain;
import org.actorfs.fuse.transport.UringChannel;
import org.actorfs.posix.Libraries;
import org.actorfs.posix.Processes;

/** A filesystem that is measured: how to mount it in the foreground. */
enum Subject {
    /** A tmpfs itself, without FUSE. */
    TMPFS("tmpfs", false, "#777777") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            String script = "mount -t tmpfs -o size=2G bench \"$0\" && while mountpoint -q \"$0\"; do sleep 0.2; done";
            return List.of("sh", "-c", script, mountpoint.toString());
        }

        @Override
        boolean isMeasured(Figure figure) {
            return figure == Figure.UNTAR || figure == Figure.CLONE;
        }

        @Override
        boolean isInstalled() {
            return Processes.geteuid() == 0;
        }
    },
    MEMORY("memory", true, "#14629c") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return actorfs(home, "memory:size=2G", mountpoint, timeoutSeconds);
        }
    },
    MEMORY_WRITEBACK("memory+wb", true, "#5b9bd0") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            List<String> command = actorfs(home, "memory:size=2G", mountpoint, timeoutSeconds);
            command.addAll(List.of("-o", "writeback_cache"));
            return command;
        }

        @Override
        boolean isMeasured(Figure figure) {
            return figure == Figure.BUFFERED;
        }
    },
    /** With {@code actorfs.metrics} off: what counting and timing cost. */
    MEMORY_UNCOUNTED("uncounted", true, "#3f86bd") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            List<String> command = actorfs(home, "memory:size=2G", mountpoint, timeoutSeconds);
            command.addAll(List.of("--config", written(branch, "actorfs.metrics = false")));
            return command;
        }

        @Override
        boolean isMeasured(Figure figure) {
            return figure == Figure.STAT_X4;
        }
    },
    MEMORY_URING("memory+uring", true, "#0b3d66") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return actorfs(home, "uring", "memory:size=2G", mountpoint, timeoutSeconds);
        }
    },
    /** The same, asked through libfuse 2. */
    MEMORY_JNR("memory+jnr", true, "#9db8d2") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return actorfs(home, "jnr", "memory:size=2G", mountpoint, timeoutSeconds);
        }

        @Override
        boolean isMeasured(Figure figure) {
            return figure != Figure.BUFFERED && figure != Figure.UNTAR && figure != Figure.CLONE;
        }

        @Override
        boolean isInstalled() {
            return Libraries.isInstalled("libfuse.so.2");
        }
    },
    FLOOR("floor", true, "#8fa3b5") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            List<String> command =
                    JavaProcess.command(FloorMain.class, JavaProcess.DAEMON_FLAGS.toArray(String[]::new));
            command.addAll(List.of(mountpoint.toString(), Integer.toString(timeoutSeconds)));
            return command;
        }

        @Override
        boolean isMeasured(Figure figure) {
            return figure != Figure.BUFFERED
                    && figure != Figure.UNTAR
                    && figure != Figure.CLONE; // it has no more than the others ask for
        }
    },
    /** It always asks for default_permissions. */
    MERGERFS("mergerfs", false, "#d99a2b") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return mergerfs(branch.toString(), mountpoint, timeoutSeconds, "");
        }
    },
    UNION("union-3", true, "#7a4fa0") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return union(home, "dev", branch, mountpoint, timeoutSeconds);
        }
    },
    UNION_URING("union-3+uring", true, "#4a2a6b") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return union(home, "uring", branch, mountpoint, timeoutSeconds);
        }
    },
    /** With the policy that the union has by default. */
    MERGERFS_3("mergerfs-3", false, "#e8c58a") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return mergerfs(threeBranches(branch), mountpoint, timeoutSeconds, ",category.create=pfrd");
        }

        @Override
        boolean isInstalled() {
            return MERGERFS.isInstalled();
        }
    },
    MIRROR("mirror", true, "#2a9187") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return actorfs(home, "mirror:" + branch, mountpoint, timeoutSeconds);
        }
    },
    MIRROR_URING("mirror+uring", true, "#17564f") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return actorfs(home, "uring", "mirror:" + branch, mountpoint, timeoutSeconds);
        }
    },
    BINDFS("bindfs", false, "#b5795a") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return bindfs(branch, mountpoint, timeoutSeconds, "");
        }
    },
    /** Its better mode for buffered writes: past the page cache, in large pieces. */
    BINDFS_DIRECT("bindfs+dio", false, "#d8a98f") {
        @Override
        List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds) {
            return bindfs(branch, mountpoint, timeoutSeconds, ",direct_io");
        }

        @Override
        boolean isMeasured(Figure figure) {
            return figure == Figure.BUFFERED;
        }

        @Override
        boolean isInstalled() {
            return BINDFS.isInstalled();
        }
    };

    private final String id;
    private final boolean ours;
    private final String colour;

    Subject(String id, boolean ours, String colour) {
        this.id = id;
        this.ours = ours;
        this.colour = colour;
    }

    String id() {
        return id;
    }

    /** Part of actorfs; anything else must be installed. */
    boolean ours() {
        return ours;
    }

    /**
     * The command that mounts and stays in the foreground.
     *
     * @param branch an empty directory on tmpfs, for those that show one
     * @param timeoutSeconds how long the kernel may trust names and attributes
     */
    abstract List<String> command(Path home, Path branch, Path mountpoint, int timeoutSeconds);

    /** Whether it has anything to say to a figure. */
    boolean isMeasured(Figure figure) {
        return !hasRings() || figure != Figure.BUFFERED;
    }

    boolean isInstalled() {
        return hasRings() ? UringChannel.isAvailable() : ours || onPath(id);
    }

    private boolean hasRings() {
        return this == MEMORY_URING || this == UNION_URING || this == MIRROR_URING;
    }

    /** A program of its own, by its own name. */
    private boolean isPeer() {
        return this == MERGERFS || this == BINDFS;
    }

    /** Of its bars in the plot. */
    static String colour(String id) {
        return Arrays.stream(values())
                .filter(subject -> subject.id.equals(id))
                .map(subject -> subject.colour)
                .findFirst()
                .orElse("#999999");
    }

    /** A peer that is not installed is left out, and said so. */
    static List<Subject> installed() {
        List<Subject> found = new ArrayList<>();
        for (Subject subject : values()) {
            if (subject.isInstalled()) {
                found.add(subject);
            } else if (subject.isPeer()) {
                System.err.printf("%s is not installed: left out (apt-get install %s)%n", subject.id, subject.id);
            }
        }
        return found;
    }

    static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** The branches of a union, made below an empty directory. */
    private static String threeBranches(Path directory) {
        List<String> branches = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            Path branch = directory.resolve(name);
            try {
                branches.add(Files.createDirectories(branch).toString());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make the branch " + branch, e);
            }
        }
        return String.join(":", branches);
    }

    private static List<String> union(Path home, String transport, Path branch, Path mountpoint, int timeoutSeconds) {
        List<String> command = actorfs(home, transport, "union:" + threeBranches(branch), mountpoint, timeoutSeconds);
        command.addAll(List.of("-o", "cache.files=off,minfreespace=0,category.create=pfrd"));
        command.addAll(List.of("-o", "cache.entry=%1$d,cache.attr=%1$d".formatted(timeoutSeconds)));
        return command;
    }

    private static List<String> mergerfs(String branches, Path mountpoint, int timeoutSeconds, String more) {
        String timeouts = "cache.entry=%1$d,cache.attr=%1$d,cache.negative_entry=0".formatted(timeoutSeconds);
        return List.of(
                "mergerfs",
                "-f",
                "-o",
                "cache.files=off,minfreespace=0,fsname=bench," + timeouts + more,
                branches,
                mountpoint.toString());
    }

    private static List<String> bindfs(Path branch, Path mountpoint, int timeoutSeconds, String more) {
        String options =
                "entry_timeout=%1$d,attr_timeout=%1$d,negative_timeout=0,default_permissions".formatted(timeoutSeconds);
        return List.of(
                "bindfs",
                "-f",
                "--multithreaded",
                "--forward-odirect=4096", // else it clears O_DIRECT
                "-o",
                options + more,
                branch.toString(),
                mountpoint.toString());
    }

    /** A configuration in an empty directory. */
    private static String written(Path directory, String configuration) {
        try {
            return Files.writeString(directory.resolve("actorfs.conf"), configuration)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> actorfs(Path home, String volume, Path mountpoint, int timeoutSeconds) {
        return actorfs(home, "dev", volume, mountpoint, timeoutSeconds);
    }

    private static List<String> actorfs(
            Path home, String transport, String volume, Path mountpoint, int timeoutSeconds) {
        List<String> command = new ArrayList<>();
        command.add(Launcher.in(home).toString());
        command.addAll(List.of("mount", volume, mountpoint.toString(), "-o"));
        command.add("transport=%2$s,default_permissions,negative_timeout=0,entry_timeout=%1$d,attr_timeout=%1$d"
                .formatted(timeoutSeconds, transport));
        return command;
    }
}
