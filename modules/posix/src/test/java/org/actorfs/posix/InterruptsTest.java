package org.actorfs.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InterruptsTest {
    private static final int SIGURG = 23;

    private static final MethodHandle SIGACTION = Libc.returningInt("sigaction", 3);

    /** recvmsg(2) would go on after a handler with SA_RESTART. */
    @Test
    void shouldEndACallThatWaits() throws Exception {
        int[] pair = new int[2];
        assertEquals(0, Sockets.socketPair(pair));
        CompletableFuture<Integer> tid = new CompletableFuture<>();
        CompletableFuture<Integer> result = new CompletableFuture<>();
        CountDownLatch seen = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            tid.complete(Processes.gettid());
            result.complete(Sockets.receiveFd(pair[0]));
            awaitQuietly(seen); // who has ended cannot be interrupted
        });
        while (!result.isDone()) {
            assertEquals(0, Interrupts.interrupt(tid.get()));
            TimeUnit.MILLISECONDS.sleep(10);
        }
        seen.countDown();
        assertEquals(-Errnos.EINTR, result.get());
        Descriptors.close(pair[0]);
        Descriptors.close(pair[1]);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    @Test
    void shouldRefuseWhatIsNoThread() {
        assertEquals(-Errnos.EINVAL, Interrupts.interrupt(0));
        assertEquals(-Errnos.ESRCH, Interrupts.interrupt(Integer.MAX_VALUE), "above every pid_max");
    }

    @Test
    void shouldLeaveTheHandlerOfSomebodyElse() {
        CallFrame frame = CallFrame.current();
        long theirs = Libc.pointer("labs");
        long before = handler(frame);
        setHandler(frame, theirs);
        try {
            assertEquals(0, Interrupts.interrupt(Processes.gettid()));
            assertEquals(theirs, handler(frame));
        } finally {
            setHandler(frame, before);
        }
    }

    private static long handler(CallFrame frame) {
        assertEquals(0, (int) frame.call(SIGACTION, Interrupts.SIGNAL, 0, frame.struct()));
        return Memory.getLong(frame.struct());
    }

    private static void setHandler(CallFrame frame, long handler) {
        Memory.zero(frame.struct(), Interrupts.SIGACTION_BYTES);
        Memory.putLong(frame.struct(), handler);
        assertEquals(0, (int) frame.call(SIGACTION, Interrupts.SIGNAL, frame.struct(), 0));
    }

    /** Who opens what is leased would interrupt whoever is at work, were it handled. */
    @Test
    void shouldNotHandleTheSignalOfLeases() throws IOException {
        assertEquals(0, Interrupts.interrupt(Processes.gettid()));

        String caught = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigCgt"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
        assertEquals(0, Long.parseUnsignedLong(caught, 16) >>> (SIGURG - 1) & 1);
    }
}
