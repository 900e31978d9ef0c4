package org.actorfs.fuse.jnr;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SignalsTest {
    @Test
    void shouldSeeASignalThatWaitsAndIsNotBlocked() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            int pid = (int) process.pid();
            assertFalse(Signals.isPending(pid));
            signal("STOP", pid);
            signal("TERM", pid); // waits until it goes on
            assertTrue(Signals.isPending(pid));
        } finally {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
        assertTrue(Signals.isPending((int) process.pid()), "gone");
        assertFalse(Signals.isPending(0));
    }

    private static void signal(String name, int pid) throws Exception {
        new ProcessBuilder("kill", "-" + name, Integer.toString(pid)).start().waitFor(10, TimeUnit.SECONDS);
    }
}
