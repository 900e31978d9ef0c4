package org.actorfs.fs.memory;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.actorfs.fs.Name;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one directory: found by name, listed in the order they came. The cursor of an entry is its sequence number, which it
 * keeps until it goes, so a listing never tells an entry twice nor misses one that stayed. An empty map has no arrays; a small one
 * no hash index.
 *
 * <p>One thread changes it at a time (the actors see to that). Others may read meanwhile: they see each entry before or after the
 * change. For that an {@link Entry} is immutable, a slot is never used twice in one table, a table is filled before it is shown, and what
 * a racing reader does not see yet was not there when it began.
 */
final class DirectoryMap<V> {
    /** A name and what it names. */
    record Entry<V>(Name name, V value) {}

    /** Told of entries by {@link #list}. */
    interface Listing<V> {
        /** False to stop after this entry. */
        boolean add(Name name, V value, long cursor);
    }

    private static final int SMALL = 8;
    private static final int MIN_SLOTS = 4;
    private static final int[] NO_INDEX = {};

    /**
     * Entries by order of coming, with null where one went. {@code index} is a hash table with open addressing of slot + 1, empty in
     * small tables; a cell is never emptied, but that of an entry that went may be given to one that comes: whoever races past it
     * goes on either way.
     */
    private static final class Table<V> {
        final @Nullable Entry<V>[] entries;
        final long[] sequences;
        final int[] index;

        /** Slots below are given out. */
        int used;

        @SuppressWarnings({"unchecked", "rawtypes"})
        Table(int slots) {
            entries = (@Nullable Entry<V>[]) new Entry[slots];
            sequences = new long[slots];
            index = slots <= SMALL ? NO_INDEX : new int[Integer.highestOneBit(slots * 2 - 1) * 2];
        }

        int find(Name name) {
            return index.length == 0 ? scan(name) : probe(name);
        }

        private int scan(Name name) {
            for (int slot = 0; slot < entries.length; slot++) {
                if (isNamed(slot, name)) {
                    return slot;
                }
            }
            return -1;
        }

        private int probe(Name name) {
            int mask = index.length - 1;
            int at = spread(name) & mask;
            // Each cell is read once: another entry may take it meanwhile.
            for (int cell = index[at]; cell != 0; cell = index[at]) {
                if (isNamed(cell - 1, name)) {
                    return cell - 1;
                }
                at = (at + 1) & mask;
            }
            return -1;
        }

        private boolean isNamed(int slot, Name name) {
            Entry<V> entry = entries[slot];
            return entry != null && entry.name().equals(name);
        }

        void append(Entry<V> entry, long sequence) {
            int slot = used++;
            sequences[slot] = sequence;
            entries[slot] = entry;
            if (index.length != 0) {
                int mask = index.length - 1;
                int at = spread(entry.name()) & mask;
                while (index[at] != 0 && entries[index[at] - 1] != null) {
                    at = (at + 1) & mask;
                }
                index[at] = slot + 1;
            }
        }

        /** The first slot whose sequence is above the cursor. */
        int after(long cursor) {
            int low = 0;
            int high = used;
            while (low < high) {
                int middle = (low + high) >>> 1;
                // 0: another thread is adding it, so it is above every cursor told before.
                if (sequences[middle] != 0 && sequences[middle] <= cursor) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private static int spread(Name name) {
            int hash = name.hashCode() * 0x9E3779B9;
            return hash ^ (hash >>> 15);
        }
    }

    private @Nullable Table<V> table;

    // INVARIANT: size slots of the table hold an entry.
    private int size;
    /** The first cursor is 3: 0, 1 and 2 stand for the start, "." and "..". */
    private long lastSequence = 2;

    int size() {
        return size;
    }

    @Nullable
    V get(Name name) {
        Table<V> now = table;
        if (now == null) {
            return null;
        }
        int slot = now.find(name);
        if (slot < 0) {
            return null;
        }
        Entry<V> entry = now.entries[slot];
        return entry == null ? null : entry.value();
    }

    /** Adds a name that is not there. */
    void add(Name name, V value) {
        Table<V> now = table;
        if (now == null || now.used == now.entries.length) {
            now = rebuilt();
        }
        now.append(new Entry<>(name, value), ++lastSequence);
        size++;
    }

    /** Gives a name that is there another value; its place in the order stays. */
    void replace(Name name, V value) {
        Table<V> now = table;
        int slot = now == null ? -1 : now.find(name);
        if (now == null || slot < 0) {
            throw new IllegalStateException("no entry is named " + name);
        }
        Entry<V> before = now.entries[slot];
        now.entries[slot] = new Entry<>(before == null ? name : before.name(), value);
    }

    /** The value that went, null if the name was not there. */
    @Nullable
    V remove(Name name) {
        Table<V> now = table;
        int slot = now == null ? -1 : now.find(name);
        if (now == null || slot < 0) {
            return null;
        }
        Entry<V> entry = now.entries[slot];
        now.entries[slot] = null;
        size--;
        if (size == 0) {
            table = null;
        } else if (size * 4 < now.used && now.entries.length > SMALL) {
            rebuilt();
        }
        return entry == null ? null : entry.value();
    }

    /** Tells the entries after the cursor, 0 for all, until the listing has enough. */
    void list(long cursor, Listing<? super V> listing) {
        Table<V> now = table;
        if (now == null) {
            return;
        }
        for (int slot = now.after(cursor); slot < now.used; slot++) {
            Entry<V> entry = now.entries[slot];
            long sequence = now.sequences[slot];
            if (entry != null && sequence != 0 && !listing.add(entry.name(), entry.value(), sequence)) {
                return;
            }
        }
    }

    /** Moves the entries to a table with room for half as many more; cursors stay, for sequences move along. */
    private Table<V> rebuilt() {
        Table<V> old = table;
        Table<V> fresh = new Table<>(Math.max(MIN_SLOTS, size + (size >> 1) + 1));
        for (int i = 0; old != null && i < old.used; i++) {
            Entry<V> entry = old.entries[i];
            if (entry != null) {
                fresh.append(entry, old.sequences[i]);
            }
        }
        VarHandle.storeStoreFence(); // who sees the table sees what is in it
        table = fresh;
        return fresh;
    }

    /** Throws if an invariant does not hold. */
    void checkInvariants() {
        Table<V> now = table;
        int entries = 0;
        for (int slot = 0; now != null && slot < now.used; slot++) {
            Entry<V> entry = now.entries[slot];
            boolean ordered = slot == 0 || now.sequences[slot - 1] < now.sequences[slot];
            if (!ordered || (entry != null && now.find(entry.name()) != slot)) {
                throw new IllegalStateException("slot " + slot + " of " + Arrays.toString(now.sequences));
            }
            entries += entry == null ? 0 : 1;
        }
        if (entries != size) {
            throw new IllegalStateException(size + " entries were counted, " + entries + " are there");
        }
    }
}
