package org.actorfs.fuse.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.Errno;
import org.actorfs.fuse.protocol.Opcode;
import org.junit.jupiter.api.Test;

final class SessionStatsTest {
    private static final int THREADS = 4;
    private static final int TIMES = 20_000;

    private final SessionStats stats = SessionStats.counting(3);

    private void answer(int opcode, int errno, long bytes) {
        long begun = stats.now();
        stats.received(opcode, true);
        stats.answered(opcode, begun, errno, bytes);
    }

    private static long answers(OperationStats operation) {
        return operation.buckets().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void shouldCountEveryRequestOfEveryThread() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < TIMES; j++) {
                    answer(Opcode.READ, 0, 10);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        OperationStats read = stats.read().getFirst();
        assertEquals("read", read.operation());
        assertEquals(THREADS * TIMES, read.requests());
        assertEquals(THREADS * TIMES, answers(read));
        assertEquals(10L * THREADS * TIMES, read.bytes());
        assertEquals(0, read.inFlight());
        assertEquals(1, stats.read().size());
    }

    @Test
    void shouldTellErrorsApart() {
        answer(Opcode.LOOKUP, 0, 0);
        answer(Opcode.LOOKUP, Errno.ENOENT.number(), 0);
        answer(Opcode.LOOKUP, Errno.EIO.number(), 0);

        OperationStats lookup = stats.read().getFirst();
        assertEquals(3, lookup.requests());
        assertEquals(2, lookup.errors());
        assertEquals(1, lookup.ioErrors());
    }

    @Test
    void shouldHaveInFlightWhatIsNotAnsweredAndEverWillBe() {
        stats.received(Opcode.FSYNC, true);
        stats.received(Opcode.FORGET, false);

        List<OperationStats> all = stats.read();
        assertEquals(
                List.of("forget", "fsync"),
                all.stream().map(OperationStats::operation).toList());
        assertEquals(List.of(0L, 1L), all.stream().map(OperationStats::inFlight).toList());
    }

    @Test
    void shouldCallWhatItDoesNotKnowOther() {
        answer(4096, Errno.ENOSYS.number(), 0);
        answer(-1, Errno.ENOSYS.number(), 0);

        assertEquals("other", stats.read().getFirst().operation());
        assertEquals(2, stats.read().getFirst().requests());
    }

    @Test
    void shouldCountNothingWhenItIsOff() {
        SessionStats off = SessionStats.off();
        off.received(Opcode.READ, true);
        off.answered(Opcode.READ, off.now(), 0, 10);

        assertEquals(0, off.now());
        assertTrue(off.read().isEmpty());
    }

    @Test
    void shouldPutATimeIntoTheFirstBucketWhoseBoundIsNotLess() {
        List<Long> bounds = LatencyBuckets.boundsNanos();
        for (int i = 0; i < bounds.size(); i++) {
            assertEquals(i, LatencyBuckets.indexOf(bounds.get(i)));
            assertEquals(i + 1, LatencyBuckets.indexOf(bounds.get(i) + 1));
        }
        assertEquals(0, LatencyBuckets.indexOf(0));
        assertEquals(bounds.size(), LatencyBuckets.indexOf(Long.MAX_VALUE));
    }

    @Test
    void shouldHaveTwoBucketsAnOctaveFromAMicrosecondToAMinute() {
        List<Long> bounds = LatencyBuckets.boundsNanos();

        assertEquals(List.of(1000L, 1500L, 2000L, 3000L, 4000L), bounds.subList(0, 5));
        assertTrue(bounds.getLast() >= 60_000_000_000L);
    }
}
