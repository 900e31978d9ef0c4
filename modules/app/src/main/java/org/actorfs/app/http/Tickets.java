package org.actorfs.app.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.LongSupplier;

/** Secrets that open the page: each for one use, within a minute. The server owns them; they end with it. */
final class Tickets {
    static final Duration LIFE = Duration.ofMinutes(1);

    /** With one more, the oldest is worth nothing any more. */
    static final int MOST = 16;

    private static final int BYTES = 16;

    private final LongSupplier nanos;
    private final SecureRandom random = new SecureRandom();
    private final Deque<Ticket> open = new ArrayDeque<>();

    private record Ticket(String text, long begunNanos) {}

    /** {@code nanos} as {@link System#nanoTime} has them. */
    Tickets(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A fresh one: 128 random bits in base64url. */
    synchronized String issue() {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        if (open.size() == MOST) {
            open.removeFirst();
        }
        open.addLast(new Ticket(text, nanos.getAsLong()));
        return text;
    }

    /** Whether it was good; it is not any more. */
    synchronized boolean use(String text) {
        long now = nanos.getAsLong();
        open.removeIf(ticket -> now - ticket.begunNanos() >= LIFE.toNanos());
        byte[] given = text.getBytes(US_ASCII);
        for (Iterator<Ticket> each = open.iterator(); each.hasNext(); ) {
            if (MessageDigest.isEqual(each.next().text().getBytes(US_ASCII), given)) {
                each.remove();
                return true;
            }
        }
        return false;
    }
}
