package org.actorfs.posix;

import static org.actorfs.posix.TestDirectory.bytes;
import static org.actorfs.posix.TestDirectory.succeeded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids, limits, children, and acting as another user. */
final class ProcessesTest {
    private static final int SOMEBODY = 12_345;
    private static final int SOME_GROUP = 23_456;
    private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");

    @TempDir
    Path temporary;

    @Test
    void shouldKnowItselfAndItsThreads() throws InterruptedException {
        assertEquals(ProcessHandle.current().pid(), Processes.getpid());
        AtomicInteger other = new AtomicInteger();
        Thread.ofPlatform().start(() -> other.set(Processes.gettid())).join();
        assertNotEquals(Processes.gettid(), other.get());
        assertTrue(Processes.getuid() >= 0 && Processes.geteuid() >= 0);
        assertEquals(Processes.getgid(), Processes.getegid());
    }

    @Test
    void shouldKnowWhetherAThreadWaits() throws Exception {
        AtomicInteger waiter = new AtomicInteger();
        AtomicLong waits = new AtomicLong();
        CountDownLatch go = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().name("a) R (b").start(() -> {
            waiter.set(Processes.gettid());
            long before = Processes.voluntarySwitches();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            waits.set(Processes.voluntarySwitches() - before);
        });
        for (int i = 0;
                i < 3_000 && (thread.getState() != Thread.State.WAITING || !Processes.isWaiting(waiter.get()));
                i++) {
            Thread.sleep(1);
        }
        assertTrue(Processes.isWaiting(waiter.get()), "it waits for us");
        assertFalse(Processes.isWaiting(Processes.gettid()), "this one runs");
        go.countDown();
        thread.join();
        assertTrue(waits.get() > 0);
        assertTrue(Processes.isWaiting(0), "there is none");
    }

    @Test
    void shouldSetTheMaskAndReturnTheOneBefore() {
        int before = Processes.umask(027);
        assertEquals(027, Processes.umask(before));
    }

    @Test
    void shouldKnowItsLimits() {
        assertTrue(Processes.openFilesLimit() > 10);
        assertTrue(Processes.openFilesHardLimit() >= Processes.openFilesLimit());
    }

    @Test
    void shouldBindAThreadToAProcessor() throws InterruptedException {
        AtomicInteger cpu = new AtomicInteger(-1);
        Thread.ofPlatform()
                .start(() -> cpu.set(Processes.pinThread(0) == 0 ? Processes.currentCpu() : 0))
                .join();
        assertEquals(0, cpu.get());
    }

    @Test
    void shouldHandOneDescriptorToAChild() {
        try (TestDirectory directory = new TestDirectory(temporary)) {
            int file = directory.create("file");
            List<String> argv = List.of("sh", "-c", "printf '%s' \"$WORD\" >&3; ls /proc/self/fd | wc -l >&3");
            Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "WORD", "said ");
            int pid = succeeded(Spawn.start(argv, environment, file));
            assertEquals(0, Processes.waitFor(pid, 10_000));
            // 0, 1, 2, 3 and the directory that ls reads
            assertEquals("said 5\n", TestDirectory.read(file));
            Descriptors.close(file);
        }
    }

    @Test
    void shouldReportHowAChildEnded() {
        int exited = succeeded(Spawn.start(List.of("sh", "-c", "exit 7"), PATH, 0));
        assertEquals(7, Processes.waitFor(exited, -1));
        int killed = succeeded(Spawn.start(List.of("sleep", "60"), PATH, 0));
        assertEquals(-Errnos.ETIMEDOUT, Processes.waitFor(killed, 1));
        succeeded(Processes.kill(killed, Processes.SIGTERM));
        assertEquals(128 + Processes.SIGTERM, Processes.waitFor(killed, 10_000));
        assertEquals(-Errnos.ESRCH, Processes.kill(killed, 0));
    }

    @Test
    void shouldSayThatAProgramIsMissing() {
        assertEquals(-Errnos.ENOENT, Spawn.start(List.of("/no/such/program"), PATH, 0));
    }

    @Test
    void shouldCreateAsAnotherUserAndComeBack() throws IOException {
        assumeTrue(Processes.geteuid() == 0, "needs root");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (TestDirectory directory = new TestDirectory(temporary)) {
            int file = succeeded(FsIdentity.runAs(SOMEBODY, SOME_GROUP, () -> {
                assertEquals(SOMEBODY, FsIdentity.fsuid());
                return Descriptors.openat(directory.fd, bytes("theirs"), OpenFlags.O_CREAT, 0600);
            }));
            Descriptors.close(file);
            directory.create("mine", "");
        }
        assertEquals(SOMEBODY, Files.getAttribute(temporary.resolve("theirs"), "unix:uid"));
        assertEquals(SOME_GROUP, Files.getAttribute(temporary.resolve("theirs"), "unix:gid"));
        assertEquals(0, Files.getAttribute(temporary.resolve("mine"), "unix:uid"));
    }

    @Test
    void shouldLeaveOtherThreadsAsTheyAre() {
        assumeTrue(Processes.geteuid() == 0, "needs root");
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            assertEquals(
                    0, CompletableFuture.supplyAsync(FsIdentity::fsuid, other).join());
            int elsewhere = FsIdentity.runAs(
                    SOMEBODY,
                    SOME_GROUP,
                    () -> CompletableFuture.supplyAsync(FsIdentity::fsuid, other)
                            .join());
            assertEquals(0, elsewhere);
            assertEquals(0, FsIdentity.fsuid());
        }
    }

    @Test
    void shouldComeBackWhenTheActionThrows() {
        int own = FsIdentity.fsuid();
        int same = Processes.getegid();
        assertThrows(
                IllegalStateException.class,
                () -> FsIdentity.runAs(own, same, () -> {
                    throw new IllegalStateException("on purpose");
                }));
        assertEquals(own, FsIdentity.fsuid());
    }

    @Test
    void shouldRefuseTheIdThatChangesNothing() {
        assertEquals(-Errnos.EINVAL, FsIdentity.runAs(-1, 1, () -> 0));
        assertEquals(-Errnos.EINVAL, FsIdentity.runAs(1, -1, () -> 0));
    }

    @Test
    void shouldRefuseAnIdWithoutThePrivilege() {
        assumeTrue(Processes.geteuid() != 0, "root may");
        assertEquals(-Errnos.EPERM, FsIdentity.runAs(SOMEBODY, SOME_GROUP, () -> 0));
    }
}
