package org.actorfs.bench;

import java.util.Arrays;
import java.util.Optional;

/** One thing that is measured on every subject. */
enum Figure {
    STAT_X1("stat-x1", "stat, 1 thread", "1/s", "stat", 1, false),
    STAT_X4("stat-x4", "stat, 4 threads on independent files", "1/s", "stat", 4, false),
    CREATE_X1("create-x1", "create + write 4 KiB + close + unlink, 1 thread", "1/s", "create", 1, false),
    CREATE_X4("create-x4", "create + write 4 KiB + close + unlink, 4 threads", "1/s", "create", 4, false),
    WRITE("write", "sequential O_DIRECT write, 1 MiB each", "MiB/s", "write", 1, false),
    READ("read", "sequential O_DIRECT read, 1 MiB each", "MiB/s", "read", 1, false),
    BUFFERED("buffered", "sequential buffered write, 1 MiB each", "MiB/s", "buffered", 1, false),
    UNTAR("untar", "extracting 4 KiB files as tar does", "1/s", "extract", 1, false),
    LIST("list", "ls -l of 10,000 entries, 1 s timeouts", "ms", "list", 1, true),
    CLONE("clone", "git clone of 1,520 files, 1 s timeouts", "ms", "clone", 1, true),
    TAIL("tail", "p99.9 of stat at half load, 4 threads", "us", "paced", 4, true);

    private final String id;
    private final String title;
    private final String unit;
    private final String verb;
    private final int threads;
    private final boolean lessIsBetter;

    Figure(String id, String title, String unit, String verb, int threads, boolean lessIsBetter) {
        this.id = id;
        this.title = title;
        this.unit = unit;
        this.verb = verb;
        this.threads = threads;
        this.lessIsBetter = lessIsBetter;
    }

    /** For {@code --only}, and the CSV. */
    String id() {
        return id;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    /** The word that the load generator knows it by. */
    String verb() {
        return verb;
    }

    int threads() {
        return threads;
    }

    /** Whether the kernel may trust names and attributes for a second. */
    boolean isCached() {
        return this == LIST || this == CLONE;
    }

    /** Whether the program that it needs is installed. */
    boolean isPossible() {
        return this != CLONE || Subject.onPath("git");
    }

    /** How many times better the first value is than the second. */
    double ratio(double value, double against) {
        return lessIsBetter ? against / value : value / against;
    }

    boolean lessIsBetter() {
        return lessIsBetter;
    }

    static Optional<Figure> find(String id) {
        return Arrays.stream(values()).filter(figure -> figure.id.equals(id)).findFirst();
    }
}
