package org.actorfs.fs.actor;

import java.util.Arrays;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * How many references each session holds on one inode, and what it calls it. Owned by the inode's actor, or by its sleeper. Nearly always
 * one session, so parallel arrays.
 */
final class LookupCounts {
    private static final Session[] NO_SESSIONS = {};
    private static final long[] NO_NUMBERS = {};

    // INVARIANT: the three are of one length; every count is above 0; no session twice.
    private Session[] sessions = NO_SESSIONS;
    private long[] names = NO_NUMBERS;
    private long[] counts = NO_NUMBERS;

    boolean isEmpty() {
        return sessions.length == 0;
    }

    boolean has(Session session) {
        return indexOf(session) >= 0;
    }

    /** What the session calls the inode; it must have been counted. */
    long name(Session session) {
        return names[indexOf(session)];
    }

    long count(Session session) {
        int index = indexOf(session);
        return index < 0 ? 0 : counts[index];
    }

    /** The first reference of a session. */
    void add(Session session, long name) {
        int length = sessions.length;
        sessions = Arrays.copyOf(sessions, length + 1);
        names = Arrays.copyOf(names, length + 1);
        counts = Arrays.copyOf(counts, length + 1);
        sessions[length] = session;
        names[length] = name;
        counts[length] = 1;
    }

    /** One more reference of a session that has one. */
    void increment(Session session) {
        counts[indexOf(session)]++;
    }

    /**
     * Gives references back; tells the session if none is left.
     *
     * @return false if the session gave back more than it had, which only a broken kernel does; then none is left
     */
    boolean forget(Session session, long references) {
        int index = indexOf(session);
        if (index < 0) {
            return false;
        }
        boolean honest = Long.compareUnsigned(references, counts[index]) <= 0;
        counts[index] = honest ? counts[index] - references : 0;
        if (counts[index] == 0) {
            remove(index);
        }
        return honest;
    }

    /** Gives back all references of a session. */
    void forgetAll(Session session) {
        int index = indexOf(session);
        if (index >= 0) {
            remove(index);
        }
    }

    long total() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    void tellAsleep(Route.Asleep route) {
        for (int i = 0; i < sessions.length; i++) {
            sessions[i].asleep(names[i], route);
        }
    }

    void tellAwake(ActorRef<InodeCommand> inode) {
        for (int i = 0; i < sessions.length; i++) {
            sessions[i].awake(names[i], inode);
        }
    }

    private void remove(int index) {
        Session session = sessions[index];
        long name = names[index];
        int last = sessions.length - 1;
        sessions[index] = sessions[last];
        names[index] = names[last];
        counts[index] = counts[last];
        sessions = last == 0 ? NO_SESSIONS : Arrays.copyOf(sessions, last);
        names = last == 0 ? NO_NUMBERS : Arrays.copyOf(names, last);
        counts = last == 0 ? NO_NUMBERS : Arrays.copyOf(counts, last);
        session.uncounted(name);
    }

    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    private int indexOf(Session session) {
        for (int i = 0; i < sessions.length; i++) {
            if (sessions[i] == session) {
                return i;
            }
        }
        return -1;
    }
}
