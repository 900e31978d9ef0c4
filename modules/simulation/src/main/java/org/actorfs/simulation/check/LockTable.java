package org.actorfs.simulation.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.actorfs.fs.FileLock;
import org.jspecify.annotations.Nullable;

/**
 * The locks that are surely held, byte by byte: from the answer that gave them until somebody asks for something that ends them. Two owners
 * never hold what excludes each other, nobody waits without being kept out, and nobody waits for himself.
 *
 * @param <O> who holds locks
 */
public final class LockTable<O> {
    /** Locks begin before this byte; so many bytes are looked at. */
    public static final int BYTES = 64;

    private record Holding<O>(long ino, O owner) {}

    private record Wait<O>(long ino, O owner, FileLock wanted) {}

    private final Map<Holding<O>, FileLock.Kind[]> held = new LinkedHashMap<>();

    /** Where an owner asks for less than it holds: it may have that already. */
    private final Map<Holding<O>, FileLock> unsure = new HashMap<>();

    private final Map<Object, Wait<O>> waiting = new LinkedHashMap<>();

    /** An owner asks for a lock, or to be rid of one. */
    public void asks(long ino, O owner, FileLock lock) {
        if (lock.kind() != FileLock.Kind.EXCLUSIVE) {
            unsure.put(new Holding<>(ino, owner), lock);
        }
    }

    /** It was refused, and holds what it held. */
    public void refused(long ino, O owner) {
        unsure.remove(new Holding<>(ino, owner));
    }

    /** It was done; what is wrong with that, or null. */
    public @Nullable String done(long ino, O owner, FileLock lock) {
        unsure.remove(new Holding<>(ino, owner));
        for (O other : blockers(ino, owner, lock, true)) {
            return owner + " was given " + lock + " of inode " + ino + ", which " + other + " holds";
        }
        FileLock.Kind[] bytes = held.computeIfAbsent(new Holding<>(ino, owner), _ -> free());
        for (int i = (int) lock.start(); i <= last(lock); i++) {
            bytes[i] = lock.kind();
        }
        return null;
    }

    /** What an owner holds of a file is being dropped. */
    public void dropped(long ino, O owner) {
        held.remove(new Holding<>(ino, owner));
    }

    /** What these owners hold is being dropped. */
    public void dropped(Predicate<O> owner) {
        held.keySet().removeIf(holding -> owner.test(holding.owner()));
        unsure.keySet().removeIf(holding -> owner.test(holding.owner()));
    }

    /** Whether an owner may hold some of a file. */
    public boolean mayHold(long ino, O owner) {
        return held.containsKey(new Holding<>(ino, owner));
    }

    /** Who holds what of which file, for one who wants to end it. */
    public interface Visitor<O> {
        void holding(long ino, O owner);
    }

    /** Tells of all that hold something. */
    public void forEach(Visitor<O> visitor) {
        List.copyOf(held.keySet()).forEach(holding -> visitor.holding(holding.ino(), holding.owner()));
    }

    /** A request that may wait was sent. */
    public void waits(Object request, long ino, O owner, FileLock wanted) {
        waiting.put(request, new Wait<>(ino, owner, wanted));
    }

    /** It was answered. */
    public void answered(Object request) {
        waiting.remove(request);
    }

    /** How many requests wait. */
    public int waiters() {
        return waiting.size();
    }

    /** What is wrong while nothing is under way but requests that wait; or null. */
    public @Nullable String wrong() {
        Map<O, Set<O>> waitsFor = new HashMap<>();
        for (Wait<O> wait : waiting.values()) {
            Set<O> blockers = blockers(wait.ino(), wait.owner(), wait.wanted(), false);
            if (blockers.isEmpty()) {
                return wait.owner() + " waits for " + wait.wanted() + " of inode " + wait.ino() + ", which is free";
            }
            waitsFor.computeIfAbsent(wait.owner(), _ -> new LinkedHashSet<>()).addAll(blockers);
        }
        for (O owner : waitsFor.keySet()) {
            if (reaches(waitsFor, owner)) {
                return owner + " waits for itself: " + waitsFor;
            }
        }
        return null;
    }

    private static <O> boolean reaches(Map<O, Set<O>> waitsFor, O owner) {
        Set<O> seen = new HashSet<>();
        List<O> next = new ArrayList<>(waitsFor.getOrDefault(owner, Set.of()));
        while (!next.isEmpty()) {
            O other = next.removeLast();
            if (other.equals(owner)) {
                return true;
            }
            if (seen.add(other)) {
                next.addAll(waitsFor.getOrDefault(other, Set.of()));
            }
        }
        return false;
    }

    /** @param surely whatever else is under way */
    private Set<O> blockers(long ino, O owner, FileLock wanted, boolean surely) {
        Set<O> blockers = new LinkedHashSet<>();
        held.forEach((holding, bytes) -> {
            if (holding.ino() == ino && !holding.owner().equals(owner)) {
                FileLock doubt = surely ? unsure.get(holding) : null;
                if (excludes(bytes, wanted, doubt)) {
                    blockers.add(holding.owner());
                }
            }
        });
        return blockers;
    }

    private static boolean excludes(FileLock.Kind[] bytes, FileLock wanted, @Nullable FileLock doubt) {
        for (int i = (int) wanted.start(); i <= last(wanted); i++) {
            if (doubt != null && doubt.start() <= i && i <= doubt.end()) {
                continue;
            }
            boolean both = bytes[i] == FileLock.Kind.EXCLUSIVE
                    || (bytes[i] == FileLock.Kind.SHARED && wanted.kind() == FileLock.Kind.EXCLUSIVE);
            if (both && wanted.kind() != FileLock.Kind.NONE) {
                return true;
            }
        }
        return false;
    }

    private static int last(FileLock lock) {
        return (int) Math.min(lock.end(), BYTES - 1);
    }

    private static FileLock.Kind[] free() {
        FileLock.Kind[] bytes = new FileLock.Kind[BYTES];
        Arrays.fill(bytes, FileLock.Kind.NONE);
        return bytes;
    }
}
