package org.actorfs.union;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.Wait;
import org.actorfs.union.UnionOptions.Readdir;

/**
 * An open directory: the names of all branches, each once. They are collected when somebody reads from the start, from every branch that has
 * the directory then, and kept until the next time or the release; so a cursor stays true whatever comes and goes. A branch that cannot be
 * read leaves its names out.
 */
final class UnionDirectory implements OpenDirectory {
    /** Cursors 0 to 2 mean the start, "." and "..". */
    private static final long FIRST_CURSOR = 3;

    /**
     * A name.
     *
     * @param branch the first that told it
     * @param without the branches that did not, although they told others
     */
    record Listed(Branch branch, DirectoryEntry entry, Set<Branch> without) {
        private Listed(Branch branch, DirectoryEntry entry) {
            this(branch, entry, Set.of());
        }

        private Listed missingOn(Set<Branch> branches) {
            return new Listed(branch, entry, branches);
        }
    }

    /** What it asks the volume. */
    interface Source {
        /** The copies that there are now; none if the directory was removed. */
        Outcome<List<Found>> copies();

        Readdir order();

        /** What readdir(3) shows as d_ino. */
        long ino(Listed listed);

        /** What readdir(3) shows as d_type. */
        int type(DirectoryEntry entry);

        Outcome<Node> lookup(Listed listed);

        Moment now();

        /** Whether what was told then is true enough. */
        boolean isRecent(Moment since);
    }

    private final TemporaryNames unfinished;
    private final Source source;
    private List<Listed> listed = List.of();
    private Moment collected;

    UnionDirectory(TemporaryNames unfinished, Source source) {
        this.unfinished = unfinished;
        this.source = source;
        this.collected = source.now();
    }

    @Override
    public Outcome<List<DirectoryEntry>> read(Node node, long cursor, int maxEntries, boolean withNodes) {
        return cursor == 0
                ? collect().then(_ -> tell(0, maxEntries, withNodes))
                : tell((int) Math.min(cursor - FIRST_CURSOR + 1, listed.size()), maxEntries, withNodes);
    }

    private Outcome<List<Listed>> collect() {
        Moment since = source.now();
        return source.copies()
                .then(copies -> readEach(copies).then(told -> {
                    listed = merged(copies, told);
                    collected = since;
                    return told.isEmpty() ? Outcome.of(listed) : Settled.firstSuccess(told);
                }));
    }

    private Outcome<List<Outcome.Ready<List<Listed>>>> readEach(List<Found> copies) {
        return switch (source.order()) {
            case SEQ ->
                Settled.each(copies, copy -> copy.branch().run(() -> open(copy).then(open -> read(copy, open))));
            case COSR ->
                Found.all(apart(copies, this::open))
                        .then(opened -> Settled.each(
                                range(copies),
                                i -> opened.get(i)
                                        .then(open -> copies.get(i).branch().run(() -> read(copies.get(i), open)))));
            case COR -> Found.all(apart(copies, copy -> open(copy).then(open -> read(copy, open))));
        };
    }

    private static List<Integer> range(List<?> list) {
        return IntStream.range(0, list.size()).boxed().toList();
    }

    /** Begins with all at once, each on a thread of its branch. */
    private static <T> List<Outcome<T>> apart(List<Found> copies, Function<Found, Outcome<T>> step) {
        return copies.stream()
                .map(copy -> copy.branch().pool().runApart(() -> step.apply(copy)))
                .toList();
    }

    private Outcome<OpenDirectory> open(Found copy) {
        return copy.branch().backing().opendir(copy.node(), Wait.ALLOWED);
    }

    private Outcome<List<Listed>> read(Found copy, OpenDirectory open) {
        List<Listed> entries = new ArrayList<>();
        return BackingDirectory.listAndRelease(open, entry -> {
                    if (!unfinished.isOne(entry.name())) {
                        entries.add(new Listed(copy.branch(), entry));
                    }
                    return true;
                })
                .map(_ -> entries);
    }

    /** Each name once, as the first branch has it. */
    private static List<Listed> merged(List<Found> copies, List<Outcome.Ready<List<Listed>>> told) {
        Map<Name, Told> names = new LinkedHashMap<>();
        long answered = 0;
        for (int i = 0; i < told.size(); i++) {
            if (told.get(i) instanceof Outcome.Done<List<Listed>>(List<Listed> entries)) {
                if (told.size() == 1) {
                    return entries;
                }
                answered |= bit(i);
                for (Listed entry : entries) {
                    names.computeIfAbsent(entry.entry.name(), _ -> new Told(entry)).by |= bit(i);
                }
            }
        }
        Map<Long, Set<Branch>> sets = new HashMap<>();
        List<Listed> all = new ArrayList<>(names.size());
        for (Told name : names.values()) {
            all.add(name.first.missingOn(sets.computeIfAbsent(answered & ~name.by, bits -> branches(copies, bits))));
        }
        return all;
    }

    /** Of the branches that told a name. */
    private static final class Told {
        private final Listed first;
        private long by;

        Told(Listed first) {
            this.first = first;
        }
    }

    /** None for those beyond 64, about which nothing is known then. */
    private static long bit(int branch) {
        return branch < Long.SIZE ? 1L << branch : 0;
    }

    private static Set<Branch> branches(List<Found> copies, long bits) {
        return range(copies).stream()
                .filter(i -> (bits & bit(i)) != 0)
                .map(i -> copies.get(i).branch())
                .collect(Collectors.toUnmodifiableSet());
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
        return Settled.each(told, this::lookup).map(nodes -> {
            List<DirectoryEntry> entries = new ArrayList<>(told.size());
            for (int i = 0; i < told.size(); i++) {
                entries.add(withNode(plain(told.get(i), from + i), nodes.get(i)));
            }
            return entries;
        });
    }

    private Outcome<Node> lookup(Listed entry) {
        return source.lookup(source.isRecent(collected) ? entry : entry.missingOn(Set.of()));
    }

    private DirectoryEntry plain(Listed entry, int index) {
        DirectoryEntry known = entry.entry;
        return new DirectoryEntry(known.name(), source.ino(entry), source.type(known), FIRST_CURSOR + index, null);
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
