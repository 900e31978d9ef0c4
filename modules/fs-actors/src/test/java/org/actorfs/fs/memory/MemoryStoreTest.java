package org.actorfs.fs.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.ManualClock;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.OwnedNamespace;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Written;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Space, limits and threads of a memory volume: what the contract cannot see. */
final class MemoryStoreTest {
    private static final int THREADS = 4;
    private static final int PAGES = 64;
    private static final int INODES = 10;

    private final ManualClock clock = new ManualClock();
    private MemoryStore store = store(PAGES, INODES, 1 << 20);
    private OwnedNamespace volume = new OwnedNamespace(store, clock);

    @AfterEach
    void close() {
        get(volume.close());
    }

    @Test
    void shouldUseNothingAfterForgettingEverything() {
        MemoryLimits empty = store.used();
        Node file = create("file").child();
        write(file, 0, 10_000);
        write(file, 1L << 40, 10_000);
        Node directory =
                get(volume.mkdir(root(), Name.of("dir"), 0755, 0, Caller.ROOT)).child();
        Node link = get(volume.symlink(root(), Name.of("link"), new byte[100], Caller.ROOT))
                .child();
        assertTrue(store.used().pages() == 6 && store.used().inodes() == 4);

        get(volume.unlink(root(), Name.of("file"), current(file), Caller.ROOT));
        get(volume.rmdir(root(), Name.of("dir"), current(directory), Caller.ROOT));
        get(volume.unlink(root(), Name.of("link"), current(link), Caller.ROOT));
        assertEquals(6, store.used().pages());
        for (Node node : List.of(file, directory, link, file)) {
            volume.forget(node);
        }
        assertEquals(empty, store.used());
    }

    @Test
    void shouldKeepWhatHasANameWhenItIsForgotten() {
        Node file = create("file").child();
        write(file, 0, 10);
        volume.forget(current(file));
        assertEquals(1, store.used().pages());
        assertEquals(
                10, get(volume.lookup(root(), Name.of("file"))).attributes().size());
    }

    @Test
    void shouldFreePagesOnTruncateAndGiveZerosBack() {
        CreatedOpen made = create("file");
        write(made.child(), 0, 10 * 4096);
        assertEquals(80, current(made.child()).attributes().blocks());
        resize(made.child(), 4097);
        assertEquals(2, store.used().pages());
        assertEquals(16, current(made.child()).attributes().blocks());
        resize(made.child(), 3 * 4096);
        byte[] content = read(made, 0, 3 * 4096);
        assertEquals(1, content[4096]);
        for (int i = 4097; i < content.length; i++) {
            assertEquals(0, content[i]);
        }
    }

    @Test
    void shouldGiveZerosInPagesThatWereUsedBefore() {
        Node first = create("first").child();
        write(first, 0, PAGES * 4096);
        resize(first, 0);
        CreatedOpen second = create("second");
        write(second.child(), 5000, 1);
        byte[] content = read(second, 0, 5001);
        for (int i = 0; i < 5000; i++) {
            assertEquals(0, content[i]);
        }
    }

    @Test
    void shouldWriteAsMuchAsThereIsSpaceForAndThenEnospc() {
        CreatedOpen made = create("file");
        Written written = write(made.child(), 100, (PAGES + 5) * 4096);
        assertEquals(PAGES * 4096 - 100, written.bytes());
        assertEquals(PAGES * 4096, current(made.child()).attributes().size());
        Outcome<Written> full = made.file()
                .write(
                        current(made.child()),
                        PAGES * 4096,
                        MemorySegment.ofArray(new byte[1]),
                        false,
                        false,
                        Caller.ROOT);
        assertEquals(Outcome.failed(Errno.ENOSPC), full);
        assertEquals(10, write(made.child(), 0, 10).bytes());
        assertEquals(0, get(volume.statfs(root())).blocksFree());
        resize(made.child(), 0);
        assertEquals(PAGES, get(volume.statfs(root())).blocksFree());
    }

    @Test
    void shouldEndInEnospcWhenInodesAreUsedUp() {
        for (int i = 1; i < INODES; i++) {
            create("f" + i);
        }
        MemoryLimits before = store.used();
        assertEquals(Outcome.failed(Errno.ENOSPC), volume.mkdir(root(), Name.of("one more"), 0755, 0, Caller.ROOT));
        assertEquals(before, store.used());
        assertEquals(0, get(volume.statfs(root())).filesFree());
        Node gone = get(volume.lookup(root(), Name.of("f1")));
        get(volume.unlink(root(), Name.of("f1"), gone, Caller.ROOT));
        volume.forget(gone);
        create("one more");
    }

    @Test
    void shouldEndInEnospcBeforePageMapsFillTheHeap() {
        get(volume.close());
        store = store(1_000_000, INODES, 100_000);
        volume = new OwnedNamespace(store, clock);
        CreatedOpen made = create("sparse");
        MemorySegment one = MemorySegment.ofArray(new byte[1]);
        int failures = 0;
        for (long i = 0; i < 1_000; i++) {
            Outcome<Written> outcome =
                    made.file().write(current(made.child()), i << 30, one, false, false, Caller.ROOT);
            failures += outcome.equals(Outcome.failed(Errno.ENOSPC)) ? 1 : 0;
        }
        assertTrue(failures > 500 && store.used().heapBytes() <= 100_000);
        get(volume.unlink(root(), Name.of("sparse"), current(made.child()), Caller.ROOT));
        volume.forget(made.child());
        assertEquals(new MemoryLimits(0, 1, MemoryLimits.INODE_BYTES), store.used());
    }

    @Test
    void shouldDoAsAnArrayDoesUnderRandomWritesAndTruncates() {
        Random random = new Random(42);
        int most = PAGES * 4096;
        byte[] model = new byte[most];
        int size = 0;
        CreatedOpen made = create("file");
        for (int step = 0; step < 3_000; step++) {
            int at = random.nextInt(most);
            if (random.nextInt(4) == 0) {
                resize(made.child(), at);
                Arrays.fill(model, Math.min(at, size), most, (byte) 0);
                size = at;
            } else {
                byte[] data = new byte[1 + random.nextInt(Math.min(20_000, most - at))];
                random.nextBytes(data);
                get(made.file()
                        .write(current(made.child()), at, MemorySegment.ofArray(data), false, false, Caller.ROOT));
                System.arraycopy(data, 0, model, at, data.length);
                size = Math.max(size, at + data.length);
            }
            assertEquals(size, current(made.child()).attributes().size());
            if (step % 50 == 0) {
                assertTrue(Arrays.equals(Arrays.copyOf(model, size), read(made, 0, most)));
            }
        }
    }

    @Test
    void shouldLoseNothingWhenDisjointRangesAreWrittenAtOnce() throws ExecutionException, InterruptedException {
        get(volume.close());
        store = store(100_000, INODES, 10 << 20);
        volume = new OwnedNamespace(store, clock);
        for (int round = 0; round < 20; round++) {
            CreatedOpen made = create("file");
            Node before = current(made.child());
            int chunk = 700;
            int chunks = 4_000;
            inParallel(thread -> {
                byte[] data = new byte[chunk];
                Arrays.fill(data, (byte) (thread + 1));
                for (int i = thread; i < chunks; i += THREADS) {
                    MemorySegment segment = MemorySegment.ofArray(data);
                    get(made.file().write(before, (long) i * chunk, segment, false, false, Caller.ROOT));
                }
            });
            byte[] content = read(made, 0, chunk * chunks + 100);
            assertEquals(chunk * chunks, content.length);
            for (int i = 0; i < content.length; i++) {
                assertEquals(i / chunk % THREADS + 1, content[i]);
            }
            int pages = (chunk * chunks + 4095) / 4096;
            assertEquals(pages, store.used().pages());
            assertEquals(pages * 8L, current(made.child()).attributes().blocks());
            get(volume.unlink(root(), Name.of("file"), current(made.child()), Caller.ROOT));
            volume.forget(made.child());
            assertEquals(0, store.used().pages());
        }
    }

    @Test
    void shouldGivePagesToOneOwnerOnly() throws ExecutionException, InterruptedException {
        PageStore pages = new PageStore(1_000, SlabMemory.plain());
        inParallel(thread -> {
            Random random = new Random(thread);
            List<Integer> mine = new ArrayList<>();
            for (int step = 0; step < 200_000; step++) {
                if (random.nextBoolean()) {
                    int page = pages.allocate(false);
                    if (page != PageStore.NONE) {
                        pages.segment(page)
                                .asSlice(PageStore.offset(page), 4096)
                                .fill((byte) (thread + 1));
                        mine.add(page);
                    }
                } else if (!mine.isEmpty()) {
                    int page = mine.remove(/* index */ random.nextInt(mine.size()));
                    byte found = pages.segment(page).get(JAVA_BYTE, PageStore.offset(page) + 4095);
                    assertEquals(thread + 1, found);
                    pages.free(page);
                }
            }
            mine.forEach(pages::free);
        });
        assertEquals(0, pages.pages().used());
        int all = 0;
        while (pages.allocate(true) != PageStore.NONE) {
            all++;
        }
        assertEquals(1_000, all);
        pages.close();
    }

    @Test
    void shouldFindInosUntilTheyRetire() {
        InoTable<String> table = new InoTable<>();
        long base = InoTable.MAX_INO - 5_000;
        for (long ino = base; ino <= InoTable.MAX_INO; ino++) {
            table.put(ino, "i" + ino);
        }
        for (long ino = base; ino <= InoTable.MAX_INO; ino += 2) {
            table.retire(ino);
        }
        for (long ino = base; ino <= InoTable.MAX_INO; ino++) {
            assertEquals((ino - base) % 2 == 0 ? null : "i" + ino, table.get(ino));
        }
    }

    private interface Work {
        void run(int thread);
    }

    private static void inParallel(Work work) throws ExecutionException, InterruptedException {
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                all.add(executor.submit(() -> work.run(thread)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private MemoryStore store(long pages, long inodes, long heapBytes) {
        MemoryLimits limits = new MemoryLimits(pages, inodes, heapBytes);
        return MemoryDriverFactory.openStore(new MemoryOptions(limits, 0755, 0, 0), clock, SlabMemory.plain());
    }

    private Node root() {
        return get(volume.root());
    }

    private Node current(Node node) {
        return node.with(get(volume.getattr(node, null)));
    }

    private CreatedOpen create(String name) {
        return get(volume.create(root(), Name.of(name), 0644, OpenFlags.READ_WRITE, 0, Caller.ROOT));
    }

    private Written write(Node file, long offset, int bytes) {
        byte[] ones = new byte[bytes];
        Arrays.fill(ones, (byte) 1);
        OpenFile open = get(volume.open(current(file), OpenFlags.READ_WRITE, Caller.ROOT))
                .file();
        return get(open.write(current(file), offset, MemorySegment.ofArray(ones), false, false, Caller.ROOT))
                .finish();
    }

    private void resize(Node file, long size) {
        get(volume.setattr(current(file), null, AttributeChanges.ofSize(size), Caller.ROOT));
    }

    private byte[] read(CreatedOpen made, long offset, int sizeBytes) {
        byte[] target = new byte[sizeBytes];
        int bytes =
                get(made.file().read(current(made.child()), offset, sizeBytes, () -> MemorySegment.ofArray(target)));
        return Arrays.copyOf(target, bytes);
    }

    private static <T> T get(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Done<T> done) {
            return done.value();
        }
        throw new AssertionError("not done: " + outcome);
    }
}
