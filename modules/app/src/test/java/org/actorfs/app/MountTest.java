package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.actorfs.app.MountFixture.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole mounts: the program in processes of its own, and shells that use what it mounted. */
@Tag("mount")
@Timeout(120)
final class MountTest {
    private static final String WRITE_AND_READ = "mkdir \"$MNT/d\" && echo hello >\"$MNT/d/f\" && cat \"$MNT/d/f\"";

    @BeforeEach
    void canMount() {
        MountFixture.assumeMounts();
    }

    @Test
    void shouldServeAMemoryVolumeUntilItIsUnmounted() throws Exception {
        try (MountFixture mount = MountFixture.mount("memory:size=64M")) {
            assertEquals("hello", mount.run(WRITE_AND_READ));
            assertEquals(
                    mount.directory() + " is on its storage",
                    MountFixture.actorfs("sync", mount.directory().toString()).succeeded());

            Result unmounted = MountFixture.actorfs("unmount", mount.directory().toString());

            assertEquals("unmounted " + mount.directory(), unmounted.succeeded());
            assertFalse(mount.isMounted());
            assertEquals(ExitCode.OK, mount.awaitExit());
            assertTrue(mount.output().contains("unmounted " + mount.directory()), mount.output());
        }
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndNothingElse() throws Exception {
        try (MountFixture mount = MountFixture.mount("memory:size=20M")) {
            assertEquals("full and free again", mount.run(SystemMount.python("full_volume.py")));
        }
    }

    /** With the kernel's 1 % writers sleep, and a write-back cache is slower than none. */
    @Test
    void shouldLetAWritebackCacheHoldMore() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/sys/class/bdi")), "not root, or a container");
        try (MountFixture mount = MountFixture.mount("memory:", "writeback_cache")) {
            assertEquals("10", mount.run("cat /sys/class/bdi/$(mountpoint -d \"$MNT\")/max_ratio"));
        }
    }

    @Test
    void shouldShowAnotherDirectory() throws Exception {
        Path source = Files.createTempDirectory("actorfs-mirrored-");
        try (MountFixture mount = MountFixture.mount("mirror:" + source)) {
            assertEquals("hello", mount.run(WRITE_AND_READ));
            MountFixture.actorfs("sync", mount.directory().toString()).succeeded();
            assertEquals("hello\n", Files.readString(source.resolve("d/f")));
            Files.writeString(source.resolve("behind"), "our back");
            assertEquals("our back", mount.run("cat \"$MNT/behind\""));
        } finally {
            MountFixture.shell("rm -rf \"$MNT\"", MountFixture.PATIENCE, source);
        }
    }

    /** Where the source cannot have ACLs, the kernel must not take that for a reason to let nobody in. */
    @Test
    void shouldLetOthersInWhereTheSourceHasNoAcls() throws Exception {
        MountFixture.assumeMounts();
        Path source = Files.createTempDirectory("actorfs-ramfs-");
        assumeTrue(
                MountFixture.shell("mount -t ramfs ramfs \"$MNT\"", MountFixture.PATIENCE, source)
                                .exitCode()
                        == 0,
                "not root");
        try (MountFixture mount = MountFixture.mount("mirror:" + source, "allow_other")) {
            mount.run("cd \"$MNT\" && chmod 755 . && echo hello >f && chgrp 12350 f && chmod 640 f");
            assertEquals("hello", mount.run("cd \"$MNT\" && setpriv --reuid 12345 --regid 12350 --clear-groups cat f"));
            assertEquals(
                    "refused",
                    mount.run(
                            "cd \"$MNT\" && setpriv --reuid 12345 --regid 12345 --clear-groups cat f 2>/dev/null || echo refused"));
        } finally {
            MountFixture.shell("umount \"$MNT\"; rmdir \"$MNT\"", MountFixture.PATIENCE, source);
        }
    }

    @Test
    void shouldUnmountOnSigterm() throws Exception {
        try (MountFixture mount = MountFixture.mount("memory:")) {
            mount.daemon().destroy();

            assertEquals(ExitCode.OK, mount.awaitExit());
            assertFalse(mount.isMounted());
        }
    }

    @Test
    void shouldDetachABusyMountOnSigterm() throws Exception {
        try (MountFixture mount = MountFixture.mount("memory:")) {
            Process user = new ProcessBuilder(
                            "timeout",
                            "60",
                            "sh",
                            "-c",
                            "cd \"$0\" && echo in && exec sleep 3",
                            mount.directory().toString())
                    .start();
            assertEquals('i', user.getInputStream().read());
            mount.daemon().destroy();

            assertEquals(ExitCode.OK, mount.awaitExit());
            assertFalse(mount.isMounted());
            assertTrue(mount.output().contains("is in use: see who with  fuser"), mount.output());
            user.destroyForcibly();
        }
    }

    @Test
    void shouldRefuseToUnmountWhatIsInUse() throws Exception {
        try (MountFixture mount = MountFixture.mount("memory:")) {
            Process user = new ProcessBuilder(
                            "timeout",
                            "60",
                            "sh",
                            "-c",
                            "cd \"$0\" && echo in && exec sleep 50",
                            mount.directory().toString())
                    .start();
            try {
                assertEquals('i', user.getInputStream().read());
                Result refused =
                        MountFixture.actorfs("unmount", mount.directory().toString());
                assertEquals(ExitCode.FAILED, refused.exitCode());
                assertTrue(refused.output().contains("--lazy"), refused.output());
                assertTrue(mount.isMounted());
            } finally {
                user.descendants().forEach(ProcessHandle::destroyForcibly);
                user.destroyForcibly();
            }
        }
    }

    @Test
    void shouldMountInTheBackground() throws Exception {
        Path directory = Files.createTempDirectory("actorfs-background-");
        try {
            Result started = MountFixture.actorfs("mount", "memory:", directory.toString(), "--background");
            assertTrue(started.succeeded().startsWith("mounted memory: on " + directory + " (pid "), started.output());
            assertTrue(MountFixture.isMounted(directory));
            assertEquals(
                    "hello",
                    MountFixture.shell(WRITE_AND_READ, MountFixture.PATIENCE, directory)
                            .succeeded());

            Result again = MountFixture.actorfs("mount", "memory:", directory.toString(), "--background");
            assertEquals(ExitCode.FAILED, again.exitCode());
            assertTrue(again.output().contains("is already a mount of actorfs of process"), again.output());

            MountFixture.actorfs("unmount", directory.toString()).succeeded();
            assertFalse(MountFixture.isMounted(directory));
        } finally {
            MountFixture.detach(directory);
            Files.deleteIfExists(directory);
        }
    }

    @Test
    void shouldLeaveNoDeadMountpointWithAutoUnmount() throws Exception {
        try (MountFixture mount = MountFixture.mount("memory:", "auto_unmount")) {
            mount.daemon().destroyForcibly();
            mount.awaitExit();

            assertTrue(MountFixture.within(Duration.ofSeconds(10), () -> !mount.isMounted()));
        }
    }

    @Test
    void shouldMountAgainWhereADaemonWasKilled() throws Exception {
        try (MountFixture killed = MountFixture.mount("memory:")) {
            killed.daemon().destroyForcibly();
            killed.awaitExit();
            assertTrue(killed.isMounted());
            Result dead = killed.run("ls \"$MNT\"", Duration.ofSeconds(10));
            assertTrue(dead.output().contains("not connected"), dead.output());

            Path home = Files.createTempDirectory("actorfs-test-");
            try (MountFixture mount = MountFixture.mountOn(home, killed.directory(), "memory:")) {
                assertTrue(mount.output().contains("removed the dead mount"), mount.output());
                assertEquals("hello", mount.run(WRITE_AND_READ));
            }
        }
    }

    @Test
    void shouldUnmountADeadMountpoint() throws Exception {
        try (MountFixture mount = MountFixture.mount("memory:")) {
            mount.daemon().destroyForcibly();
            mount.awaitExit();

            MountFixture.actorfs("unmount", mount.directory().toString()).succeeded();
            assertFalse(mount.isMounted());
        }
    }

    @Test
    void shouldKeepTheOptions() throws IOException {
        try (MountFixture mount = MountFixture.mount("memory:", "ro,nosuid,noexec", "fsname=a b,subtype=special")) {
            String line = mount.run("grep -F \" $MNT \" /proc/self/mountinfo");
            assertTrue(line.contains(" ro,nosuid,noexec"), line);
            assertTrue(line.contains(" - fuse.special a\\040b "), line);
            assertTrue(line.contains("default_permissions"), line);
            Result refused = mount.run("touch \"$MNT/x\"", Duration.ofSeconds(10));
            assertTrue(refused.output().contains("Read-only"), refused.output());
            MountFixture.actorfs("unmount", mount.directory().toString()).succeeded();
        }
    }
}
