package org.actorfs.union;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.Traits;
import org.actorfs.mirror.BackingDirectory.Filesystem;
import org.actorfs.union.UnionLocator.Copy;
import org.actorfs.union.UnionLocator.Place;
import org.actorfs.union.UnionLocator.Vacancy;
import org.actorfs.union.UnionOptions.FollowSymlinks;
import org.jspecify.annotations.Nullable;

/** Asks the branches what a policy wants to know, and the policy for its choice. Owned by the driver; any thread. */
final class Chooser {
    /** For how long at most other copies of a directory than the one that is shown are believed to be as they were seen. */
    private static final long UNCHANGED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final UnionTree tree;
    private final Supplier<List<Branch>> branches;
    private final Supplier<UnionSettings> settings;
    private final boolean partialLookups;
    private final RandomGenerator random;

    /** @param partialLookups as {@link Traits} has it */
    Chooser(
            UnionTree tree,
            Supplier<List<Branch>> branches,
            Supplier<UnionSettings> settings,
            boolean partialLookups,
            RandomGenerator random) {
        this.tree = tree;
        this.branches = branches;
        this.settings = settings;
        this.partialLookups = partialLookups;
        this.random = random;
    }

    /**
     * What stat(2) shows.
     *
     * @param copy the one that counts
     * @param all of a directory what every branch has, nothing if it has no name any more or not all were asked; of anything else at least
     *     the copy
     * @param unasked the branches of which that is only believed
     */
    record Shown(Found copy, List<Found> all, Set<Branch> unasked) {
        private static Outcome<Shown> firstOf(List<Found> all, Set<Branch> unasked) {
            for (Found found : all) {
                if (found.exists()) {
                    return Outcome.of(new Shown(found, all, unasked));
                }
            }
            return Outcome.failed(Found.absence(all));
        }
    }

    /** What stat(2) shows of what is at a place; or why there is nothing. */
    Outcome<Shown> shownAt(Place place) {
        return shownAt(place, Set.of());
    }

    /** As {@link #shownAt}, where these branches are believed to have nothing there. */
    Outcome<Shown> shownAt(Place place, Set<Branch> without) {
        Function<Branch, Outcome<Node>> look =
                branch -> without.contains(branch) ? Outcome.failed(Errno.ENOENT) : look(place, branch);
        List<Branch> asked = branches.get();
        if (!isFirstFound(Func.GETATTR)) {
            return onEach(asked, look).then(all -> shownAmong(all, without));
        }
        Moment since = tree.now();
        return Settled.then(firstOf(asked, look, new ArrayList<>()), told -> {
                    if (without.isEmpty() && told instanceof Outcome.Failed<?>(Errno errno) && errno == Errno.ENOENT) {
                        lacks(place, asked, since);
                    }
                    return told;
                })
                .then(found -> {
                    Found copy = found.getLast();
                    if (!Directories.isDirectory(copy)) {
                        return Shown.firstOf(found, without);
                    }
                    return partialLookups
                            ? Outcome.of(new Shown(copy, List.of(), without))
                            : onEach(asked.subList(found.size(), asked.size()), look)
                                    .then(more -> {
                                        found.addAll(more);
                                        return Shown.firstOf(found, without);
                                    });
                });
    }

    /** Where links are followed, a directory may be reached by several, which do not know of each other what was made in it. */
    private void lacks(Place place, List<Branch> asked, Moment since) {
        if (settings.get().value(UnionOptions.FOLLOW_SYMLINKS) == FollowSymlinks.NEVER) {
            place.directory().lacks(new Vacancy(place.name(), asked, since));
        }
    }

    /**
     * Whether no branch had anything there when the kernel looked, just before it asks for something to be made; and the union has made
     * nothing in that directory since.
     */
    boolean wasVacantJustNow(Place place) {
        Vacancy vacancy = place.directory().vacancy();
        return vacancy != null
                && vacancy.name().equals(place.name())
                && vacancy.asked().equals(branches.get())
                && tree.isJustNow(vacancy.since());
    }

    private Outcome<Shown> shownAmong(List<Found> all, Set<Branch> unasked) {
        return isFirstFound(Func.GETATTR)
                ? Shown.firstOf(all, unasked)
                : chosen(Func.GETATTR, all).map(chosen -> new Shown(chosen.getFirst(), all, unasked));
    }

    /** What stat(2) shows of an inode, as it is now. ESTALE if what has its name now is something else, or nothing. */
    Outcome<Shown> shown(UnionLocator inode) {
        if (tree.isRoot(inode)) {
            return onEach(branch -> branch.ask(
                            wait -> branch.backing()
                                    .getattr(branch.root(), null, wait)
                                    .map(branch.root()::with),
                            () -> lastKnown(inode, branch)))
                    .then(all -> shownAmong(all, Set.of()));
        }
        Set<Branch> unasked = inode.isDirectory() ? unchanged(inode) : Set.of();
        return atPlaces(
                inode,
                inode.places(),
                place -> inode.isDirectory()
                        ? copiesAt(place, inode, unasked)
                        : shownAt(place).map(Shown::all),
                all -> shownAmong(all, unasked),
                () -> held(Func.GETATTR, inode)
                        .then(copies -> fresh(copies.getFirst())
                                .map(copy -> new Found(copies.getFirst().branch(), new Outcome.Done<>(copy))))
                        .map(copy -> new Shown(copy, List.of(), Set.of())));
    }

    /**
     * The branches whose copy of a directory, or lack of one, is as it was seen a moment ago: the union has changed nothing there, and where the
     * kernel believes attributes for as long as this, it does not matter that others may have. Never the branch of the copy that is shown.
     */
    private Set<Branch> unchanged(UnionLocator directory) {
        long nanos = Math.min(settings.get().value(UnionOptions.ATTR_NANOS), UNCHANGED_NANOS);
        if (nanos == 0 || !isFirstFound(Func.GETATTR)) {
            return Set.of();
        }
        Set<Branch> unchanged = new HashSet<>();
        boolean hasShown = false;
        for (Branch branch : branches.get()) {
            Copy copy = directory.copyOn(branch);
            boolean exists = copy != null && copy.node() != null;
            if (copy != null && (hasShown || !exists) && isUnchanged(copy, nanos)) {
                unchanged.add(branch);
            }
            hasShown |= exists;
        }
        return hasShown ? unchanged : Set.of();
    }

    private boolean isUnchanged(Copy copy, long nanos) {
        Moment since = copy.since();
        return tree.isWithin(nanos, since) && copy.branch().backing().isUnchangedSince(since.nanos());
    }

    private Outcome<List<Found>> copiesAt(Place place, UnionLocator directory, Set<Branch> unasked) {
        return onEach(branch -> {
            Outcome<Node> known = unasked.contains(branch) ? lastKnown(directory, branch) : null;
            return known == null ? look(place, branch) : known;
        });
    }

    /** The copy with its attributes as they are now. */
    private static Outcome<Node> fresh(Found found) {
        Branch branch = found.branch();
        Node copy = found.node();
        return branch.tryNow(wait -> branch.backing().getattr(copy, null, wait)).map(copy::with);
    }

    private boolean isFirstFound(Func func) {
        return func.category() == Category.SEARCH && settings.get().policy(func).isFirstFound();
    }

    /** Whether all branches, as far as nothing is mounted below them, are on local filesystems. */
    boolean areBranchesLocal() {
        for (Branch branch : branches.get()) {
            if (!branch.backing().isLocal()) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is one of the branches now. */
    boolean uses(Branch branch) {
        return branches.get().contains(branch);
    }

    /** The copies at a place that the function's policy chooses, first the one that counts; or why there are none. */
    Outcome<List<Found>> atPlace(Func func, Place place) {
        return isFirstFound(func)
                ? firstOf(branches.get(), branch -> look(place, branch), new ArrayList<>())
                        .map(found -> List.of(found.getLast()))
                : everywhere(place).then(all -> chosen(func, all));
    }

    /** What every branch has at a place. */
    Outcome<List<Found>> everywhere(Place place) {
        return onEach(branch -> look(place, branch));
    }

    /** What a branch has at a place; while it does not answer, what it last had there if that is known. */
    private Outcome<Node> look(Place place, Branch branch) {
        return branch.ask(
                wait -> tree.find(place, branch, wait),
                () -> lastKnown(tree.inodes().directoryAt(place), branch));
    }

    private static Outcome.@Nullable Ready<Node> lastKnown(@Nullable UnionLocator directory, Branch branch) {
        Copy copy = directory == null ? null : directory.copyOn(branch);
        if (copy == null) {
            return null;
        }
        Node node = copy.node();
        return node == null ? new Outcome.Failed<>(Errno.ENOENT) : new Outcome.Done<>(node);
    }

    /** All copies that there are at the place of an inode. */
    Outcome<List<Found>> everyCopyOf(UnionLocator inode) {
        List<Place> places = inode.places();
        return (places.isEmpty() ? copiesOf(inode) : everywhere(places.getFirst())).map(Found::existing);
    }

    /** What every branch has of a directory. */
    Outcome<List<Found>> copiesOf(UnionLocator directory) {
        return onEach(
                branch -> branch.ask(wait -> tree.copyOf(directory, branch, wait), () -> lastKnown(directory, branch)));
    }

    /**
     * The copies of an inode that the function's policy chooses. ESTALE if what has its name now is something else, or nothing; but what
     * is unlinked and still held is found.
     */
    Outcome<List<Found>> of(Func func, UnionLocator inode) {
        if (tree.isRoot(inode)) {
            return copiesOf(inode).then(all -> chosen(func, all));
        }
        boolean first = isFirstFound(func) && isFirstFound(Func.GETATTR); // takes what stat(2) shows
        return atPlaces(
                inode,
                inode.places(),
                place -> first ? atPlace(func, place) : everywhere(place),
                alike -> first ? Outcome.of(alike) : chosen(func, alike),
                () -> held(func, inode));
    }

    /** The copy that {@link #of} would answer first if nothing has changed since a look-up; null if that is too long ago. It may be gone. */
    @Nullable
    Found shownLately(Func func, UnionLocator inode) {
        Copy copy = inode.isDirectory() || inode.isLinkToFile() ? null : inode.primary();
        Node node = copy == null ? null : copy.node();
        if (copy == null || node == null || !tree.isShownStill(copy.since()) || !uses(copy.branch())) {
            return null;
        }
        return isFirstFound(func) && isFirstFound(Func.GETATTR)
                ? new Found(copy.branch(), new Outcome.Done<>(node))
                : null;
    }

    /** The copy of a file that lately was the only one; null if that is too long ago, or nobody knows. It may be gone. */
    @Nullable
    Found onlyLately(UnionLocator inode) {
        Moment asked = inode.alone();
        Copy copy = inode.primary();
        Node node = copy == null ? null : copy.node();
        return asked != null && copy != null && node != null && mayBelieve(asked, copy.branch())
                ? new Found(copy.branch(), new Outcome.Done<>(node))
                : null;
    }

    private boolean mayBelieve(Moment asked, Branch branch) {
        return tree.isShownStill(asked) && uses(branch) && !branch.isSilent();
    }

    /** Uses the copies that are of the inode's kind, at the first of the places where it is; else what is held of it. */
    private static <T> Outcome<T> atPlaces(
            UnionLocator inode,
            List<Place> places,
            Function<Place, Outcome<List<Found>>> ask,
            Function<List<Found>, Outcome<T>> use,
            Supplier<Outcome<T>> held) {
        if (places.isEmpty()) {
            return held.get();
        }
        return Settled.then(ask.apply(places.getFirst()), found -> switch (found) {
            case Outcome.Done<List<Found>>(List<Found> all) when isAmong(inode, all) -> use.apply(alike(inode, all));
            case Outcome.Failed<List<Found>>(Errno errno) when errno != Errno.ENOENT -> Outcome.failed(errno);
            default -> atPlaces(inode, places.subList(1, places.size()), ask, use, held);
        });
    }

    private static List<Found> alike(UnionLocator inode, List<Found> all) {
        List<Found> alike = new ArrayList<>(all.size());
        for (Found copy : all) {
            if (!copy.exists() || Directories.isDirectory(copy) == inode.isDirectory()) {
                alike.add(copy.knownTo(inode));
            }
        }
        return alike;
    }

    private static boolean isAmong(UnionLocator inode, List<Found> copies) {
        for (Found copy : copies) {
            Node node = copy.nodeOrNull();
            if (node != null && (inode.isDirectory() ? node.attributes().isDirectory() : inode.isShownBy(node))) {
                return true;
            }
        }
        return false;
    }

    /** Its names are gone. */
    private Outcome<List<Found>> held(Func func, UnionLocator inode) {
        Copy primary = inode.primary();
        Node node = primary == null ? null : primary.node();
        if (primary == null || node == null || !uses(primary.branch())) {
            return Outcome.failed(Errno.ESTALE);
        }
        boolean refused = func.category() == Category.ACTION && primary.branch().isReadOnly();
        return refused
                ? Outcome.failed(Errno.EROFS)
                : Outcome.of(List.of(new Found(primary.branch(), new Outcome.Done<>(node))));
    }

    /** Where the function's policy makes something that is to be in this directory; the branches need not have the directory. */
    Outcome<List<Branch>> forNew(Func func, UnionLocator directory) {
        Policy policy = settings.get().policy(func);
        return copiesOf(directory)
                .then(all -> Settled.then(chosen(func, all), chosen -> switch (chosen) {
                    case Outcome.Done<List<Found>>(List<Found> found) ->
                        Outcome.of(found.stream().map(Found::branch).toList());
                    case Outcome.Failed<List<Found>>(Errno errno) -> {
                        List<Place> places = directory.places();
                        yield policy.walksUp() && !places.isEmpty()
                                ? forNew(func, places.getFirst().directory())
                                : Outcome.failed(errno);
                    }
                }));
    }

    /** Where a file of this directory is moved to that has no space on its branch; ENOSPC if nowhere. */
    Outcome<Branch> forMoved(UnionLocator directory, Branch from, long neededBytes) {
        return settings.get()
                .value(UnionOptions.MOVE_ON_ENOSPC)
                .map(policy -> forMoved(directory, from, neededBytes, policy))
                .orElse(Outcome.failed(Errno.ENOSPC));
    }

    private Outcome<Branch> forMoved(UnionLocator directory, Branch from, long neededBytes, Policy policy) {
        return copiesOf(directory).then(all -> {
            List<Found> others =
                    all.stream().filter(found -> found.branch() != from).toList();
            return candidates(Category.CREATE, others)
                    .map(candidates -> candidates.stream()
                            .map(candidate -> candidate.withMinimum(neededBytes))
                            .toList())
                    .then(candidates -> switch (policy.select(Category.CREATE, candidates, random)) {
                        case Selection.Chosen(List<Integer> indices) ->
                            Outcome.of(others.get(indices.getFirst()).branch());
                        case Selection.Refused _ -> Outcome.failed(Errno.ENOSPC);
                    });
        });
    }

    /** The branch, if something of so many bytes may be made there: EROFS, ENOSPC. */
    Outcome<Branch> ifMadeOn(Branch branch, long bytes) {
        List<Found> one = List.of(new Found(branch, new Outcome.Done<>(branch.root())));
        return candidates(Category.CREATE, one).then(candidates -> {
            Candidate candidate = candidates.getFirst();
            Eligibility eligible = Eligibility.of(
                    Category.CREATE, true, List.of(candidate.withMinimum(candidate.minFreeBytes() + bytes)));
            return eligible.indices().isEmpty() ? Outcome.failed(eligible.refusal()) : Outcome.of(branch);
        });
    }

    /** Up to the first branch that has something there, which comes last. */
    private static Outcome<List<Found>> firstOf(
            List<Branch> all, Function<Branch, Outcome<Node>> look, List<Found> before) {
        for (int i = before.size(); i < all.size(); i++) {
            Branch branch = all.get(i);
            Outcome<Node> looked = look.apply(branch);
            if (!(looked instanceof Outcome.Ready<Node> ready)) {
                return Settled.then(
                        looked,
                        late -> isThere(new Found(branch, late), before)
                                ? Outcome.of(before)
                                : firstOf(all, look, before));
            }
            if (isThere(new Found(branch, ready), before)) {
                return Outcome.of(before);
            }
        }
        return Outcome.failed(Found.absence(before));
    }

    private static boolean isThere(Found next, List<Found> before) {
        before.add(next);
        return next.exists();
    }

    /** Those of what branches have that the function's policy chooses. */
    Outcome<List<Found>> chosen(Func func, List<Found> all) {
        Category category = func.category();
        if (category == Category.SEARCH && all.stream().noneMatch(Found::exists)) {
            return Outcome.failed(Found.absence(all));
        }
        Policy policy = settings.get().policy(func);
        long believed = policy.makesAtRandom() ? UnionTree.JUST_NOW_NANOS : 0;
        return candidates(category, all, isOne(func, all), believed).then(candidates -> switch (policy.select(
                category, candidates, random)) {
            case Selection.Chosen(List<Integer> indices) ->
                Outcome.of(indices.stream().map(all::get).toList());
            case Selection.Refused(Errno errno) -> Outcome.failed(errno == Errno.ENOENT ? Found.absence(all) : errno);
        });
    }

    /** Whether one copy is all there is to choose from, and refuses itself what its filesystem does not allow. */
    private static boolean isOne(Func func, List<Found> all) {
        boolean needsDirectory = func == Func.LINK || func == Func.RENAME; // whose lack would be told first
        return func.category() == Category.ACTION
                && !needsDirectory
                && Found.existing(all).size() == 1;
    }

    private Outcome<List<Candidate>> candidates(Category category, List<Found> all) {
        return candidates(category, all, false, 0);
    }

    /** @param nanos for how long what a branch says of its space is believed at least */
    private Outcome<List<Candidate>> candidates(Category category, List<Found> all, boolean isOne, long nanos) {
        long believed = Math.max(nanos, settings.get().value(UnionOptions.STATFS_NANOS));
        List<Outcome<Filesystem>> asked = all.stream()
                .map(found -> category != Category.CREATE && !found.exists()
                        ? Outcome.<Filesystem>failed(Errno.ENOENT)
                        : isOne ? Outcome.of(UNKNOWN) : found.branch().filesystem(believed))
                .toList();
        return Found.all(asked).map(told -> {
            List<Candidate> candidates = new ArrayList<>(all.size());
            for (int i = 0; i < all.size(); i++) {
                candidates.add(candidate(all.get(i), told.get(i)));
            }
            return candidates;
        });
    }

    private Candidate candidate(Found found, Outcome.Ready<Filesystem> told) {
        BranchSpec spec = found.branch().spec();
        Node node = found.nodeOrNull();
        Attributes attributes = node == null ? null : node.attributes();
        Long ownMinimum = spec.minFreeBytes();
        boolean reachable =
                told instanceof Outcome.Done<Filesystem> && !found.branch().isSilent();
        Filesystem filesystem = told instanceof Outcome.Done<Filesystem>(Filesystem known) ? known : UNKNOWN;
        StatFs space = filesystem.space();
        long unit = space.fragmentBytes();
        return new Candidate(
                spec.mode(),
                reachable,
                filesystem.readOnly(),
                attributes != null,
                attributes == null ? Timespec.EPOCH : attributes.mtime(),
                space.blocksAvailable() * unit,
                (space.blocks() - space.blocksFree()) * unit,
                ownMinimum == null ? settings.get().value(UnionOptions.MIN_FREE_BYTES) : ownMinimum);
    }

    private static final Filesystem UNKNOWN = new Filesystem(new StatFs(0, 0, 0, 0, 0, 0, 0, 0), false);

    /** What every branch answers. */
    private Outcome<List<Found>> onEach(Function<Branch, Outcome<Node>> ask) {
        return onEach(branches.get(), ask);
    }

    private static Outcome<List<Found>> onEach(List<Branch> all, Function<Branch, Outcome<Node>> ask) {
        List<Outcome<Node>> asked = new ArrayList<>(all.size());
        for (Branch branch : all) {
            asked.add(ask.apply(branch));
        }
        return Found.all(asked).map(told -> {
            List<Found> found = new ArrayList<>(told.size());
            for (int i = 0; i < told.size(); i++) {
                found.add(new Found(all.get(i), told.get(i)));
            }
            return found;
        });
    }
}
