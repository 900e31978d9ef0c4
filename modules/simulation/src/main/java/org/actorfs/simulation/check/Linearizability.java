package org.actorfs.simulation.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The search of Wing and Gong, with the memory of Lowe: takes calls that may come next in turn, goes back when an answer cannot be
 * explained, and never tries the same set of calls with the same state twice. One object for one history.
 */
public final class Linearizability<S, O> {
    /** An event in time order; a call knows the event of its answer. */
    private static final class Event<O> {
        private final int id;
        private final @Nullable Interval<O> call;
        private @Nullable Event<O> answer;
        private @Nullable Event<O> previous;
        private @Nullable Event<O> next;

        private Event(int id, @Nullable Interval<O> call) {
            this.id = id;
            this.call = call;
        }

        void unlink() {
            if (previous != null) {
                previous.next = next;
            }
            if (next != null) {
                next.previous = previous;
            }
        }

        void relink() {
            if (previous != null) {
                previous.next = this;
            }
            if (next != null) {
                next.previous = this;
            }
        }
    }

    private record Tried<S>(BitSet calls, S state) {}

    private record Chosen<S, O>(Event<O> call, Interval<O> interval, S before, boolean read) {}

    private final Model<S, O> model;
    private final List<Interval<O>> history;
    private final int maxConfigurations;
    private final Event<O> head = new Event<>(-1, null);
    private final Deque<Chosen<S, O>> chosen = new ArrayDeque<>();
    private final Set<Tried<S>> tried = new HashSet<>();
    private final BitSet ordered = new BitSet();
    private List<Interval<O>> best = List.of();
    private @Nullable Interval<O> stuck;
    private int unanswered;

    private Linearizability(Model<S, O> model, List<Interval<O>> history, int maxConfigurations) {
        this.model = model;
        this.history = history;
        this.maxConfigurations = maxConfigurations;
    }

    /** Looks for an order of the history that the model explains, among at most so many configurations. */
    public static <S, O> Verdict<O> check(Model<S, O> model, List<Interval<O>> history, int maxConfigurations) {
        Linearizability<S, O> search = new Linearizability<>(model, history, maxConfigurations);
        search.link();
        return search.search();
    }

    private void link() {
        record At<O>(long time, Event<O> event) {}
        List<At<O>> events = new ArrayList<>();
        for (int id = 0; id < history.size(); id++) {
            Interval<O> interval = history.get(id);
            Event<O> call = new Event<>(id, interval);
            events.add(new At<>(interval.invoked(), call));
            if (interval.responded() != Interval.NEVER) {
                Event<O> answer = new Event<>(id, null);
                call.answer = answer;
                events.add(new At<>(interval.responded(), answer));
                unanswered++;
            }
        }
        events.sort(Comparator.comparingLong(At::time));
        Event<O> last = head;
        for (At<O> at : events) {
            last.next = at.event();
            at.event().previous = last;
            last = at.event();
        }
    }

    private Verdict<O> search() {
        S state = model.start();
        Event<O> event = afterReads(state);
        while (unanswered > 0 && event != null) {
            Interval<O> interval = event.call;
            if (interval == null) {
                noteStuck(event.id);
                Chosen<S, O> last = undoToChoice();
                if (last == null) {
                    return failed();
                }
                state = last.before();
                event = last.call().next;
                continue;
            }
            S after = model.after(state, interval.operation());
            if (after != null && isNew(event.id, after)) {
                if (tried.size() > maxConfigurations) {
                    return new Verdict.Undecided<>();
                }
                choose(event, interval, state, false);
                state = after;
                event = afterReads(state);
            } else {
                event = event.next;
            }
        }
        return unanswered == 0 ? new Verdict.Linearizable<>() : failed();
    }

    /**
     * Orders every read that may come next and that the state explains: if there is an order at all, there is one that begins so, and
     * nothing else need be tried. Gives the first event that is left.
     */
    private @Nullable Event<O> afterReads(S state) {
        Event<O> event = head.next;
        while (event != null && event.call != null) {
            Interval<O> interval = event.call;
            if (model.isReadOnly(interval.operation()) && model.after(state, interval.operation()) != null) {
                choose(event, interval, state, true);
                event = head.next;
            } else {
                event = event.next;
            }
        }
        return head.next;
    }

    /** Takes back calls up to the last one that could have been another. */
    private @Nullable Chosen<S, O> undoToChoice() {
        Chosen<S, O> last = chosen.poll();
        while (last != null) {
            undo(last);
            if (!last.read()) {
                return last;
            }
            last = chosen.poll();
        }
        return null;
    }

    /** No order is left to try: says how far the best one came. */
    private Verdict<O> failed() {
        Interval<O> where = stuck;
        return where == null ? new Verdict.Undecided<>() : new Verdict.Impossible<>(best, where);
    }

    private boolean isNew(int id, S after) {
        BitSet with = (BitSet) ordered.clone();
        with.set(id);
        return tried.add(new Tried<>(with, after));
    }

    private void choose(Event<O> call, Interval<O> interval, S before, boolean read) {
        chosen.push(new Chosen<>(call, interval, before, read));
        ordered.set(call.id);
        call.unlink();
        if (call.answer != null) {
            call.answer.unlink();
            unanswered--;
        }
    }

    private void undo(Chosen<S, O> last) {
        Event<O> call = last.call();
        ordered.clear(call.id);
        if (call.answer != null) {
            call.answer.relink();
            unanswered++;
        }
        call.relink();
    }

    private void noteStuck(int id) {
        if (stuck == null || chosen.size() > best.size()) {
            stuck = history.get(id);
            best = new ArrayList<>(
                    chosen.reversed().stream().map(Chosen::interval).toList());
        }
    }
}
