package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller who gets a signal while it waits behind an operation that the driver has not answered. */
@Tag("mount")
@Timeout(60)
final class InterruptTest {
    /** Truncates a file that is being read; after 0.2 s comes a signal that is handled. Prints what came of it. */
    private static final String TRUNCATE_WITH_A_SIGNAL = """
            python3 - "$MNT/read-never" <<'END'
            import os, signal, sys
            signal.signal(signal.SIGALRM, lambda *_: None)
            signal.siginterrupt(signal.SIGALRM, True)
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            try:
                os.truncate(sys.argv[1], 3)
                print("truncated")
            except InterruptedError:
                print("interrupted")
            END
            """;

    /** The same in a process that is killed; prints how that ended. */
    private static final String TRUNCATE_AND_KILL = """
            python3 - "$MNT/read-never" <<'END'
            import subprocess, sys, time
            truncate = subprocess.Popen(["truncate", "-s", "3", sys.argv[1]])
            time.sleep(0.3)
            truncate.kill()
            print(truncate.wait(timeout=5))
            END
            """;

    @ParameterizedTest
    @ValueSource(strings = {"dev", "uring"})
    void shouldNotTellASignalToACallerWhoseTurnComesSoon(String transport) throws Exception {
        withPendingRead(transport, (mount, trouble) -> {
            Thread.ofPlatform().start(() -> {
                pause(600);
                trouble.close();
            });
            assertEquals("truncated", mount.run(TRUNCATE_WITH_A_SIGNAL, ofSeconds(10)));
            assertEquals("3", mount.run("stat -c %s \"$MNT/read-never\"", ofSeconds(10)));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "uring"})
    void shouldLetGoOfACallerWhoWaitsBehindWhatHangs(String transport) throws Exception {
        withPendingRead(transport, (mount, _) -> {
            assertEquals("interrupted", mount.run(TRUNCATE_WITH_A_SIGNAL, ofSeconds(10)));
            assertEquals("-9", mount.run(TRUNCATE_AND_KILL, ofSeconds(10)));
            assertEquals("8", mount.run("stat -c %s \"$MNT/read-never\"", ofSeconds(10)));
        });
    }

    /** A test beside a read that is not answered. */
    @FunctionalInterface
    private interface Body {
        void run(LocalMount mount, Misbehaving trouble) throws Exception;
    }

    private static void withPendingRead(String transport, Body body) throws Exception {
        Misbehaving trouble = new Misbehaving();
        ForwardingDriver driver = new ForwardingDriver(LocalMount.memory(), trouble);
        try (LocalMount mount = LocalMount.mount(driver, LocalMount.settings(2, 100_000), transport)) {
            mount.run("printf 12345678 >\"$MNT/read-never\"; echo 1 >/proc/sys/vm/drop_caches", ofSeconds(20));
            Process reader = mount.start("dd iflag=direct if=\"$MNT/read-never\"", ofSeconds(40));
            try {
                trouble.awaitUnanswered();
                body.run(mount, trouble);
            } finally {
                trouble.close();
            }
            assertTrue(reader.waitFor(10, TimeUnit.SECONDS), "the reader hangs");
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
