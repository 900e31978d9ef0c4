package org.actorfs.simulation.check;

import java.util.HashMap;
import java.util.Map;
import org.actorfs.fs.Name;
import org.actorfs.simulation.check.NameStep.Kind;
import org.jspecify.annotations.Nullable;

/** All names of a volume at one moment: immutable, compared by value. */
public final class Namespace {
    /** A place for a name. */
    record Slot(long directory, Name name) {}

    /** What a name stands for. */
    record Target(long ino, Kind kind) {}

    private final Map<Slot, Target> names;
    private final int hash;

    Namespace(Map<Slot, Target> names) {
        this.names = names;
        this.hash = names.hashCode();
    }

    @Nullable
    Target get(Slot slot) {
        return names.get(slot);
    }

    /** With one name more or less or changed; null takes it away. */
    Namespace with(Slot slot, @Nullable Target target) {
        return with(slot, target, slot, target);
    }

    Namespace with(Slot one, @Nullable Target atOne, Slot other, @Nullable Target atOther) {
        Map<Slot, Target> changed = new HashMap<>(names);
        put(changed, one, atOne);
        put(changed, other, atOther);
        return new Namespace(changed);
    }

    private static void put(Map<Slot, Target> names, Slot slot, @Nullable Target target) {
        if (target == null) {
            names.remove(slot);
        } else {
            names.put(slot, target);
        }
    }

    Map<Name, Long> listing(long directory) {
        Map<Name, Long> listing = new HashMap<>();
        names.forEach((slot, target) -> {
            if (slot.directory() == directory) {
                listing.put(slot.name(), target.ino());
            }
        });
        return listing;
    }

    boolean isEmpty(long directory) {
        return names.keySet().stream().noneMatch(slot -> slot.directory() == directory);
    }

    /** Any name of this inode. */
    @Nullable
    Target find(long ino) {
        for (Target target : names.values()) {
            if (target.ino() == ino) {
                return target;
            }
        }
        return null;
    }

    /** The directory that holds this one; 0 if none does. */
    long parent(long directory) {
        for (Map.Entry<Slot, Target> entry : names.entrySet()) {
            if (entry.getValue().ino() == directory) {
                return entry.getKey().directory();
            }
        }
        return 0;
    }

    /** Whether the first directory is the second or holds it, however deep. */
    boolean isAtOrAbove(long upper, long lower) {
        for (long at = lower; at != 0; at = parent(at)) {
            if (at == upper) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Namespace that && hash == that.hash && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
