package org.actorfs.fs.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;
import org.actorfs.fs.Name;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The entries of one directory: found, added and removed, listed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DirectoryMapBenchmark {
    private static final int NAMES = 8; // of those that are there, asked for in turn
    private static final int BATCH = 20; // entries of one READDIRPLUS of a page

    /** Entries in the directory. */
    @Param({"8", "10000"})
    public int size;

    private final DirectoryMap<Integer> map = new DirectoryMap<>();
    private final Name[] known = new Name[NAMES];
    private final byte[] fresh = name("fresh");
    private int next;
    private int listed;

    private static byte[] name(String text) {
        return text.getBytes(UTF_8);
    }

    /** Fills the directory. */
    @Setup
    public void fill() {
        for (int i = 0; i < size; i++) {
            map.add(Name.of("entry-" + i), i);
        }
        for (int i = 0; i < NAMES; i++) {
            known[i] = Name.of("entry-" + (long) i * size / NAMES);
        }
    }

    /** A name as it comes from the kernel: its hash is not known yet. */
    @Benchmark
    public @Nullable Integer find() {
        return map.get(Name.of(known[next++ % NAMES].bytes()));
    }

    /** A file that is created and removed. */
    @Benchmark
    public @Nullable Integer addAndRemove() {
        Name name = Name.of(fresh);
        map.add(name, 1);
        return map.remove(name);
    }

    /** Twenty entries from the middle. */
    @Benchmark
    public void list(Blackhole hole) {
        listed = 0;
        map.list(size / 2, (name, value, cursor) -> {
            hole.consume(name);
            return ++listed < BATCH;
        });
    }
}
