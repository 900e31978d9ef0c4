package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Ended;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others see of a driver that misbehaves, and of a daemon that was killed. */
@Tag("mount")
@Timeout(90)
final class FaultTest {
    private static final String WRITE_AND_READ =
            "echo hello >\"$MNT/good\" && cat \"$MNT/good\" && ls -l \"$MNT\" >/dev/null";

    /** A test of one mount with trouble. */
    @FunctionalInterface
    private interface Body {
        void run(LocalMount mount) throws Exception;
    }

    private static void withTrouble(Body body) throws Exception {
        Misbehaving trouble = new Misbehaving();
        ForwardingDriver driver = new ForwardingDriver(LocalMount.memory(), trouble);
        try (LocalMount mount = LocalMount.mount(driver, LocalMount.settings(2, 100_000))) {
            try {
                body.run(mount);
                assertEquals("hello", mount.run(WRITE_AND_READ, ofSeconds(10)));
            } finally {
                trouble.close();
            }
        }
    }

    @Test
    void shouldTurnAThrowingDriverIntoEio() throws Exception {
        withTrouble(mount -> {
            assertFailsWithEio(mount, "stat \"$MNT/lookup-throws\"");
            assertFailsWithEio(mount, "python3 -c \"open('$MNT/write-throws', 'wb', 0).write(b'x')\"");
            mount.run("echo content >\"$MNT/read-throws\"", ofSeconds(10));
            mount.run("echo 1 >/proc/sys/vm/drop_caches", ofSeconds(20));
            assertFailsWithEio(mount, "cat \"$MNT/read-throws\"");
            mount.run("rm \"$MNT/read-throws\" \"$MNT/write-throws\"", ofSeconds(10));
        });
    }

    private static void assertFailsWithEio(LocalMount mount, String script) throws Exception {
        Ended ended = mount.end(script, ofSeconds(10));
        assertNotEquals(0, ended.exitCode());
        assertTrue(ended.output().contains("Input/output error"), ended::output);
    }

    @Test
    void shouldServeOthersWhileADriverNeverAnswers() throws Exception {
        withTrouble(mount -> {
            mount.run("mkdir \"$MNT/apart\"", ofSeconds(10));
            Process lookup = mount.start("stat \"$MNT/apart/lookup-never\"", ofSeconds(30));
            Process write = mount.start("echo x >\"$MNT/write-never\"", ofSeconds(30));
            for (int i = 0; i < 20; i++) {
                assertEquals("hello", mount.run(WRITE_AND_READ, ofSeconds(10)));
            }
            assertTrue(lookup.isAlive());
            assertTrue(write.isAlive());
        });
    }

    @Test
    void shouldDropTheSecondAnswer() throws Exception {
        withTrouble(mount -> {
            Ended missing = mount.end("stat \"$MNT/lookup-twice\"", ofSeconds(10));
            assertTrue(missing.output().contains("No such file"), missing::output);
            assertEquals(
                    "content",
                    mount.run("echo content >\"$MNT/write-twice\"; cat \"$MNT/write-twice\"", ofSeconds(10)));
            mount.run("echo content >\"$MNT/read-twice\"; echo 1 >/proc/sys/vm/drop_caches", ofSeconds(20));
            assertEquals("content", mount.run("cat \"$MNT/read-twice\"", ofSeconds(10)));
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldFailCallersAndMountAgainAfterTheDaemonIsKilled(Volume volume) throws Exception {
        assertFailsAndMountsAgain(volume, "transport=dev");
    }

    /** What the kernel has put into memory of the dead is nobody's. */
    @Test
    void shouldFailCallersAndMountAgainAfterADaemonWithRingsIsKilled() throws Exception {
        assertFailsAndMountsAgain(Volume.MEMORY, "transport=uring");
    }

    private static void assertFailsAndMountsAgain(Volume volume, String option) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume, option)) {
            mount.run("head -c 4000000 /dev/urandom >\"$MNT/f\"", ofSeconds(10));
            // Reads past the page cache until it fails; 0 if it failed with an errno.
            String reader = "exec 5<\"$MNT/f\"; echo ready; while dd iflag=direct bs=64k of=/dev/null"
                    + " if=\"$MNT/f\" 2>/dev/null; do :; done; ! head -c1 <&5 2>/dev/null | grep -q .";
            Process[] readers = new Process[4];
            try {
                for (int i = 0; i < readers.length; i++) {
                    ProcessBuilder builder = new ProcessBuilder("timeout", "-k", "2", "30", "sh", "-c", reader);
                    builder.environment().put("MNT", mount.directory().toString());
                    readers[i] = builder.redirectErrorStream(true).start();
                    assertEquals('r', readers[i].getInputStream().read());
                }
                mount.daemon().destroyForcibly();
                for (Process each : readers) {
                    assertTrue(each.waitFor(10, TimeUnit.SECONDS), "a reader hangs");
                    assertNotEquals(137, each.exitValue());
                }
            } finally {
                for (Process each : readers) {
                    if (each != null) {
                        each.descendants().forEach(ProcessHandle::destroyForcibly);
                        each.destroyForcibly();
                    }
                }
            }
            Ended dead = mount.end("stat \"$MNT/f\"", ofSeconds(10));
            assertTrue(dead.output().contains("not connected"), dead::output);
            mount.run("umount -l \"$MNT\"", ofSeconds(10));
            try (SystemMount again = mount.mountAgain(option)) {
                assertEquals("hello", again.run(WRITE_AND_READ, ofSeconds(10)).strip());
            }
        }
    }
}
