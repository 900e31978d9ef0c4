package org.actorfs.union;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;

/**
 * An open directory: the names of all branches, each once. They are collected when somebody reads from the start, branch after branch, and
 * kept until the next time or the release; so a cursor stays true whatever comes and goes. A branch that cannot be read leaves its names out.
 */
final class UnionDirectory implements OpenDirectory {
    /** Cursors 0 to 2 mean the start, "." and "..". */
    private static final long FIRST_CURSOR = 3;

    /** Looks an entry up. */
    @FunctionalInterface
    interface EntryLookup {
        Outcome<Node> lookup(Listed listed);
    }

    /** A name, and the branch that told it. */
    record Listed(Branch branch, DirectoryEntry entry) {}

    /** The copy of one branch, open. */
    record Part(Branch branch, Node copy, OpenDirectory directory) {}

    private final List<Part> parts;
    private final TemporaryNames unfinished;
    private final InodeNumbers numbers;
    private final EntryLookup lookup;
    private List<Listed> listed = List.of();

    /** What readdir(3) shows as d_ino. */
    @FunctionalInterface
    interface InodeNumbers {
        long of(Listed listed);
    }

    UnionDirectory(List<Part> parts, TemporaryNames unfinished, InodeNumbers numbers, EntryLookup lookup) {
        this.parts = parts;
        this.unfinished = unfinished;
        this.numbers = numbers;
        this.lookup = lookup;
    }

    @Override
    public Outcome<List<DirectoryEntry>> read(Node node, long cursor, int maxEntries, boolean withNodes) {
        return cursor == 0
                ? collect().then(_ -> tell(0, maxEntries, withNodes))
                : tell((int) Math.min(cursor - FIRST_CURSOR + 1, listed.size()), maxEntries, withNodes);
    }

    private Outcome<Nothing> collect() {
        List<Listed> all = new ArrayList<>();
        Set<Name> names = new HashSet<>();
        return collect(0, all, names).map(done -> {
            listed = all;
            return done;
        });
    }

    private Outcome<Nothing> collect(int index, List<Listed> all, Set<Name> names) {
        if (index == parts.size()) {
            return Outcome.done();
        }
        Part part = parts.get(index);
        Outcome<Nothing> read = part.branch.run(() -> Listing.read(part.directory, part.copy, entry -> {
            boolean isNew = parts.size() == 1 || names.add(entry.name());
            if (isNew && !unfinished.isOne(entry.name())) {
                all.add(new Listed(part.branch, entry));
            }
            return true;
        }));
        return Settled.then(read, done -> {
            boolean nothing = done instanceof Outcome.Failed<Nothing> && all.isEmpty() && index == parts.size() - 1;
            return nothing ? done : collect(index + 1, all, names);
        });
    }

    private Outcome<List<DirectoryEntry>> tell(int from, int maxEntries, boolean withNodes) {
        int to = Math.min(from + maxEntries, listed.size());
        List<Listed> told = listed.subList(from, to);
        if (!withNodes) {
            List<DirectoryEntry> entries = new ArrayList<>(told.size());
            for (int i = 0; i < told.size(); i++) {
                entries.add(plain(told.get(i), from + i));
            }
            return Outcome.of(entries);
        }
        return Settled.each(told, lookup::lookup).map(nodes -> {
            List<DirectoryEntry> entries = new ArrayList<>(told.size());
            for (int i = 0; i < told.size(); i++) {
                entries.add(withNode(plain(told.get(i), from + i), nodes.get(i)));
            }
            return entries;
        });
    }

    private DirectoryEntry plain(Listed entry, int index) {
        DirectoryEntry known = entry.entry;
        return new DirectoryEntry(known.name(), numbers.of(entry), known.type(), FIRST_CURSOR + index, null);
    }

    /** What vanished meanwhile, or cannot be reached, is told without its inode: one entry must not cut the listing short. */
    private static DirectoryEntry withNode(DirectoryEntry entry, Outcome.Ready<Node> found) {
        return found instanceof Outcome.Done<Node>(Node node)
                ? new DirectoryEntry(entry.name(), node.ino(), entry.type(), entry.cursor(), node)
                : entry;
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return Settled.each(parts, part -> part.directory.fsync(part.copy, dataOnly))
                .then(told -> told.isEmpty() ? Outcome.done() : Settled.firstFailure(told));
    }

    @Override
    public void release() {
        parts.forEach(part -> part.directory.release());
    }
}
