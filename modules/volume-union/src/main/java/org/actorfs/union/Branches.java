package org.actorfs.union;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Changes;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.posix.Processes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The branches, which may be others for the next request. One that was removed serves its open files; when they are released its directory is
 * let go, so that its filesystem can be unmounted. Owned by the driver; any thread.
 */
final class Branches implements Supplier<List<Branch>> {
    private static final Logger log = LoggerFactory.getLogger(Branches.class);

    /** How often branches close what nobody uses: descriptors of files, and themselves after they were removed. */
    private static final Duration SWEEP = Duration.ofSeconds(1);

    /** How often it is looked for branches that have come, and for what was mounted over others. */
    private static final Duration WATCH = Duration.ofSeconds(1);

    /** How long the directory of a branch may take to open while the union is mounted. */
    private static final Duration OPENING = Duration.ofSeconds(10);

    /** For what was on its way to a branch when that was removed. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** Makes a branch of what was written. */
    @FunctionalInterface
    interface Opener {
        /** Waits for the branch's disk, and touches what is at the path: never for a path that leads into the union itself. */
        Branch open(BranchSpec spec) throws VolumeException;
    }

    private final Opener opener;
    private final Optional<Path> mountpoint;

    private final Changes changes;

    /** With the time of the removal, by System.nanoTime. */
    private final Map<Branch, Long> removed = new ConcurrentHashMap<>();

    /** Makes all changes, one after the other; serves no requests. */
    private final ScheduledExecutorService changer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("union-branches").unstarted(Processes.unpinned(work)));

    /** The branches that were told not to be there; the changer's own, as what follows. */
    private final Set<BranchSpec> troubles = new HashSet<>();

    /** Why the last attempt to open something that came failed. */
    private String trouble = "";

    /** Looks for changes of others; nobody waits for it. */
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("union-watch").unstarted(Processes.unpinned(work)));

    private volatile List<BranchSpec> wanted = List.of();

    /** Of the wanted ones those that are there. */
    private volatile List<Branch> now = List.of();

    /**
     * Opens the first ones, all or none.
     *
     * @param first at least one
     * @param mountpoint of the union, which cannot be its branch
     * @param joinLater what is not there is no failure as long as one is: it joins when it comes
     * @param changes is told when other branches are there
     */
    Branches(List<BranchSpec> first, Opener opener, Optional<Path> mountpoint, boolean joinLater, Changes changes)
            throws BadSetting, VolumeException {
        this.opener = opener;
        this.mountpoint = mountpoint;
        this.changes = changes;
        replace(first, branch -> true, spec -> joinLater);
        var _ = watcher.scheduleWithFixedDelay(this::watch, WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public List<Branch> get() {
        return now;
    }

    /** As they are written, those that are not there, too. */
    List<BranchSpec> specs() {
        return wanted.stream()
                .map(spec -> at(spec.path(), now).map(Branch::spec).orElse(spec))
                .toList();
    }

    /** In the order of {@link #specs}: what tells whether a path still leads to a branch. */
    String roots() {
        return wanted.stream()
                .map(spec -> at(spec.path(), now)
                        .map(branch ->
                                branch.backing().device() + ":" + branch.root().ino())
                        .orElse("0:0"))
                .collect(Collectors.joining(" "));
    }

    /** Does what a {@link BranchList} command says, all of it or nothing. EINVAL, with the reason in the log, if it cannot be. */
    Outcome<Nothing> change(String command) {
        Later<Nothing> changed = new Later<>();
        changer.execute(() -> changed.completeWith(changed(command)));
        return changed;
    }

    /** Something that waits for disks, in turn with changes. EIO, with the reason in the log, if it fails. */
    <T> Outcome<T> asChange(Callable<T> step) {
        Later<T> done = new Later<>();
        changer.execute(() -> {
            try {
                done.completeWith(Outcome.of(step.call()));
            } catch (Exception e) {
                log.warn("the settings: {}", e.toString());
                done.completeWith(Outcome.failed(Errno.EIO));
            }
        });
        return done;
    }

    private Outcome.Ready<Nothing> changed(String command) {
        try {
            replace(BranchList.after(specs(), command), branch -> true, this::isMissing);
            log.info("the branches are {} now", specs());
            return new Outcome.Done<>(Nothing.NOTHING);
        } catch (BadSetting | VolumeException e) {
            log.warn("the branches stay as they are: {}", e.getMessage());
            return new Outcome.Failed<>(Errno.EINVAL);
        } catch (RuntimeException | Error e) { // who waits must hear of it, whatever it is
            log.error("the branches stay as they are: '{}' failed", command, e);
            return new Outcome.Failed<>(Errno.EIO);
        }
    }

    private static Optional<Branch> at(Path path, List<Branch> branches) {
        return branches.stream()
                .filter(branch -> branch.spec().path().equals(path))
                .findFirst();
    }

    private boolean isMissing(BranchSpec spec) {
        return at(spec.path(), now).isEmpty()
                && wanted.stream().anyMatch(known -> known.path().equals(spec.path()));
    }

    /** Touches paths, so it may hang where a disk does. */
    private void watch() {
        for (Branch branch : now) {
            if (branch.backing().isMountedOver(branch.spec().path())) {
                changer.execute(() -> reopen(branch));
            }
        }
        if (wanted.stream().anyMatch(spec -> isMissing(spec) && Files.isDirectory(spec.path()))) {
            changer.execute(() -> again(branch -> true));
        }
    }

    /** Uses what was mounted where a branch was opened, as if that had been taken out and put in again. */
    private void reopen(Branch branch) {
        if (now.contains(branch)) {
            again(other -> other != branch);
        }
    }

    private void again(Predicate<Branch> keeps) {
        try {
            replace(specs(), keeps, this::isMissing);
            trouble = "";
        } catch (BadSetting | VolumeException | RuntimeException e) {
            String now = String.valueOf(e.getMessage());
            if (!now.equals(trouble)) { // it is tried again and again
                log.warn("the branches stay as they are: {}", now);
                trouble = now;
            }
        }
    }

    /**
     * Opens what is new.
     *
     * @param keeps whether a branch that is open will do
     * @param mayMiss whether a branch that does not open is left out
     */
    private void replace(List<BranchSpec> specs, Predicate<Branch> keeps, Predicate<BranchSpec> mayMiss)
            throws BadSetting, VolumeException {
        List<Branch> before = now;
        List<Branch> after = new ArrayList<>(specs.size());
        List<Branch> opened = new ArrayList<>();
        Map<Branch, BranchSpec> modes = new HashMap<>();
        try {
            for (BranchSpec spec : specs) {
                Optional<Branch> kept = at(spec.path(), before).filter(keeps);
                Optional<Branch> branch = kept.isPresent() ? kept : open(spec, after, mayMiss.test(spec));
                if (branch.isPresent()) {
                    after.add(branch.get());
                    modes.put(branch.get(), spec);
                }
                if (kept.isEmpty()) {
                    branch.ifPresent(opened::add);
                }
            }
            if (after.isEmpty()) {
                throw new BadSetting("none of the branches is there: " + specs);
            }
        } catch (BadSetting | VolumeException e) {
            opened.forEach(Branch::discard);
            throw e;
        }
        modes.forEach(Branch::specify);
        wanted = List.copyOf(specs);
        now = List.copyOf(after);
        if (!before.isEmpty() && !before.equals(after)) {
            changes.changed(List.of());
        }
        opened.forEach(this::sweepNowAndThen);
        long removal = System.nanoTime();
        before.stream().filter(branch -> !after.contains(branch)).forEach(branch -> {
            removed.put(branch, removal);
            branch.removed();
        });
    }

    private Optional<Branch> open(BranchSpec spec, List<Branch> others, boolean mayMiss)
            throws BadSetting, VolumeException {
        refuseMountpoint(spec);
        boolean isNews = !wanted.contains(spec);
        try {
            Branch branch = wanted.isEmpty() ? opener.open(spec) : openSoon(spec);
            try {
                refuseSame(branch, others);
            } catch (BadSetting e) {
                branch.discard();
                throw e;
            }
            if (!isNews) {
                log.info("{} is there now", spec);
                troubles.remove(spec);
            }
            return Optional.of(branch);
        } catch (VolumeException | BadSetting e) {
            if (!mayMiss) {
                throw e;
            }
            if (!troubles.contains(spec)) {
                log.warn("{}; the union goes without it until it comes", e.getMessage());
                troubles.add(spec);
            }
            return Optional.empty();
        }
    }

    /** Not for longer than a while: who changes the branches may want to take this one out. */
    private Branch openSoon(BranchSpec spec) throws VolumeException {
        CompletableFuture<Branch> opening = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("union-open").start(() -> {
            try {
                opening.complete(opener.open(spec));
            } catch (VolumeException | RuntimeException | Error e) {
                opening.completeExceptionally(e);
            }
        });
        try {
            return opening.get(OPENING.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VolumeException reason) {
                throw reason;
            }
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            var _ = opening.thenAccept(Branch::discard);
            throw new VolumeException(false, "'%s' does not answer".formatted(spec.path()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var _ = opening.thenAccept(Branch::discard);
            throw new VolumeException(false, "the union ends");
        }
    }

    /** By its path alone: to look there would ask the union that waits for this. */
    private void refuseMountpoint(BranchSpec spec) throws BadSetting {
        Path path = spec.path();
        if (mountpoint.isPresent()
                && (path.startsWith(mountpoint.get()) || mountpoint.get().startsWith(path))) {
            throw new BadSetting(
                    "'%s' cannot be a branch of what is mounted on '%s'".formatted(path, mountpoint.get()));
        }
    }

    /** One directory may have several paths. */
    private static void refuseSame(Branch branch, List<Branch> others) throws BadSetting {
        for (Branch other : others) {
            if (other.root().key().equals(branch.root().key())) {
                throw new BadSetting("'%s' and '%s' are the same directory: name it once"
                        .formatted(other.spec().path(), branch.spec().path()));
            }
        }
    }

    private void sweepNowAndThen(Branch branch) {
        branch.pool().every(SWEEP, () -> {
            branch.sweep();
            Long removal = removed.get(branch);
            boolean over = removal != null && System.nanoTime() - removal > GRACE.toNanos() && !branch.isInUse();
            if (over && removed.remove(branch) != null) {
                branch.close().whenReady(_ -> log.info("{} is let go", branch));
            }
        });
    }

    /** Calls in progress end first. Open files are their handles' to release. */
    Outcome<Nothing> close() {
        watcher.shutdownNow();
        changer.shutdown();
        List<Outcome<Nothing>> closing = new ArrayList<>();
        for (Branch branch : now) {
            closing.add(branch.close());
        }
        List.copyOf(removed.keySet()).stream()
                .filter(branch -> removed.remove(branch) != null)
                .map(Branch::close)
                .forEach(closing::add);
        return Found.all(closing).map(_ -> Nothing.NOTHING);
    }
}
