package org.actorfs.fuse.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.Libraries;
import org.actorfs.posix.NativeBuffer;
import org.actorfs.posix.Sockets;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The descriptor is one end of a pair of sockets: libfuse reads it, and asks no more of it before the first request. */
@Timeout(60)
final class LoopTest {
    private final ActorTestKit kit = ActorTestKit.create();
    private final int[] pair = new int[2];

    @BeforeEach
    void begin() {
        assumeTrue(Libraries.isInstalled("libfuse.so.2"), "libfuse 2 is not installed");
        assertEquals(0, Sockets.socketPair(pair));
    }

    @AfterEach
    void end() {
        Descriptors.close(pair[1]);
        kit.shutdownTestKit();
    }

    private Loop open() throws IOException {
        return Loop.open(Libfuse.load(), pair[0], List.of("actorfs"), CallbacksTest.callbacks(kit));
    }

    @Test
    void shouldCloseItsDescriptorThoughItNeverRan() throws Exception {
        Loop loop = open();
        loop.close();
        assertClosed();
        loop.end();
        assertFalse(isBeingEnded(), "somebody waits for the end of what has ended");
    }

    @Test
    void shouldEndWhileItWaitsForARequest() throws Exception {
        Loop loop = open();
        Thread running = Thread.ofPlatform().daemon().start(loop::run);
        loop.end();
        running.join();
        assertClosed();
    }

    @Test
    void shouldEndWithoutADevice() throws Exception {
        Loop loop = open();
        assertEquals(0, Sockets.shutdown(pair[1]));
        loop.run();
        assertClosed();
        loop.end();
        assertFalse(isBeingEnded(), "somebody waits for the end of what has ended");
    }

    private void assertClosed() {
        try (NativeBuffer buffer = NativeBuffer.allocate(1)) {
            assertEquals(0, FileIo.read(pair[1], buffer.address(), 1));
        }
    }

    private static boolean isBeingEnded() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("libfuse end"));
    }
}
