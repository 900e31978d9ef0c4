package org.actorfs.app.system;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More files than fit in the heap as actors: 50,000, or a million with {@code -Dactorfs.test.soak=true}. */
@Tag("mount")
@Timeout(1800)
final class ManyFilesTest {
    private static final int FILES = Boolean.getBoolean("actorfs.test.soak") ? 1_000_000 : 50_000;

    /** Files, 1,000 a directory. */
    private static final String CREATE = """
            python3 - "$MNT" "$FILES" <<'END'
            import os, sys
            for i in range(int(sys.argv[2])):
                directory = os.path.join(sys.argv[1], str(i // 1000))
                if i % 1000 == 0:
                    os.mkdir(directory)
                os.close(os.open(os.path.join(directory, str(i)), os.O_CREAT | os.O_EXCL))
            END
            """;

    /** Actors of files and sleepers in the daemon's heap, after a collection. */
    private static final String INODES_IN_HEAP = "\"$JCMD\" $DAEMON GC.class_histogram"
            + " | awk '/org.actorfs.fs.actor.(FileInode|InodeShard.Sleeper)( |$)/ { n += $2 } END { print n + 0 }'";

    @Test
    void shouldServeManyFilesInALittleHeapAndForgetThem() throws Exception {
        SystemMount.assumeMounts();
        Path directory = Files.createTempDirectory("actorfs-many-");
        try {
            String started = run(directory, mount(), ofSeconds(30));
            String pid = started.replaceFirst("(?s).*\\(pid (\\d+)\\).*", "$1").strip();
            run(directory, "FILES=" + FILES + "\n" + CREATE, ofMinutes(10));
            String walked = run(directory, "find \"$MNT\" -type f -ls | wc -l", ofMinutes(10));
            assertEquals(FILES, Integer.parseInt(walked.strip()));
            assertTrue(inodesInHeap(directory, pid) > FILES / 2, "the kernel counts most of what it walked");
            run(directory, "rm -rf \"$MNT\"/* && ls -la \"$MNT\"", ofMinutes(10));
            run(directory, "echo 2 >/proc/sys/vm/drop_caches; sleep 1", ofSeconds(30));
            int left = inodesInHeap(directory, pid);
            assertTrue(left < 100, () -> left + " inodes are left");
        } finally {
            SystemMount.detach(directory);
            SystemMount.remove(directory);
        }
    }

    private static int inodesInHeap(Path directory, String pid) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return Integer.parseInt(
                run(directory, "JCMD='" + jcmd + "' DAEMON=" + pid + "\n" + INODES_IN_HEAP, ofSeconds(30))
                        .strip());
    }

    private static String mount() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return "'%s' -Xmx1536m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow".formatted(java)
                + " -XX:+UseCompactObjectHeaders -XX:+UseParallelGC -cp '%s'"
                        .formatted(System.getProperty("java.class.path"))
                + " org.actorfs.app.Main mount memory:inodes=2M \"$MNT\" --background";
    }

    private static String run(Path directory, String script, Duration deadline) throws IOException {
        Ended ended = SystemMount.end(script, deadline, directory);
        assertEquals(0, ended.exitCode(), ended::output);
        return ended.output();
    }
}
