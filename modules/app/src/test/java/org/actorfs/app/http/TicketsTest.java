package org.actorfs.app.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TicketsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Tickets tickets = new Tickets(nanos::get);

    @Test
    void shouldBeGoodForOneUse() {
        String ticket = tickets.issue();
        assertTrue(ticket.matches("[\\w-]{22}"), ticket);
        assertTrue(tickets.use(ticket));
        assertFalse(tickets.use(ticket));
    }

    @Test
    void shouldBeGoodForAMinute() {
        String first = tickets.issue();
        String second = tickets.issue();
        nanos.addAndGet(Tickets.LIFE.toNanos() - 1);
        assertTrue(tickets.use(first));
        nanos.addAndGet(1);
        assertFalse(tickets.use(second));
    }

    @Test
    void shouldNotTakeWhatItNeverGave() {
        String ticket = tickets.issue();
        assertFalse(tickets.use(""));
        assertFalse(tickets.use("\u2603"));
        assertFalse(tickets.use(ticket + "A"));
        assertTrue(tickets.use(ticket));
    }

    @Test
    void shouldRememberOnlySoMany() {
        String oldest = tickets.issue();
        String next = tickets.issue();
        Stream.generate(tickets::issue).limit(Tickets.MOST - 1).forEach(ticket -> {});
        assertFalse(tickets.use(oldest));
        assertTrue(tickets.use(next));
    }
}
