package org.actorfs.union;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.VolumeException;
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
    /** With the time of the removal, by System.nanoTime. */
    private final Map<Branch, Long> removed = new ConcurrentHashMap<>();

    private volatile List<Branch> now = List.of();

    /** One change at a time; never taken by a thread that serves requests. */
    private final Object changing = new Object();

    /**
     * Opens the first ones, all or none.
     *
     * @param first at least one
     * @param mountpoint of the union, which cannot be its branch
     */
    Branches(List<BranchSpec> first, Opener opener, Optional<Path> mountpoint) throws BadSetting, VolumeException {
        this.opener = opener;
        this.mountpoint = mountpoint;
        replace(first);
    }

    @Override
    public List<Branch> get() {
        return now;
    }

    /** As they are written. */
    List<BranchSpec> specs() {
        return now.stream().map(Branch::spec).toList();
    }

    /** Does what a {@link BranchList} command says, all of it or nothing. EINVAL, with the reason in the log, if it cannot be. */
    Outcome<Nothing> change(String command) {
        Later<Nothing> changed = new Later<>();
        Thread.ofPlatform().daemon().name("union-branches").start(() -> changed.completeWith(changed(command)));
        return changed;
    }

    private Outcome.Ready<Nothing> changed(String command) {
        synchronized (changing) {
            try {
                replace(BranchList.after(specs(), command));
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
    }

    private void replace(List<BranchSpec> specs) throws BadSetting, VolumeException {
        List<Branch> before = now;
        List<Branch> after = new ArrayList<>(specs.size());
        List<Branch> opened = new ArrayList<>();
        try {
            for (BranchSpec spec : specs) {
                Optional<Branch> kept = before.stream()
                        .filter(branch -> branch.spec().path().equals(spec.path()))
                        .findFirst();
                if (kept.isEmpty()) {
                    refuseMountpoint(spec);
                    opened.add(opener.open(spec));
                }
                after.add(kept.isPresent() ? kept.get() : opened.getLast());
            }
            refuseSame(after);
        } catch (BadSetting | VolumeException e) {
            opened.forEach(Branch::discard);
            throw e;
        }
        for (int i = 0; i < specs.size(); i++) {
            after.get(i).specify(specs.get(i));
        }
        now = List.copyOf(after);
        opened.forEach(this::sweepNowAndThen);
        long removal = System.nanoTime();
        before.stream().filter(branch -> !after.contains(branch)).forEach(branch -> removed.put(branch, removal));
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
    private static void refuseSame(List<Branch> branches) throws BadSetting {
        for (int i = 0; i < branches.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (branches.get(i).root().key().equals(branches.get(j).root().key())) {
                    throw new BadSetting("'%s' and '%s' are the same directory: name it once"
                            .formatted(
                                    branches.get(j).spec().path(),
                                    branches.get(i).spec().path()));
                }
            }
        }
    }

    private void sweepNowAndThen(Branch branch) {
        branch.pool().every(SWEEP, () -> {
            branch.backing().sweep();
            Long removal = removed.get(branch);
            boolean over = removal != null && System.nanoTime() - removal > GRACE.toNanos() && !branch.isInUse();
            if (over && removed.remove(branch) != null) {
                branch.close().whenReady(_ -> log.info("{} is let go", branch));
            }
        });
    }

    /** Calls in progress end first. Open files are their handles' to release. */
    Outcome<Nothing> close() {
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
