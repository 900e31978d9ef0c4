package org.actorfs.app.system;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Ended;
import org.actorfs.app.SystemMount.Volume;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.actor.Census;
import org.actorfs.fs.driver.Driver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -o transport=jnr}: the same actors, asked by libfuse 2. What it shares with {@code /dev/fuse} is tested with that. */
@Tag("mount")
@Timeout(900)
final class LibfuseTest {
    private static final int FEW = 20_000;
    private static final int MANY = 1_000_000;

    /** From open(2). */
    private static final int O_CLOEXEC = 02000000;

    /** 1 to 31, see signal(7). */
    private static final long STANDARD_SIGNALS = 0x7fffffff;

    @Test
    void shouldGiveEveryReferenceBack() throws Exception {
        int calls = Boolean.getBoolean("actorfs.test.soak") ? MANY : FEW;
        try (LocalMount mount = LocalMount.mount(LocalMount.memory(), LocalMount.settings(0, 100_000), "jnr")) {
            mount.run(SystemMount.python("many_operations.py") + " " + calls, ofMinutes(14));

            assertTrue(
                    SystemMount.within(ofSeconds(10), () -> references(mount) == 1), "the root's, of the mount itself");
        }
    }

    /** Who gives up gets EIO; what comes after all is given back. */
    @Test
    void shouldGiveUpWhatIsNotAnsweredInTime() throws Exception {
        Misbehaving trouble = new Misbehaving();
        Driver memory = LocalMount.memory();
        assertInstanceOf(
                Outcome.Done.class,
                memory.root()
                        .then(root -> memory.mkdir(root, Name.of("apart"), 0755, 0, Caller.ROOT))
                        .then(made -> memory.mknod(
                                made.child(), Name.of("lookup-late"), Mode.REGULAR | 0644, 0, 0, Caller.ROOT)));
        ForwardingDriver driver = new ForwardingDriver(memory, trouble);
        try (LocalMount mount = LocalMount.throughLibfuse(driver, LocalMount.settings(2, 100_000), ofSeconds(1))) {
            mount.run("echo x >\"$MNT/open-late\"", ofSeconds(10));
            for (String script : List.of(
                    "stat \"$MNT/apart/lookup-late\"", "cat \"$MNT/open-late\"", "stat \"$MNT/lookup-never\"")) {
                assertFailsWithEio(mount.end(script, ofSeconds(20)));
            }
            mount.run("echo y >\"$MNT/f\" && cat \"$MNT/f\"", ofSeconds(10));

            trouble.close();
            String found = mount.run("cat \"$MNT/apart/lookup-late\" \"$MNT/open-late\"", ofSeconds(10));
            assertEquals("x", found);
            assertTrue(SystemMount.within(ofSeconds(10), () -> references(mount) == 1));
        }
    }

    private static void assertFailsWithEio(Ended ended) {
        assertEquals(1, ended.exitCode(), ended::output);
        assertTrue(ended.output().contains("Input/output error"), ended::output);
    }

    /** Nobody unmounts. */
    @Test
    void shouldEndWithItsDaemonThoughCallbacksWait() throws Exception {
        Misbehaving trouble = new Misbehaving();
        ForwardingDriver driver = new ForwardingDriver(LocalMount.memory(), trouble);
        try (LocalMount mount = LocalMount.mount(driver, LocalMount.settings(2, 100_000), "jnr")) {
            List<Process> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                mount.run("mkdir \"$MNT/" + i + "\"", ofSeconds(10));
                callers.add(mount.start(
                        "LC_ALL=C stat \"$MNT/%d/lookup-never\" 2>&1 | grep -q Input/output".formatted(i),
                        ofSeconds(60)));
            }
            assertTrue(
                    SystemMount.within(ofSeconds(10), () -> trouble.unanswered() == 4),
                    () -> trouble.unanswered() + " are asked");
            Thread closing = Thread.ofPlatform().start(mount::closeDaemon);
            for (Process caller : callers) {
                assertTrue(caller.waitFor(20, TimeUnit.SECONDS), "it still waits");
                assertEquals(0, caller.exitValue());
            }
            assertTrue(
                    SystemMount.within(ofSeconds(10), () -> threadsOfLibfuse().isEmpty()));
            Ended late = mount.end("stat \"$MNT\"", ofSeconds(10));
            assertTrue(late.output().contains("not connected"), late::output);
            trouble.close();
            closing.join(ofSeconds(30));
            assertFalse(closing.isAlive(), "the daemon does not end");
        }
    }

    /** Its threads wait for requests, of which none comes. */
    @Test
    void shouldEndWithItsDaemonThoughNobodyAsks() throws Exception {
        try (LocalMount mount = LocalMount.mount(LocalMount.memory(), LocalMount.settings(1, 1000), "jnr")) {
            mount.run("ls \"$MNT\"", ofSeconds(10));
            assertFalse(threadsOfLibfuse().isEmpty());
            mount.closeDaemon();
            assertTrue(
                    SystemMount.within(ofSeconds(10), () -> threadsOfLibfuse().isEmpty()));
        }
    }

    /** They have the name of the thread that began them. */
    private static List<String> threadsOfLibfuse() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(LibfuseTest::name)
                    .filter(name -> name.startsWith("libfuse"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) { // it has ended
            return "";
        }
    }

    /** libfuse knows one session a process that signals end; here it is none. */
    @Test
    void shouldServeOneMountThoughAnotherOfTheProcessEnds() throws Exception {
        List<Long> signals = handledSignals();
        try (LocalMount one = LocalMount.mount(LocalMount.memory(), LocalMount.settings(1, 1000), "jnr")) {
            try (LocalMount other = LocalMount.mount(LocalMount.memory(), LocalMount.settings(1, 1000), "jnr")) {
                one.run("echo 1 >\"$MNT/f\"", ofSeconds(10));
                other.run("echo 2 >\"$MNT/f\"", ofSeconds(10));
                assertEquals("1", one.run("cat \"$MNT/f\"", ofSeconds(10)));
                assertEquals("2", other.run("cat \"$MNT/f\"", ofSeconds(10)));
                assertEquals(signals, handledSignals());
            }
            assertEquals("1", one.run("cat \"$MNT/f\"", ofSeconds(10)));
            assertEquals(signals, handledSignals());
        }
        assertTrue(SystemMount.within(ofSeconds(10), () -> threadsOfLibfuse().isEmpty()));
    }

    /** Which are ignored, and which are caught; but for those that glibc has for itself. */
    private static List<Long> handledSignals() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn") || line.startsWith("SigCgt"))
                .map(line -> Long.parseUnsignedLong(
                                line.substring(line.indexOf(':') + 1).strip(), 16)
                        & STANDARD_SIGNALS)
                .toList();
    }

    /** Else a program that the daemon starts meanwhile would keep the mount when the daemon is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "jnr"})
    void shouldKeepTheDeviceFromItsChildren(String transport) throws IOException {
        try (SystemMount mount = SystemMount.mount(Volume.MEMORY, "transport=" + transport)) {
            String flags = mount.run(
                    "ls \"$MNT\"; for fd in /proc/%1$d/fd/*; do\n"
                                    .formatted(mount.daemon().pid())
                            + "test \"$(readlink $fd)\" = /dev/fuse && sed -n 's/^flags:\\s*//p' ${fd%/fd/*}/fdinfo/${fd##*/}; done; true",
                    ofSeconds(10));
            assertFalse(flags.isBlank());
            flags.lines().forEach(octal -> assertEquals(O_CLOEXEC, Integer.parseInt(octal, 8) & O_CLOEXEC, flags));
        }
    }

    /** The answer to INIT, which is given after the mount, would set it back. */
    @Test
    void shouldReadAheadAsItsVolumeWants() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root");
        try (SystemMount mount = SystemMount.mount(Volume.UNION, "transport=jnr", "readahead=768")) {
            mount.run(
                    "ls \"$MNT\" && test $(cat /sys/class/bdi/$(mountpoint -d \"$MNT\")/read_ahead_kb) = 768",
                    ofSeconds(10));
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

    /**
     * With a mountpoint ($0) that is nobody's in a directory ($HOME), and the program ($@), whose files may be root's alone. 77: it cannot be
     * tried.
     */
    private static final String AS_NOBODY = """
            set -e
            user="setpriv --reuid 65534 --regid 65534 --clear-groups"
            if ! $user test -r /dev/fuse -a -w /dev/fuse; then
                mknod -m 666 "$HOME/fuse" c 10 229 && mount --bind "$HOME/fuse" /dev/fuse || exit 77
            fi
            mkdir "$0"
            chown 65534:65534 "$HOME" "$0"
            $user --inh-caps +dac_read_search --ambient-caps +dac_read_search "$@" &
            trap "kill $! 2>/dev/null || true" EXIT
            for i in $(seq 300); do
                grep -q " $0 " /proc/self/mountinfo && break
                sleep 0.1
            done
            grep " $0 " /proc/self/mountinfo
            $user sh -c 'echo hi >"$0/f" && cat "$0/f" && stat -c %u "$0/f"' "$0"
            if stat "$0/f"; then exit 1; fi
            $user fusermount3 -u "$0"
            wait $!
            """;

    @ParameterizedTest
    @ValueSource(strings = {"dev", "jnr"})
    void shouldMountForSomebodyWhoIsNotRoot(String transport) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root");
        Path home = Files.createTempDirectory("actorfs-nobody-").toRealPath();
        String mountpoint = home.resolve("m").toString();
        try {
            Ended ended = SystemMount.cli(
                    List.of("env", "HOME=" + home, "unshare", "-m", "sh", "-c", AS_NOBODY, mountpoint),
                    List.of("mount", "memory:", mountpoint, "-o", "transport=" + transport));

            assumeTrue(ended.exitCode() != 77, "no device can be made here");
            assertEquals(0, ended.exitCode(), ended::output);
            assertTrue(ended.output().contains("\nhi\n65534\n"), ended::output);
            assertTrue(ended.output().contains("nosuid,nodev"), ended::output);
            assertTrue(ended.output().contains("user_id=65534"), ended::output);
        } finally {
            SystemMount.remove(home);
        }
    }

    /** In a sentence of the program's own, which whoever asked a daemon gets, too. */
    @Test
    void shouldSayWhyItCannotMount() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root");
        Path directory = Files.createTempDirectory("actorfs-libfuse-").toRealPath();
        try {
            Ended ended = SystemMount.cli(
                    List.of("setpriv", "--bounding-set", "-sys_admin"),
                    List.of("mount", "memory:", directory.toString(), "-o", "transport=jnr"));

            assertEquals(1, ended.exitCode(), ended::output);
            assertEquals(
                    "actorfs: no right to mount on %s: run as root; a container needs --cap-add SYS_ADMIN"
                            .formatted(directory),
                    ended.output().strip());
        } finally {
            SystemMount.remove(directory);
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
