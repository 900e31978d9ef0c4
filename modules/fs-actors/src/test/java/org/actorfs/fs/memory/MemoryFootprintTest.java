package org.actorfs.fs.memory;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OwnedNamespace;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.TimeSource;
import org.junit.jupiter.api.Test;

/** What an inode costs on the heap: a million files must fit beside their actors. */
final class MemoryFootprintTest {
    private static final int FILES = 200_000;
    private static final int FILES_PER_DIRECTORY = 1_000;
    private static final int MOST_BYTES_PER_FILE = 400;

    @Test
    void shouldTakeLessThan400BytesOfHeapForAFileAndChargeAboutThat() {
        long before = usedHeap();
        MemoryLimits limits = new MemoryLimits(FILES, 2L * FILES, 1L << 30);
        MemoryStore store = MemoryDriverFactory.openStore(
                new MemoryOptions(limits, 0755, 0, 0), TimeSource.system(), SlabMemory.plain());
        OwnedNamespace volume = new OwnedNamespace(store, TimeSource.system());
        long start = System.nanoTime();
        fill(volume);
        long nanos = System.nanoTime() - start;
        long perFile = (usedHeap() - before) / FILES;
        long charged = store.used().heapBytes() / FILES;
        System.out.println("memory volume: " + perFile + " B of heap per file of 4 KiB, " + charged + " B charged, "
                + nanos / FILES + " ns to make one");
        assertTrue(perFile < MOST_BYTES_PER_FILE, perFile + " B per file");
        assertTrue(charged >= perFile * 3 / 4, charged + " B charged for " + perFile);
        get(volume.close());
    }

    private static void fill(OwnedNamespace volume) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(4096);
            Node directory = get(volume.root());
            for (int i = 0; i < FILES; i++) {
                if (i % FILES_PER_DIRECTORY == 0) {
                    Name name = Name.of("directory" + i);
                    directory = get(volume.mkdir(get(volume.root()), name, 0755, 0, Caller.ROOT))
                            .child();
                }
                Name name = Name.of("file-number-" + i);
                CreatedOpen made = get(volume.create(directory, name, 0644, OpenFlags.READ_WRITE, 0, Caller.ROOT));
                get(made.file().write(made.child(), 0, data, false, false, Caller.ROOT));
            }
        }
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }

    private static <T> T get(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Done<T> done) {
            return done.value();
        }
        throw new AssertionError("not done: " + outcome);
    }
}
