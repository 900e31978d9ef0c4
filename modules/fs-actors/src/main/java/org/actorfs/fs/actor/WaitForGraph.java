package org.actorfs.fs.actor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.actorfs.fs.Reply;
import org.jspecify.annotations.Nullable;

/** Who waits for whom, over all files of a volume. Owned by its {@link DeadlockWatch}. */
final class WaitForGraph {
    private record Wait(LockOwner owner, Set<LockOwner> blockers, Reply<?> request) {}

    // INVARIANT: no owner waits for itself, through however many others. A request that was answered waits for nobody,
    // listed or not.
    private final IdentityHashMap<Object, Wait> waits = new IdentityHashMap<>();
    private final Map<LockOwner, List<Wait>> byOwner = new HashMap<>();

    /**
     * The request waits for these owners now, and not for whom it waited before; false if one of them waits for its owner, and then it
     * waits for nobody.
     */
    boolean enter(Object waiter, LockOwner owner, Set<LockOwner> blockers, Reply<?> request) {
        leave(waiter);
        if (isAwaitedByAny(owner, blockers)) {
            return false;
        }
        Wait wait = new Wait(owner, blockers, request);
        waits.put(waiter, wait);
        byOwner.computeIfAbsent(owner, _ -> new ArrayList<>(1)).add(wait);
        return true;
    }

    /** The request waits no more. */
    void leave(Object waiter) {
        Wait over = waits.remove(waiter);
        if (over == null) {
            return;
        }
        List<Wait> siblings = byOwner.getOrDefault(over.owner(), List.of());
        if (siblings.size() > 1) {
            siblings.remove(over);
        } else {
            byOwner.remove(over.owner());
        }
    }

    private boolean isAwaitedByAny(LockOwner owner, Set<LockOwner> others) {
        Set<LockOwner> seen = new HashSet<>(others);
        ArrayDeque<LockOwner> next = new ArrayDeque<>(others);
        for (@Nullable LockOwner other = next.poll(); other != null; other = next.poll()) {
            if (other.equals(owner)) {
                return true;
            }
            for (Wait wait : byOwner.getOrDefault(other, List.of())) {
                if (!wait.request().isComplete()) {
                    wait.blockers().stream().filter(seen::add).forEach(next::add);
                }
            }
        }
        return false;
    }

    boolean isEmpty() {
        return waits.isEmpty() && byOwner.isEmpty();
    }
}
