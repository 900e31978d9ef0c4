package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.ReplyFuture;
import org.junit.jupiter.api.Test;

final class WaitForGraphTest {
    private static final int OWNERS = 6;
    private static final int STEPS = 20_000;
    private static final List<String> WAITERS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    private final RecordingSession session = new RecordingSession();
    private final WaitForGraph graph = new WaitForGraph();

    private LockOwner owner(int id) {
        return new LockOwner(session, id);
    }

    private boolean enter(String waiter, int id, Set<LockOwner> blockers) {
        return graph.enter(waiter, owner(id), blockers, new ReplyFuture<Nothing>());
    }

    @Test
    void shouldFindACircleOfAnyLength() {
        assertTrue(enter("a", 1, Set.of(owner(2))));
        assertTrue(enter("b", 2, Set.of(owner(5), owner(3))));
        assertFalse(enter("c", 3, Set.of(owner(4), owner(1))));
        assertTrue(enter("c", 3, Set.of(owner(4))));
        assertFalse(enter("d", 4, Set.of(owner(3))));
    }

    @Test
    void shouldForgetWhoeverLeft() {
        assertTrue(enter("a", 1, Set.of(owner(2))));
        assertTrue(enter("another thread of a", 1, Set.of(owner(3))));
        graph.leave("a");
        assertTrue(enter("b", 2, Set.of(owner(1))));
        assertFalse(enter("c", 3, Set.of(owner(1))));
        graph.leave("another thread of a");
        graph.leave("b");
        assertTrue(graph.isEmpty());
    }

    @Test
    void shouldNotCountWhoWasInterruptedThoughNobodyHasSaidSo() {
        ReplyFuture<Nothing> request = new ReplyFuture<>();
        assertTrue(graph.enter("a", owner(1), Set.of(owner(2)), request));
        assertTrue(request.interrupt());
        assertTrue(enter("b", 2, Set.of(owner(1))));
    }

    /** Against a search of all paths. */
    @Test
    void shouldNeverHoldACircleAndRefuseNothingElse() {
        Random dice = new Random(25);
        Map<String, Set<LockOwner>> model = new HashMap<>();
        Map<String, LockOwner> owners = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            String waiter = WAITERS.get(dice.nextInt(WAITERS.size())); // known by identity
            if (dice.nextInt(3) == 0) {
                graph.leave(waiter);
                model.remove(waiter);
                continue;
            }
            LockOwner owner = owner(dice.nextInt(OWNERS));
            Set<LockOwner> blockers = new HashSet<>();
            for (int i = dice.nextInt(2); i >= 0; i--) {
                blockers.add(owner(dice.nextInt(OWNERS)));
            }
            blockers.remove(owner);
            model.put(waiter, blockers);
            owners.put(waiter, owner);
            boolean circle = reaches(model, owners, owner, owner, new ArrayList<>());
            assertEquals(!circle, graph.enter(waiter, owner, blockers, new ReplyFuture<Nothing>()), "step " + step);
            if (circle) {
                model.remove(waiter);
            }
        }
    }

    private static boolean reaches(
            Map<String, Set<LockOwner>> model,
            Map<String, LockOwner> owners,
            LockOwner from,
            LockOwner to,
            List<LockOwner> path) {
        for (Map.Entry<String, Set<LockOwner>> wait : model.entrySet()) {
            if (from.equals(owners.get(wait.getKey()))) {
                for (LockOwner next : wait.getValue()) {
                    if (next.equals(to)) {
                        return true;
                    }
                    if (!path.contains(next)) {
                        path.add(next);
                        if (reaches(model, owners, next, to, path)) {
                            return true;
                        }
                        path.remove(next);
                    }
                }
            }
        }
        return false;
    }
}
