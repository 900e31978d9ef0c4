package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.RingSwitch;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Ended;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -o transport=uring}: FUSE over io_uring. What it shares with {@code /dev/fuse} is tested with that. */
@Tag("mount")
@Timeout(120)
final class RingsTest {
    @ParameterizedTest
    @CsvSource({"true, uring", "false, dev"})
    void shouldTakeRingsWhereTheKernelMay(boolean on, String taken) throws Exception {
        RingSwitch rings = RingSwitch.set(on);
        try (LocalMount mount = LocalMount.mount(LocalMount.memory(), LocalMount.settings(0, 1000), "auto")) {
            assertEquals(taken, mount.transport());
            assertEquals("hello", mount.run("echo hello >\"$MNT/f\" && cat \"$MNT/f\"", ofSeconds(10)));
        } finally {
            rings.close();
        }
    }

    @Test
    void shouldSayWhatRingsNeed() throws Exception {
        RingSwitch rings = RingSwitch.set(false);
        Path directory = Files.createTempDirectory("actorfs-rings-");
        try {
            Ended ended = SystemMount.cli("mount", "memory:", directory.toString(), "-o", "transport=uring");

            assertEquals(1, ended.exitCode(), ended::output);
            assertEquals(
                    "actorfs: transport=uring: FUSE over io_uring is switched off: root switches it on with  echo Y >/sys/module/fuse/parameters/enable_uring; or leave the option out",
                    ended.output().strip());
        } finally {
            rings.close();
            SystemMount.remove(directory);
        }
    }

    /** An answer goes where the data was, which is written after it. */
    @Test
    void shouldKeepWhatIsWritten() throws Exception {
        try (SystemMount mount = SystemMount.mount(Volume.MEMORY, "transport=uring")) {
            mount.run("""
                    cd "$MNT" && python3 - <<'END'
                    import os
                    for size in 1, 8, 100, 4096, 65537, 1 << 20, 3 << 20:
                        data = os.urandom(size)
                        with open("f", "wb", 0) as f:
                            assert f.write(data) == size
                        with open("f", "rb", 0) as f:
                            os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                            assert f.read() == data, size
                    END
                    """, ofSeconds(30));
        }
    }

    /** Each that waits has an entry of a ring; the others need some, too. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldAnswerBeside300WhoWaitForALock(int workers) throws Exception {
        Path settings = Files.writeString(
                Files.createTempFile("actorfs-rings-", ".conf"), "actorfs.workers = %d%n".formatted(workers));
        try (SystemMount mount =
                SystemMount.mount(Volume.MEMORY, "locks=volume", "transport=uring", "--config=" + settings)) {
            mount.run("""
                    cd "$MNT" && python3 - <<'END'
                    import fcntl, os, threading, time
                    held = open("f", "w")
                    fcntl.flock(held, fcntl.LOCK_EX)
                    got = []
                    def wait():
                        with open("f", "w") as mine:
                            fcntl.flock(mine, fcntl.LOCK_EX)
                            got.append(1)
                    waiters = [threading.Thread(target=wait) for _ in range(300)]
                    for w in waiters: w.start()
                    time.sleep(1)
                    for i in range(200):
                        with open(f"other{i}", "w") as other:
                            other.write("x" * i)
                        assert os.stat(f"other{i}").st_size == i
                    assert not got
                    fcntl.flock(held, fcntl.LOCK_UN)
                    for w in waiters: w.join(20)
                    assert len(got) == 300, len(got)
                    END
                    """, ofSeconds(60));
        } finally {
            Files.delete(settings);
        }
    }

    /** Entries that hold a request, and those that wait for one. */
    @Test
    void shouldEndWhileItIsUsed() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root");
        try (SystemMount mount = SystemMount.mount(Volume.MEMORY, "transport=uring")) {
            mount.run("""
                    cd / && python3 - <<'END'
                    import os, subprocess, sys, time
                    mount = os.environ["MNT"]
                    work = \"""if True:
                        import os, sys
                        os.chdir(sys.argv[1])
                        while True:
                            with open(str(os.getpid()), "wb", 0) as f:
                                f.write(b"x" * 300000)
                            os.stat(".")
                        \"""
                    users = [subprocess.Popen([sys.executable, "-c", work, mount], stderr=subprocess.DEVNULL) for _ in range(8)]
                    deadline = time.time() + 20
                    while len(os.listdir(mount)) < 8 and time.time() < deadline:
                        time.sleep(0.05)
                    assert all(user.poll() is None for user in users)
                    subprocess.run(["umount", "-f", "-l", mount], check=True)
                    for user in users:
                        assert user.wait(20) == 1
                    END
                    """, ofSeconds(60));
            assertTrue(mount.daemon().waitFor(20, TimeUnit.SECONDS), "it still runs");
            assertEquals(0, mount.daemon().exitValue());
        }
    }

    /** Threads begin with the processors of whoever starts them, and a worker has one. */
    @Test
    void shouldBindNoThreadButItsWorkers() throws Exception {
        try (SystemMount mount = SystemMount.mount(Volume.UNION, "transport=uring")) {
            String bound = mount.run("""
                    cd "$MNT" && for i in $(seq 200); do echo $i >f$i && cat f$i >/dev/null; done
                    for task in /proc/%d/task/*; do
                        echo "$(cat $task/comm) $(awk '/^Cpus_allowed_list/ { print $2 }' $task/status)"
                    done""".formatted(mount.daemon().pid()), ofSeconds(30));
            assertTrue(bound.contains("-io-"), bound);
            String all = bound.lines()
                    .filter(line -> line.startsWith("java"))
                    .map(line -> line.substring(line.lastIndexOf(' ')))
                    .findFirst()
                    .orElseThrow();
            bound.lines()
                    .filter(line -> line.contains("-io-") || line.startsWith("notifier"))
                    .forEach(line -> assertTrue(line.endsWith(all), line));
        }
    }

    /** What they are put into is left alone, also after all else of the session is freed. */
    @Test
    void shouldBearAnswersThatComeAfterItsEnd() throws Exception {
        WithheldReads withheld = new WithheldReads();
        ForwardingDriver driver = new ForwardingDriver(LocalMount.memory(), withheld);
        try (LocalMount mount = LocalMount.mount(driver, LocalMount.settings(0, 100_000), "uring")) {
            mount.run("head -c 1000000 /dev/urandom >\"$MNT/f\"", ofSeconds(10));
            Process reader = mount.start("dd if=\"$MNT/f\" of=/dev/null bs=1M iflag=direct", ofSeconds(40));
            assertTrue(SystemMount.within(ofSeconds(10), () -> withheld.count() >= 1));
            Thread closing = Thread.ofPlatform().start(mount::closeDaemon);
            try {
                assertTrue(reader.waitFor(20, TimeUnit.SECONDS), "it still waits");
                assertEquals(1, reader.exitValue());
                mount.run(
                        "until [ -z \"$(find /proc/%d/fd -lname /dev/fuse)\" ]; do sleep 0.05; done"
                                .formatted(ProcessHandle.current().pid()),
                        ofSeconds(8));
            } finally {
                withheld.release();
            }
            closing.join(ofSeconds(30));
            assertFalse(closing.isAlive(), "the daemon does not end");
        }
    }
}
