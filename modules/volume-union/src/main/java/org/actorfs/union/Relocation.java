package org.actorfs.union;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.Wait;
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
    private static final int OWNER_ONLY = Mode.REGULAR | 0600;
    private static final int MAX_AT_ONCE = 2;
    private static final int ONLY_AT_FIRST_OPEN = OpenFlags.CREATE | OpenFlags.EXCLUSIVE | OpenFlags.TRUNCATE;

    private final UnionTree tree;
    private final Chooser chooser;
    private final PathCloner cloner;
    private final TemporaryNames temporary;
    private final Supplier<UnionSettings> settings;

    /** They wait for disks: two of them at a time, so no pool's. */
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            MAX_AT_ONCE,
            MAX_AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("union-move-", 1).factory());

    Relocation(
            UnionTree tree,
            Chooser chooser,
            PathCloner cloner,
            TemporaryNames temporary,
            Supplier<UnionSettings> settings) {
        this.tree = tree;
        this.chooser = chooser;
        this.cloner = cloner;
        this.temporary = temporary;
        this.settings = settings;
        threads.allowCoreThreadTimeOut(true);
    }

    boolean isWanted() {
        return settings.get().moveOnEnospc() != null;
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
            Later<Nothing> moved = new Later<>();
            threads.execute(() -> moved.complete(moved(file, moreBytes)));
            return moved;
        });
    }

    void close() {
        threads.shutdown();
    }

    /** A step that failed. */
    private static final class Stopped extends Exception {
        private static final long serialVersionUID = 1;

        Stopped(String reason) {
            super(reason);
        }
    }

    private Outcome.Ready<Nothing> moved(UnionFile file, long moreBytes) {
        try {
            move(file, moreBytes);
            return new Outcome.Done<>(Nothing.NOTHING);
        } catch (Stopped e) {
            log.warn("{} has no space for a file, which cannot be moved: {}", file.branch(), e.getMessage());
        } catch (RuntimeException | Error e) { // who waits must hear of it, whatever it is
            log.error("moving a file away from {} failed", file.branch(), e);
        }
        return new Outcome.Failed<>(Errno.ENOSPC);
    }

    private static <T> T value(String step, Outcome<T> outcome) throws Stopped {
        CompletableFuture<Outcome.Ready<T>> settled = new CompletableFuture<>();
        outcome.whenReady(settled::complete);
        return switch (settled.join()) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Failed<T>(Errno errno) -> throw new Stopped(step + ": " + errno);
        };
    }

    private void move(UnionFile file, long moreBytes) throws Stopped {
        Branch from = file.branch();
        Found source = new Found(from, new Outcome.Done<>(file.copy()));
        PathCloner.Original original = value("stat", from.run(() -> PathCloner.Original.of(source)));
        if (original.attributes().nlink() != 1) {
            throw new Stopped("it has " + original.attributes().nlink() + " names");
        }
        Place place = placeOf(file);
        long needed = original.attributes().blocks() * 512 + moreBytes;
        Branch to = value("choosing a branch", chooser.forMoved(place.directory(), from, needed));
        to.opened();
        try {
            move(source, original, place, to, file.inode());
        } finally {
            to.released();
        }
        log.info("a file was moved from {} to {}, because there was no space", from, to);
    }

    private void move(Found source, PathCloner.Original original, Place place, Branch to, UnionLocator inode)
            throws Stopped {
        long moves = tree.now().moves();
        Node directory = value("making its directory", cloner.onBranch(place.directory(), to));
        Name unfinished = temporary.next();
        CreatedOpen made = value(
                "create",
                to.run(() ->
                        to.backing().create(directory, unfinished, OWNER_ONLY, OpenFlags.READ_WRITE, 0, Caller.ROOT)));
        try {
            copy(source, made.file());
            value("attributes", to.run(() -> PathCloner.dress(to.backing(), made.child(), original)));
            value("fsync", made.file().fsync(made.child(), false));
        } catch (Stopped | RuntimeException | Error e) {
            remove(to, directory, unfinished, made.child());
            throw e;
        } finally {
            made.file().release();
        }
        publish(new Copying(inode, place, to, directory, unfinished, made.child()), source, moves);
    }

    /** What is to take the file's place. */
    private record Copying(UnionLocator inode, Place place, Branch to, Node directory, Name unfinished, Node copy) {}

    /** Where the file is, on its branch and on no other. */
    private Place placeOf(UnionFile file) throws Stopped {
        for (Place place : file.inode().places()) {
            List<Found> copies = value("looking for it", chooser.everywhere(place)).stream()
                    .filter(Found::exists)
                    .toList();
            boolean isThere = copies.stream()
                    .anyMatch(found -> found.branch() == file.branch()
                            && found.node().key().equals(file.copy().key()));
            if (isThere && copies.size() > 1) {
                throw new Stopped("other branches have the same name, and might be shown then");
            }
            if (isThere) {
                return place;
            }
        }
        throw new Stopped("its name is gone");
    }

    private static void copy(Found source, OpenFile target) throws Stopped {
        Branch from = source.branch();
        OpenFile reading = value(
                        "open", from.run(() -> from.backing().open(source.node(), OpenFlags.READ_ONLY, Caller.ROOT)))
                .file();
        try {
            value("copy", BackingDirectory.copyData(reading, target));
        } finally {
            reading.release();
        }
    }

    /** First the new one is there, and known as the same inode; then the handles are its; then the old one goes. */
    private void publish(Copying done, Found source, long moves) throws Stopped {
        BackingDirectory backing = done.to.backing();
        Name name = done.place.name();
        List<UnionFile> open = done.inode.openFiles().all().stream()
                .filter(each -> each.copy().key().equals(source.node().key()))
                .toList();
        List<UnionFile.Part> parts = new ArrayList<>();
        Name at = done.unfinished;
        try {
            for (UnionFile each : open) {
                int flags = each.flags() & ~ONLY_AT_FIRST_OPEN;
                OpenFile file = value("open", done.to.run(() -> backing.open(done.copy, flags, Caller.ROOT)))
                        .file();
                parts.add(new UnionFile.Part(done.to, done.copy, file));
            }
            tree.inodes().alsoKnownBy(done.inode, done.copy);
            value("rename", done.to.run(() -> backing.publish(done.directory, done.unfinished, done.copy, name)));
            at = name;
            value("fsync of its directory", done.to.run(() -> synced(backing, done.directory)));
            if (tree.now().moves() != moves) {
                throw new Stopped("a directory was moved meanwhile");
            }
            Branch from = source.branch();
            value(
                    "unlink",
                    from.run(() -> tree.copyOf(done.place.directory(), from, Wait.ALLOWED)
                            .then(old -> from.backing().unlink(old, name, source.node()))));
        } catch (Stopped | RuntimeException | Error e) {
            parts.forEach(UnionFile.Part::leave);
            remove(done.to, done.directory, at, done.copy);
            tree.inodes().forgetCopy(done.inode, done.copy);
            throw e;
        }
        tree.inodes().movedTo(done.inode, source.node(), new Copy(done.to, done.copy, tree.now()));
        for (int i = 0; i < open.size(); i++) {
            open.get(i).becomes(parts.get(i));
        }
    }

    private static Outcome<Nothing> synced(BackingDirectory backing, Node directory) {
        return backing.opendir(directory, Wait.ALLOWED).then(open -> {
            Outcome<Nothing> synced = open.fsync(directory, false);
            open.release();
            return synced;
        });
    }

    private static void remove(Branch branch, Node directory, Name name, Node copy) {
        try {
            var _ = value("unlink", branch.run(() -> branch.backing().unlink(directory, name, copy)));
        } catch (Stopped e) {
            log.error(
                    "{} keeps a copy of a file that could not be moved there, '{}': {}", branch, name, e.getMessage());
        }
    }
}
