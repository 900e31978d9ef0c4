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
import org.actorfs.mirror.Wait;

/**
 * An open directory: the names of all branches, each once. They are collected when somebody reads from the start, from every branch that has
 * the directory then, and kept until the next time or the release; so a cursor stays true whatever comes and goes. A branch that cannot be
 * read leaves its names out.
 */
final class UnionDirectory implements OpenDirectory {
    /** Cursors 0 to 2 mean the start, "." and "..". */
    private static final long FIRST_CURSOR = 3;

    /** A name, and the branch that told it. */
    record Listed(Branch branch, DirectoryEntry entry) {}

    /** What it asks the volume. */
    interface Source {
        /** The copies that there are now; none if the directory was removed. */
        Outcome<List<Found>> copies();

        /** What readdir(3) shows as d_ino. */
        long ino(Listed listed);

        Outcome<Node> lookup(Listed listed);
    }

    private final TemporaryNames unfinished;
    private final Source source;
    private List<Listed> listed = List.of();

    UnionDirectory(TemporaryNames unfinished, Source source) {
        this.unfinished = unfinished;
        this.source = source;
    }

    @Override
    public Outcome<List<DirectoryEntry>> read(Node node, long cursor, int maxEntries, boolean withNodes) {
        return cursor == 0
                ? collect().then(_ -> tell(0, maxEntries, withNodes))
                : tell((int) Math.min(cursor - FIRST_CURSOR + 1, listed.size()), maxEntries, withNodes);
    }

    private Outcome<Nothing> collect() {
        List<Listed> all = new ArrayList<>();
        return source.copies()
                .then(copies -> {
                    Set<Name> names = new HashSet<>();
                    return Settled.each(copies, copy -> collect(copy, copies.size() > 1, all, names));
                })
                .then(told -> {
                    listed = all;
                    return told.isEmpty() ? Outcome.done() : Settled.firstSuccess(told);
                });
    }

    private Outcome<Nothing> collect(Found copy, boolean merge, List<Listed> all, Set<Name> names) {
        Branch branch = copy.branch();
        return branch.run(() -> branch.backing()
                .opendir(copy.node(), Wait.ALLOWED)
                .then(open -> Listing.readAndRelease(open, copy.node(), entry -> {
                    boolean isNew = !merge || names.add(entry.name());
                    if (isNew && !unfinished.isOne(entry.name())) {
                        all.add(new Listed(branch, entry));
                    }
                    return true;
                })));
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
        return Settled.each(told, source::lookup).map(nodes -> {
            List<DirectoryEntry> entries = new ArrayList<>(told.size());
            for (int i = 0; i < told.size(); i++) {
                entries.add(withNode(plain(told.get(i), from + i), nodes.get(i)));
            }
            return entries;
        });
    }

    private DirectoryEntry plain(Listed entry, int index) {
        DirectoryEntry known = entry.entry;
        return new DirectoryEntry(known.name(), source.ino(entry), known.type(), FIRST_CURSOR + index, null);
    }

    /** What vanished meanwhile, or cannot be reached, is told without its inode: one entry must not cut the listing short. */
    private static DirectoryEntry withNode(DirectoryEntry entry, Outcome.Ready<Node> found) {
        return found instanceof Outcome.Done<Node>(Node node)
                ? new DirectoryEntry(entry.name(), node.ino(), entry.type(), entry.cursor(), node)
                : entry;
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return source.copies()
                .then(copies -> Settled.each(copies, copy -> sync(copy, dataOnly)))
                .then(told -> told.isEmpty() ? Outcome.done() : Settled.firstFailure(told));
    }

    private static Outcome<Nothing> sync(Found copy, boolean dataOnly) {
        Branch branch = copy.branch();
        return branch.run(() -> branch.backing()
                .opendir(copy.node(), Wait.ALLOWED)
                .then(open -> Settled.then(open.fsync(copy.node(), dataOnly), synced -> {
                    open.release();
                    return synced;
                })));
    }

    /** Nothing is held between two calls. */
    @Override
    public void release() {}
}
