package org.actorfs.app.system;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Ended;
import org.actorfs.app.SystemMount.Volume;
import org.actorfs.fs.actor.Census;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -o transport=jnr}: the same actors, asked by libfuse 2. What it shares with {@code /dev/fuse} is tested with that. */
@Tag("mount")
@Timeout(900)
final class LibfuseTest {
    private static final int FEW = 20_000;
    private static final int MANY = 1_000_000;

    @Test
    void shouldGiveEveryReferenceBack() throws Exception {
        int calls = Boolean.getBoolean("actorfs.test.soak") ? MANY : FEW;
        try (LocalMount mount = LocalMount.mount(LocalMount.memory(), LocalMount.settings(0, 100_000), "jnr")) {
            mount.run(SystemMount.python("many_operations.py") + " " + calls, ofMinutes(14));

            assertTrue(
                    SystemMount.within(ofSeconds(10), () -> references(mount) == 1), "the root's, of the mount itself");
        }
    }

    private static long references(LocalMount mount) {
        try {
            Census census = mount.census();
            return census.references();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** libfuse hides such a file by another name; nobody sees one here, and its directory can go. */
    @ParameterizedTest
    @EnumSource
    void shouldKeepAnUnlinkedFileForWhoeverHasItOpen(Volume volume) throws IOException {
        try (SystemMount mount = SystemMount.mount(volume, "transport=jnr")) {
            mount.run("""
                    cd "$MNT" && mkdir d && python3 - <<'END'
                    import os, tempfile
                    fd = os.open("d/f", os.O_RDWR | os.O_CREAT, 0o600)
                    os.write(fd, b"kept")
                    os.unlink("d/f")
                    assert os.listdir("d") == []
                    os.fchmod(fd, 0o640)
                    os.ftruncate(fd, 3)
                    found = os.fstat(fd)
                    assert (found.st_nlink, found.st_mode & 0o777, found.st_size) == (0, 0o640, 3), found
                    os.rmdir("d")
                    assert os.listdir(".") == [], os.listdir(".")
                    assert os.pread(fd, 10, 0) == b"kep"
                    other = os.open("f", os.O_RDWR | os.O_CREAT)
                    os.write(other, b"old")
                    with open("g", "w") as new:
                        new.write("new")
                    os.rename("g", "f")
                    assert os.listdir(".") == ["f"]
                    assert os.pread(other, 10, 0) == b"old" and os.fstat(other).st_nlink == 0
                    assert open("f").read() == "new"
                    with tempfile.TemporaryFile(dir=".") as f:
                        f.write(b"x")
                        f.flush()
                        assert os.fstat(f.fileno()).st_size == 1
                    END
                    """, ofSeconds(30));
        }
    }

    /** A file that was closed and is unlinked at once is, for libfuse, open or not, as it happens. */
    @Test
    void shouldLeaveNothingOfWhatIsUnlinkedAtOnce() throws IOException {
        try (SystemMount mount = SystemMount.mount(Volume.MEMORY, "transport=jnr")) {
            mount.run("""
                    cd "$MNT" && python3 - <<'END'
                    import os, threading
                    failures = []
                    threading.excepthook = failures.append
                    def rounds(n):
                        for i in range(1500):
                            name = f"{n}-{i}"
                            fd = os.open(name, os.O_WRONLY | os.O_CREAT)
                            os.write(fd, b"x")
                            os.close(fd)
                            os.unlink(name)
                    threads = [threading.Thread(target=rounds, args=(n,)) for n in range(8)]
                    for t in threads: t.start()
                    for t in threads: t.join()
                    assert not failures, failures
                    assert os.listdir(".") == [], os.listdir(".")
                    END
                    """, ofSeconds(90));
        }
    }

    @Test
    void shouldLeaveAUserTheNamesThatLibfuseMakesUp() throws IOException {
        try (SystemMount mount = SystemMount.mount(Volume.MEMORY, "transport=jnr")) {
            mount.run("""
                    cd "$MNT" && python3 - <<'END'
                    import os
                    own = ".fuse_hidden0123456789abcdef"
                    with open("f", "w") as f:
                        f.write("kept")
                        os.rename("f", own)
                    assert open(own).read() == "kept"
                    os.link(own, "other")
                    fd = os.open("other", os.O_RDONLY)
                    os.unlink("other")
                    assert os.fstat(fd).st_nlink == 1 and os.listdir(".") == [own]
                    os.unlink(own)
                    assert os.fstat(fd).st_nlink == 0 and os.listdir(".") == []
                    END
                    """, ofSeconds(30));
        }
    }

    /** libfuse ends its threads before it returns, and one of them waits. */
    @Test
    void shouldEndThoughSomebodyWaitsForALock() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root");
        try (SystemMount mount = SystemMount.mount(Volume.MEMORY, "transport=jnr,locks=volume")) {
            mount.run("""
                    cd / && python3 - <<'END'
                    import fcntl, os, subprocess, sys, time
                    path = os.path.join(os.environ["MNT"], "f")
                    held = open(path, "w")
                    fcntl.lockf(held, fcntl.LOCK_EX)
                    waiter = subprocess.Popen([sys.executable, "-c", f"import fcntl; fcntl.lockf(open({path!r}, 'w'), fcntl.LOCK_EX)"],
                        stderr=subprocess.DEVNULL)
                    time.sleep(1)
                    assert waiter.poll() is None
                    subprocess.run(["umount", "-f", "-l", os.environ["MNT"]], check=True)
                    assert waiter.wait(20) != 0
                    END
                    """, ofSeconds(60));
            assertTrue(mount.daemon().waitFor(20, TimeUnit.SECONDS), "it still runs");
        }
    }

    /** libfuse 2 tells of no interrupt: whoever waits for a lock is looked at. */
    @Test
    void shouldLetGoOfAKilledProcessThatWaitsForALock() throws IOException {
        try (SystemMount mount = SystemMount.mount(Volume.MEMORY, "transport=jnr,locks=volume")) {
            mount.run("""
                    cd "$MNT" && touch f && python3 - <<'END'
                    import fcntl, os, signal, subprocess, sys, time
                    held = open("f", "w")
                    fcntl.lockf(held, fcntl.LOCK_EX)
                    waiter = subprocess.Popen([sys.executable, "-c", "import fcntl; fcntl.lockf(open('f', 'w'), fcntl.LOCK_EX)"])
                    time.sleep(2)
                    assert waiter.poll() is None
                    waiter.send_signal(signal.SIGKILL)
                    assert waiter.wait(20) == -signal.SIGKILL
                    fcntl.lockf(held, fcntl.LOCK_UN)
                    fcntl.lockf(open("f", "w"), fcntl.LOCK_EX | fcntl.LOCK_NB)
                    END
                    """, ofSeconds(60));
        }
    }

    @Test
    void shouldSayWhatToInstall() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root");
        Path directory = Files.createTempDirectory("actorfs-libfuse-");
        try {
            Ended ended = SystemMount.withoutLibrary(
                    "libfuse.so.2", List.of("mount", "memory:", directory.toString(), "-o", "transport=jnr"));

            assertEquals(1, ended.exitCode(), ended::output);
            assertEquals(
                    "actorfs: transport=jnr needs libfuse 2, which is not installed: install it (apt-get install libfuse2), or leave the option out",
                    ended.output().strip());
        } finally {
            SystemMount.remove(directory);
        }
    }

    @Test
    void shouldRefuseWhatLibfuseCannotDo() throws IOException {
        Path directory = Files.createTempDirectory("actorfs-libfuse-");
        try {
            Ended ended =
                    SystemMount.cli("mount", "memory:", directory.toString(), "-o", "transport=jnr,writeback_cache");

            assertEquals(2, ended.exitCode(), ended::output);
            assertTrue(ended.output().contains("transport=jnr cannot do writeback_cache"), ended::output);
        } finally {
            SystemMount.remove(directory);
        }
    }
}
