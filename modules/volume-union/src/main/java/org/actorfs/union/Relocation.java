package org.actorfs.union;

import static org.actorfs.union.FileCopier.value;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.Wait;
import org.actorfs.union.FileCopier.Stopped;
import org.actorfs.union.FileCopier.Unfinished;
import org.actorfs.union.UnionLocator.Copy;
import org.actorfs.union.UnionLocator.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * moveonenospc: moves a file that is open to a branch that has space, under its handles; it stays the same inode. It is copied under a
 * temporary name, synced, and only then takes its place; what is on the old branch goes last, so that a crash costs no byte. Files of several
 * names, or none, stay where they are.
 */
final class Relocation {
    private static final Logger log = LoggerFactory.getLogger(Relocation.class);
    private static final int MAX_AT_ONCE = 2;
    private static final int ONLY_AT_FIRST_OPEN = OpenFlags.CREATE | OpenFlags.EXCLUSIVE | OpenFlags.TRUNCATE;

    private final UnionTree tree;
    private final Chooser chooser;
    private final PathCloner cloner;
    private final FileCopier copier;
    private final Supplier<UnionSettings> settings;

    /** They wait for disks: two of them at a time, so no pool's. */
    private final ThreadPoolExecutor threads = threads("union-move-");

    /** For moves that nobody who writes waits for. */
    private final ThreadPoolExecutor atLeisure = threads("union-moveto-");

    Relocation(
            UnionTree tree, Chooser chooser, PathCloner cloner, FileCopier copier, Supplier<UnionSettings> settings) {
        this.tree = tree;
        this.chooser = chooser;
        this.cloner = cloner;
        this.copier = copier;
        this.settings = settings;
    }

    private static ThreadPoolExecutor threads(String prefix) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MAX_AT_ONCE,
                MAX_AT_ONCE,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(prefix, 1).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    boolean isWanted() {
        return settings.get().value(UnionOptions.MOVE_ON_ENOSPC).isPresent();
    }

    /** Whether all that a file may be moved to is on local filesystems. */
    boolean areBranchesLocal() {
        return chooser.areBranchesLocal();
    }

    /** As they are now. */
    UnionSettings settings() {
        return settings.get();
    }

    /**
     * Moves the file away from where it had no space for so many more bytes, unless somebody else has done so already. ENOSPC if it cannot be
     * moved.
     */
    Outcome<Nothing> move(UnionFile file, UnionFile.Part from, long moreBytes) {
        return file.inode().openFiles().alone(() -> {
            if (!file.copy().key().equals(from.copy().key())) {
                return Outcome.done();
            }
            Found source = new Found(file.branch(), new Outcome.Done<>(file.copy()));
            Outcome<Nothing> moved = moved(
                    threads,
                    file.inode(),
                    source,
                    (place, bytes) -> chooser.forMoved(place.directory(), source.branch(), bytes + moreBytes));
            return Settled.then(
                    moved, told -> told instanceof Outcome.Failed<Nothing> ? Outcome.failed(Errno.ENOSPC) : told);
        });
    }

    /**
     * Moves a file because somebody wants it there. EMLINK if it has several names or none, EEXIST if another branch has its name, too, EROFS
     * and ENOSPC as if it were made there.
     */
    Outcome<Nothing> move(UnionLocator inode, Branch target) {
        return inode.openFiles()
                .alone(() -> chooser.of(Func.GETATTR, inode).then(copies -> {
                    Found source = copies.getFirst();
                    if (source.branch() == target) {
                        return Outcome.done();
                    }
                    return source.branch().isReadOnly()
                            ? Outcome.failed(Errno.EROFS)
                            : moved(atLeisure, inode, source, (_, bytes) -> chooser.ifMadeOn(target, bytes));
                }));
    }

    void close() {
        threads.shutdown();
        atLeisure.shutdown();
    }

    /** Says where a file of so many bytes goes. */
    @FunctionalInterface
    private interface Destination {
        Outcome<Branch> of(Place place, long bytes);
    }

    private Outcome<Nothing> moved(Executor mover, UnionLocator inode, Found source, Destination destination) {
        Later<Nothing> moved = new Later<>();
        mover.execute(() -> moved.complete(movedNow(inode, source, destination)));
        return moved;
    }

    private Outcome.Ready<Nothing> movedNow(UnionLocator inode, Found source, Destination destination) {
        try {
            moveNow(inode, source, destination);
            return new Outcome.Done<>(Nothing.NOTHING);
        } catch (Stopped e) {
            log.warn("a file stays on {}: {}", source.branch(), e.getMessage());
            return new Outcome.Failed<>(told(e.errno()));
        } catch (RuntimeException | Error e) { // who waits must hear of it, whatever it is
            log.error("moving a file away from {} failed", source.branch(), e);
            return new Outcome.Failed<>(Errno.EIO);
        }
    }

    /** What a branch says may mean something else to who asked for a move. */
    private static Errno told(Errno errno) {
        return switch (errno) {
            case EBUSY, EDQUOT, EEXIST, EMLINK, ENOSPC, EROFS -> errno;
            default -> Errno.EIO;
        };
    }

    private void moveNow(UnionLocator inode, Found source, Destination destination) throws Stopped {
        Branch from = source.branch();
        PathCloner.Original original = value("stat", from.run(() -> PathCloner.Original.of(source)));
        if (original.attributes().nlink() != 1) {
            throw new Stopped(Errno.EMLINK, "it has " + original.attributes().nlink() + " names");
        }
        Place place = placeOf(inode, source);
        long bytes = original.attributes().blocks() * 512;
        Branch to = value("choosing a branch", destination.of(place, bytes));
        to.opened();
        try {
            long moves = tree.now().moves();
            Node directory = value("making its directory", cloner.onBranch(place.directory(), to));
            Unfinished copy = copier.copy(source, original, to, directory);
            publish(inode, place, copy, source, original, moves);
        } finally {
            to.released();
        }
        log.info("a file was moved from {} to {}", from, to);
    }

    /** Where the file is, on its branch and on no other. */
    private Place placeOf(UnionLocator inode, Found source) throws Stopped {
        for (Place place : inode.places()) {
            List<Found> copies = Found.existing(value("looking for it", chooser.everywhere(place)));
            boolean isThere = copies.stream()
                    .anyMatch(found -> found.branch() == source.branch()
                            && found.node().key().equals(source.node().key()));
            if (isThere && copies.size() > 1) {
                throw new Stopped(Errno.EEXIST, "other branches have the same name, and might be shown then");
            }
            if (isThere) {
                return place;
            }
        }
        throw new Stopped(Errno.EMLINK, "its name is gone");
    }

    /** First the new one is there, and known as the same inode; then the handles are its; then the old one goes. */
    private void publish(
            UnionLocator inode, Place place, Unfinished done, Found source, PathCloner.Original original, long moves)
            throws Stopped {
        Branch from = source.branch();
        Branch to = done.branch();
        BackingDirectory backing = to.backing();
        Name name = place.name();
        List<UnionFile> open = inode.openFiles().all().stream()
                .filter(each -> each.copy().key().equals(source.node().key()))
                .toList();
        List<UnionFile.Part> parts = new ArrayList<>();
        Name at = done.name();
        try {
            for (UnionFile each : open) {
                int flags = each.flags() & ~ONLY_AT_FIRST_OPEN;
                OpenFile file = value("open", to.run(() -> backing.open(done.node(), flags, Caller.ROOT)))
                        .file();
                parts.add(new UnionFile.Part(to, done.node(), file));
            }
            tree.inodes().alsoKnownBy(inode, done.node());
            value("rename", to.run(() -> backing.publish(done.directory(), done.name(), done.node(), name)));
            at = name;
            value("fsync of its directory", to.run(() -> synced(backing, done.directory())));
            if (tree.now().moves() != moves) {
                throw new Stopped(Errno.EBUSY, "a directory was moved meanwhile");
            }
            Attributes last = value("stat", from.run(() -> from.backing().getattr(source.node(), null, Wait.ALLOWED)));
            if (!isUnchanged(original.attributes(), last)) {
                throw new Stopped(Errno.EBUSY, "somebody changed it on its branch meanwhile");
            }
            value(
                    "unlink",
                    from.run(() -> tree.copyOf(place.directory(), from, Wait.ALLOWED)
                            .then(old -> from.backing().unlink(old, name, source.node()))));
        } catch (Stopped | RuntimeException | Error e) {
            parts.forEach(UnionFile.Part::leave);
            FileCopier.remove(to, done.directory(), at, done.node());
            tree.inodes().forgetCopy(inode, done.node());
            throw e;
        }
        tree.inodes().movedTo(inode, source.node(), new Copy(to, done.node(), tree.now()));
        for (int i = 0; i < open.size(); i++) {
            open.get(i).becomes(parts.get(i));
        }
        from.backing().forget(source.node()).forEach(from.pool()::runUnattended); // its space is free now
    }

    /** Nobody changes it through the union meanwhile, but others may have the branch's own file. */
    private static boolean isUnchanged(Attributes before, Attributes now) {
        return before.size() == now.size()
                && before.mtime().equals(now.mtime())
                && before.ctime().equals(now.ctime());
    }

    private static Outcome<Nothing> synced(BackingDirectory backing, Node directory) {
        return backing.opendir(directory, Wait.ALLOWED).then(open -> {
            Outcome<Nothing> synced = open.fsync(directory, false);
            open.release();
            return synced;
        });
    }
}
