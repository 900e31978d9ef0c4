package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.MountFixture.Result;
import org.actorfs.app.api.InodeJson;
import org.actorfs.app.api.TraceJson;
import org.actorfs.app.client.DaemonClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A person looks at programs that wait for a lock, as these three do. */
@Timeout(120)
final class DaemonTraceTest {
    private static final String MOUNT =
            "{ volume = \"memory:\", mountpoint = \"$HOME/m\", auto-mount = true, options = [\"locks=volume\"] }";

    /** Says its number; takes a lock on what its arguments say; says "has", or "INT"; and gives it back when it is told to. */
    private static final String LOCKER = """
            import fcntl, os, sys
            kind, size, start = getattr(fcntl, sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
            with open(os.environ["MNT"] + "/f", "r+") as f:
                print(os.getpid(), flush=True)
                try:
                    fcntl.lockf(f, kind, size, start)
                    print("has", flush=True)
                    sys.stdin.readline()
                    fcntl.lockf(f, fcntl.LOCK_UN, size, start)
                except KeyboardInterrupt:
                    print("INT", flush=True)
            """;

    private DaemonFixture daemon;
    private DaemonClient client;
    private String mountpoint;
    private String id;
    private final List<Locker> lockers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        daemon = DaemonFixture.start("", MOUNT);
        mountpoint = daemon.path("m").toString();
        client = DaemonClient.find(daemon.path("state"), "test");
        id = client.find(mountpoint).id();
        daemon.run("m", "mkdir \"$MNT/d\" && echo 1 >\"$MNT/f\" && echo 1 >\"$MNT/g\"");
    }

    @AfterEach
    void stop() throws Exception {
        lockers.forEach(locker -> locker.process.destroyForcibly());
        daemon.close(); // which ends the traces: the client waits for them
        client.close();
    }

    /** One of the programs. */
    private final class Locker {
        private final Process process;
        private final BufferedReader output;
        private final int pid;

        Locker(String kind, int size, int start) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(
                    "timeout", "-k", "1", "90", "python3", "-c", LOCKER, kind, "" + size, "" + start);
            builder.environment().put("MNT", mountpoint);
            process = builder.redirectErrorStream(true).start();
            lockers.add(this);
            output = process.inputReader(UTF_8);
            pid = Integer.parseInt(says());
        }

        String says() throws IOException {
            return String.valueOf(output.readLine());
        }

        void letGo() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        void end() throws InterruptedException {
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
    }

    private InodeJson inode() {
        return client.inode(id, "/f");
    }

    private Locker waiter(String kind, int size, int start, int waiters) throws IOException {
        Locker waiter = new Locker(kind, size, start);
        assertTrue(DaemonFixture.within(() -> inode().waiters().size() == waiters), () -> "" + inode());
        return waiter;
    }

    /** What a trace tells, until the test is over. */
    private BlockingQueue<TraceJson> trace(Optional<String> path) {
        BlockingQueue<TraceJson> heard = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                client.trace(
                        id, path, event -> heard.add(event) && !event.event().equals(TraceJson.ENDED));
            } catch (CommandFailure | UncheckedIOException e) { // the test is over
                heard.clear();
            }
        });
        return heard;
    }

    private static TraceJson next(BlockingQueue<TraceJson> heard, String event, String operation)
            throws InterruptedException {
        while (true) {
            TraceJson next = heard.poll(30, TimeUnit.SECONDS);
            assertNotNull(next, event + " " + operation);
            if (next.event().equals(event) && operation.equals(next.operation())) {
                return next;
            }
        }
    }

    @Test
    void shouldShowWhoHoldsALockWhoWaitsForItAndHowLongTheyDid() throws Exception {
        Locker holder = new Locker("LOCK_EX", 10, 0);
        assertEquals("has", holder.says());
        InodeJson free = inode();
        assertEquals(List.of(), free.waiters());
        Locker first = waiter("LOCK_EX", 10, 5, 1);
        Locker second = waiter("LOCK_EX", 0, 9, 2);

        InodeJson found = inode();
        InodeJson.Lock held = found.locks().getFirst();
        assertEquals(
                List.of(1, holder.pid, 0L, 9L, "write"),
                List.of(
                        found.locks().size(),
                        held.pid(),
                        held.start(),
                        Objects.requireNonNull(held.end()),
                        held.kind()));
        InodeJson.Lock wanted = found.waiters().get(0).wanted();
        assertEquals(
                List.of(first.pid, 5L, 14L),
                List.of(wanted.pid(), wanted.start(), Objects.requireNonNull(wanted.end())));
        InodeJson.Lock last = found.waiters().get(1).wanted();
        assertEquals(List.of(second.pid, 9L), List.of(last.pid(), last.start()));
        assertNull(last.end());
        assertEquals(List.of(3, "awake", "file"), List.of(found.handles().size(), found.found(), found.kind()));
        assertEquals(free.references(), found.references());
        assertMetric("actorfs_lock_waiters", 2);

        Result words = daemon.cli("inode", mountpoint, mountpoint + "/f");
        assertEquals(ExitCode.OK, words.exitCode(), words::output);
        for (Locker locker : lockers) {
            assertTrue(words.output().contains(locker.pid + " (python3)"), words::output);
        }
        Result lines = daemon.cli("trace", mountpoint, "f", "--count", "2");
        assertEquals(ExitCode.OK, lines.exitCode(), lines::output);
        assertTrue(
                lines.output().matches("(?s).*" + first.pid + " \\(python3\\) +setlkw +write 5-14 .*waiting.*"),
                lines::output);

        BlockingQueue<TraceJson> heard = trace(Optional.of("/f"));
        TraceJson one = next(heard, "waiting", "setlkw");
        TraceJson other = next(heard, "waiting", "setlkw");
        assertEquals(Set.of(first.pid, second.pid), Set.of(one.pid(), other.pid()));
        assertEquals(List.of(false, false), List.of(one.begun(), other.begun()));
        long since = System.nanoTime(); // they wait, and will until something is done
        daemon.run("m", "cat \"$MNT/g\" && echo 2 >\"$MNT/d/h\" && rm \"$MNT/d/h\"");

        MountFixture.shell("kill -INT " + first.pid, Duration.ofSeconds(10), daemon.path(""))
                .succeeded();
        TraceJson interrupted = next(heard, "answered", "setlkw");
        assertEquals(List.of(first.pid, "EINTR"), List.of(interrupted.pid(), interrupted.error()));
        assertTrue(
                Objects.requireNonNull(interrupted.queuedUs())
                        >= Objects.requireNonNull((Objects.equals(first.pid, one.pid()) ? one : other).waitedUs()),
                interrupted::toString);
        assertEquals(one.node(), interrupted.node()); // and so it was nobody who asked for other files
        assertEquals("INT", first.says());
        assertEquals(
                List.of(second.pid),
                inode().waiters().stream().map(waiter -> waiter.wanted().pid()).toList());

        long heldUs = (System.nanoTime() - since) / 1000;
        holder.letGo();
        assertEquals("has", second.says());
        TraceJson given = next(heard, "answered", "setlkw");
        assertEquals(second.pid, given.pid());
        assertNull(given.error());
        assertTrue(Objects.requireNonNull(given.queuedUs()) >= heldUs, given + ", held for " + heldUs);
        second.letGo();
        for (Locker locker : lockers) {
            locker.end();
        }
        assertTrue(DaemonFixture.within(() -> inode().locks().isEmpty()), () -> "" + inode());
        daemon.run("m", "rm -r \"$MNT/f\" \"$MNT/g\" \"$MNT/d\"");
        next(heard, "answered", "flush");
        assertFalse(heard.stream().anyMatch(event -> !Objects.equals(event.node(), one.node())), heard::toString);
        assertMetric("actorfs_lock_waiters", 0);
    }

    private void assertMetric(String name, long value) {
        String line = "%s{mount=\"%s\"} %d.0".formatted(name, mountpoint, value);
        assertTrue(
                DaemonFixture.within(() -> DaemonMetricsTest.metrics(daemon).contains(line)),
                () -> line + " is not in " + DaemonMetricsTest.metrics(daemon));
    }

    @Test
    void shouldGiveItsReferenceBackWhenNobodyListensAnyMore() {
        assertEquals(ExitCode.OK, traceOnce("/f"));
        assertEquals(ExitCode.OK, daemon.cli("inode", mountpoint, "/d").exitCode());
        runQuietly("rm -r \"$MNT/f\" \"$MNT/g\" \"$MNT/d\"");
        assertMetric("actorfs_references", 1); // the root's
    }

    /** A trace that ends after one request, which a program makes again and again. */
    private int traceOnce(String path) {
        Thread user = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                runQuietly("cat \"$MNT/f\"");
            }
        });
        try {
            Result once = daemon.cli("trace", mountpoint, path, "--count", "1", "--json");
            assertTrue(once.output().startsWith("{\"event\":\"answered\""), once::output);
            return once.exitCode();
        } finally {
            user.interrupt();
            assertTrue(DaemonFixture.within(() -> !user.isAlive()));
        }
    }

    private void runQuietly(String script) {
        try {
            daemon.run("m", script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldSayWhatItCannotShow() {
        Result none = daemon.cli("inode", mountpoint, "/d/none");
        assertEquals(ExitCode.FAILED, none.exitCode());
        assertTrue(none.output().contains("/d/none cannot be found in " + mountpoint + " (ENOENT)"), none::output);
        Result through = daemon.cli("trace", mountpoint, "/f/x");
        assertEquals(ExitCode.FAILED, through.exitCode());
        assertTrue(through.output().contains("ENOTDIR"), through::output);
        assertEquals(ExitCode.OK, daemon.cli("mounts", "stop", mountpoint).exitCode());
        for (String command : List.of("inode", "trace")) {
            Result stopped = daemon.cli(command, mountpoint);
            assertEquals(ExitCode.FAILED, stopped.exitCode());
            assertTrue(stopped.output().contains("does not run: start it first"), stopped::output);
        }
    }

    @Test
    void shouldEndWithTheMount() throws Exception {
        BlockingQueue<TraceJson> heard = trace(Optional.empty());
        assertTrue(DaemonFixture.within(() -> {
            runQuietly("echo x >\"$MNT/f\"");
            return !heard.isEmpty();
        }));
        assertEquals(ExitCode.OK, daemon.cli("mounts", "stop", mountpoint).exitCode());
        TraceJson last = heard.poll(30, TimeUnit.SECONDS);
        while (last != null && !last.event().equals(TraceJson.ENDED)) {
            last = heard.poll(30, TimeUnit.SECONDS);
        }
        assertNotNull(last, "it does not end");
    }

    @Test
    void shouldHaveABoundForTraces() {
        List<BlockingQueue<TraceJson>> open = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            open.add(trace(Optional.empty()));
        }
        assertTrue(DaemonFixture.within(() -> {
            runQuietly("cat \"$MNT/g\"");
            return open.stream().noneMatch(BlockingQueue::isEmpty);
        }));
        Result refused = daemon.cli("trace", mountpoint);
        assertEquals(ExitCode.FAILED, refused.exitCode());
        assertTrue(refused.output().contains("too many traces"), refused::output);
    }
}
