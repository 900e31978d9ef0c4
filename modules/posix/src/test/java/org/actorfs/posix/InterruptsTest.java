package org.actorfs.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InterruptsTest {
    /** recvmsg(2) would go on after a handler with SA_RESTART. */
    @Test
    void shouldEndACallThatWaits() throws Exception {
        int[] pair = new int[2];
        assertEquals(0, Sockets.socketPair(pair));
        CompletableFuture<Integer> tid = new CompletableFuture<>();
        CompletableFuture<Integer> result = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            tid.complete(Processes.gettid());
            result.complete(Sockets.receiveFd(pair[0]));
        });
        while (!result.isDone()) {
            assertEquals(0, Interrupts.interrupt(tid.get()));
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertEquals(-Errnos.EINTR, result.get());
        Descriptors.close(pair[0]);
        Descriptors.close(pair[1]);
    }

    @Test
    void shouldSayThatThereIsNoSuchThread() {
        assertEquals(-Errnos.EINVAL, Interrupts.interrupt(0));
    }
}
