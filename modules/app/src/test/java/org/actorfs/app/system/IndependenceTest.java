package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.actorfs.app.SystemMount;
import org.actorfs.fs.Later;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A write that the driver does not answer holds nobody up but its own file. */
@Tag("mount")
@Timeout(60)
final class IndependenceTest {
    private static final Name SLOW = Name.of("A");

    /** Each round: create and write, read, stat, unlink; 250 rounds, 1,000 operations. */
    private static final String A_THOUSAND_OPERATIONS = """
            python3 - "$MNT" <<'END'
            import os, sys
            for i in range(250):
                name = os.path.join(sys.argv[1], f"other-{i}")
                with open(name, "xb") as file:
                    file.write(b"x" * 100)
                with open(name, "rb") as file:
                    assert file.read() == b"x" * 100
                assert os.stat(name).st_size == 100
                os.unlink(name)
            END
            """;

    /** Withholds what the driver says to the second write of {@link #SLOW}, until it is released. */
    private static final class Withheld implements ForwardingDriver.Trouble {
        private final CompletableFuture<Runnable> release = new CompletableFuture<>();
        private volatile boolean armed;

        @Override
        public <T> Outcome<T> answer(String call, Name name, Supplier<Outcome<T>> driver) {
            if (!armed || !call.equals("write") || !name.equals(SLOW)) {
                return driver.get();
            }
            armed = false;
            Later<T> later = new Later<>();
            release.complete(() -> later.completeWith(driver.get()));
            return later;
        }

        void arm() {
            armed = true;
        }

        Runnable awaitWrite() throws Exception {
            return release.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, dev", "0, dev", "1, uring", "0, uring", "0, jnr"})
    void shouldServeOthersWhileAWriteIsPending(int workers, String transport) throws Exception {
        Withheld withheld = new Withheld();
        ForwardingDriver driver = new ForwardingDriver(LocalMount.memory(), withheld);
        try (LocalMount mount = LocalMount.mount(driver, LocalMount.settings(workers, 100_000), transport)) {
            mount.run("printf before >\"$MNT/A\"", ofSeconds(10));
            withheld.arm();
            Process writer = mount.start("printf ' and after' >>\"$MNT/A\"", ofSeconds(40));
            Runnable release = withheld.awaitWrite();
            try {
                mount.run(A_THOUSAND_OPERATIONS, ofSeconds(5));
                assertTrue(mount.run("ls -l \"$MNT\"", ofSeconds(5)).contains(" 6 "));
                assertEquals("6", mount.run("stat -c %s \"$MNT/A\"", ofSeconds(5)));
                assertTrue(writer.isAlive());
                assertFalse(writer.waitFor(0, TimeUnit.SECONDS));
            } finally {
                release.run();
            }
            assertTrue(writer.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, writer.exitValue());
            assertEquals("before and after", mount.run("cat \"$MNT/A\"", ofSeconds(5)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "uring", "jnr"})
    void shouldAnswerBeside16ReadsThatArePending(String transport) throws Exception {
        WithheldReads withheld = new WithheldReads();
        ForwardingDriver driver = new ForwardingDriver(LocalMount.memory(), withheld);
        try (LocalMount mount = LocalMount.mount(driver, LocalMount.settings(0, 100_000), transport)) {
            mount.run("cd \"$MNT\"; for i in $(seq 16); do echo $i >f$i; done", ofSeconds(10));
            Process readers = mount.start(
                    "cd \"$MNT\"; for i in $(seq 16); do dd if=f$i of=/dev/null bs=4k iflag=direct & done; wait",
                    ofSeconds(40));
            try {
                assertTrue(SystemMount.within(ofSeconds(10), () -> withheld.count() >= 16));
                assertEquals("3", mount.run("stat -c %s \"$MNT/f10\"", ofSeconds(5)));
                assertTrue(mount.run("ls -l \"$MNT\"", ofSeconds(5)).contains(" f16"));
                assertTrue(readers.isAlive());
            } finally {
                withheld.release();
            }
            assertTrue(readers.waitFor(10, TimeUnit.SECONDS));
        }
    }
}
