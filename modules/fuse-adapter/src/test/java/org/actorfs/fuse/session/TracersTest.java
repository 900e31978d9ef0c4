package org.actorfs.fuse.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.actorfs.fs.Errno;
import org.actorfs.fuse.protocol.EntryRequest;
import org.actorfs.fuse.protocol.InodeRequest;
import org.actorfs.fuse.protocol.Opcode;
import org.actorfs.fuse.protocol.RequestHeader;
import org.actorfs.fuse.protocol.SessionRequest;
import org.actorfs.fuse.session.TraceEvent.Answered;
import org.actorfs.fuse.session.TraceEvent.Asked;
import org.actorfs.fuse.session.TraceEvent.Told;
import org.actorfs.fuse.session.TraceEvent.Waiting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Times and bounds, by a clock of the test; {@link FuseSessionTest} has the ways of real requests. */
final class TracersTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final RequestHeader HEADER = new RequestHeader(4, 7, 1000, 1000, 42);
    private static final Asked GETATTR = new Asked(NOW, 4, "getattr", 7, 42, 1000, "");

    private long nanos = 1;
    private final Tracers tracers =
            new Tracers(new Pending(() -> nanos), () -> nanos, Clock.fixed(NOW, ZoneOffset.UTC));
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger givenBack = new AtomicInteger();

    /** What a trace of this inode hears; null for all. */
    private List<TraceEvent> open(@Nullable Long nodeid) {
        List<TraceEvent> heard = new ArrayList<>();
        assertEquals(Tracers.Added.OPEN, tracers.add(trace(nodeid, heard)));
        return heard;
    }

    private Trace trace(@Nullable Long nodeid, List<TraceEvent> heard) {
        TraceListener listener = new TraceListener() {
            @Override
            public void onEvent(TraceEvent event) {
                heard.add(event);
            }

            @Override
            public void onEnd() {
                ends.incrementAndGet();
            }
        };
        return new Trace(tracers, listener, nodeid, givenBack::incrementAndGet, nanos);
    }

    private Traced getattr() {
        Traced traced = tracers.asked(new InodeRequest.Getattr(HEADER, 0, 0), Opcode.GETATTR);
        assertNotNull(traced);
        return traced;
    }

    @Test
    void shouldTellNothingOfWhatNobodyTraces() {
        assertNull(tracers.asked(new InodeRequest.Getattr(HEADER, 0, 0), Opcode.GETATTR));
        List<TraceEvent> other = open(8L);
        assertNull(tracers.asked(new InodeRequest.Getattr(HEADER, 0, 0), Opcode.GETATTR));
        assertEquals(List.of(), other);
    }

    @Test
    void shouldPartTheTimeWhereTheWorkBegan() {
        List<TraceEvent> heard = open(7L);
        Traced traced = getattr();
        nanos += 30;
        traced.begin(nanos);
        nanos += 5;
        traced.begin(nanos);
        traced.answer(0, nanos);
        assertEquals(List.of(new Answered(GETATTR, 0, 30L, 5)), heard);
    }

    @Test
    void shouldTakeForQueuedWhatFailedInTheQueue() {
        List<TraceEvent> heard = open(null);
        Traced known = getattr();
        Traced interrupted = getattr();
        nanos += 20;
        known.answer(0, nanos);
        interrupted.answer(Errno.EINTR.number(), nanos);
        assertEquals(
                List.of(new Answered(GETATTR, 0, 0L, 20), new Answered(GETATTR, Errno.EINTR.number(), 20L, 0)), heard);
    }

    @Test
    void shouldNotSayHowLongItWaitedForWhatWasBegunBefore() {
        List<TraceEvent> heard = open(7L);
        Traced before = new Traced(tracers, GETATTR, nanos, true);
        nanos += 9;
        before.answer(0, nanos);
        assertEquals(List.of(new Answered(GETATTR, 0, null, 9)), heard);
    }

    @Test
    void shouldNotSayHowLongItWaitedForWhatBeganUnseen() {
        List<TraceEvent> heard = open(7L);
        Traced unseen = getattr();
        Traced seen = getattr();
        nanos += 9;
        seen.begin(nanos);
        unseen.beginUnseen();
        unseen.begin(nanos); // whoever began tells it now
        seen.beginUnseen();
        unseen.answer(0, nanos);
        seen.answer(0, nanos);
        assertEquals(List.of(new Answered(GETATTR, 0, null, 9), new Answered(GETATTR, 0, 9L, 0)), heard);
    }

    @Test
    void shouldNotPutIntoWordsWhatNobodyWants() {
        List<TraceEvent> heard = open(8L);
        long[] broken = {}; // whoever asks how many finds none
        assertNull(
                tracers.asked(new SessionRequest.BatchForget(HEADER, new long[] {6, 7}, broken), Opcode.BATCH_FORGET));
        assertEquals(List.of(), heard);
    }

    @Test
    void shouldTellOnceOfWhoWaitsAndNotAfterItsEnd() {
        List<TraceEvent> heard = open(7L);
        Traced traced = getattr();
        nanos += 3;
        traced.tellWaiting(nanos);
        traced.tellWaiting(nanos);
        assertEquals(List.of(new Waiting(GETATTR, 3, false)), heard);
        List<TraceEvent> late = new ArrayList<>();
        traced.begin(nanos);
        traced.tellWaiting(trace(7L, late), nanos);
        assertEquals(List.of(new Waiting(GETATTR, 3, true)), late);
        traced.answer(0, nanos);
        heard.clear();
        traced.tellWaiting(nanos);
        traced.tellWaiting(trace(7L, late), nanos);
        assertEquals(List.of(), heard);
        assertEquals(1, late.size());
    }

    @Test
    void shouldTellOfForgetsAsTheyCome() {
        List<TraceEvent> heard = open(7L);
        assertNull(tracers.asked(new InodeRequest.Forget(HEADER, 2), Opcode.FORGET));
        assertNull(tracers.asked(
                new SessionRequest.BatchForget(new RequestHeader(5, 0, 0, 0, 0), new long[] {6, 7}, new long[] {1, 1}),
                Opcode.BATCH_FORGET));
        assertEquals(
                List.of(
                        new Told(new Asked(NOW, 4, "forget", 7, 42, 1000, "2 references")),
                        new Told(new Asked(NOW, 5, "batch_forget", 7, 0, 0, "1 reference"))),
                heard);
    }

    @Test
    void shouldSayWhichName() {
        open(7L);
        byte[] name = "a b".getBytes(StandardCharsets.UTF_8);
        Traced lookup = tracers.asked(new EntryRequest.Lookup(HEADER, name), Opcode.LOOKUP);
        assertNotNull(lookup);
        assertEquals("a b", lookup.request().detail());
        Traced rename = tracers.asked(new EntryRequest.Rename(HEADER, name, 9, name, 0), Opcode.RENAME2);
        assertNotNull(rename);
        assertEquals("a b to a b", rename.request().detail());
    }

    @Test
    void shouldEndWithItsListenerOrItsSession() {
        List<TraceEvent> heard = new ArrayList<>();
        Trace closed = trace(7L, heard);
        assertEquals(Tracers.Added.OPEN, tracers.add(closed));
        Traced traced = getattr();
        closed.close();
        closed.close();
        traced.answer(0, nanos);
        assertEquals(List.of(), heard);
        assertEquals(List.of(1, 0), List.of(givenBack.get(), ends.get()));
        open(7L);
        tracers.end();
        assertEquals(1, ends.get());
        assertEquals(Tracers.Added.ENDED, tracers.add(trace(7L, heard)));
    }

    @Test
    void shouldHaveABound() {
        for (int i = 0; i < Tracers.MOST; i++) {
            open(7L);
        }
        assertEquals(Tracers.Added.TOO_MANY, tracers.add(trace(7L, new ArrayList<>())));
    }
}
