package org.actorfs.app.mounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.actorfs.app.mounts.Mounts.Reloaded;
import org.actorfs.app.mounts.Mounts.Result;
import org.actorfs.app.mounts.Mounts.Stopped;
import org.actorfs.app.mounts.Mounts.Updated;

/**
 * One application of the configuration file, on the manager's thread, in three steps: what is not declared any more goes, and what must not
 * run on as it is stops; then what is left is changed and what is new is made; then it is started. A step begins when the one before it is
 * done for all mounts, so a mount can take the mountpoint of one that goes. Mounts that are not declared are not touched.
 */
final class Reload {
    private final Roster roster;
    private final Mountpoints mountpoints;
    private final Map<UUID, MountSpec> declared = new HashMap<>();
    private final Map<UUID, MountSpec> rejected;
    private final String by;
    private final boolean boot;
    private final BooleanSupplier ending;
    private final Executor manager;
    private final Set<UUID> toStart = new LinkedHashSet<>();
    private final List<String> added = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final List<Result> failed = new ArrayList<>();

    /**
     * At {@code boot}, everything that starts by itself is started; else what has changed. What is {@code rejected}, because the journal does
     * not take it, is left as it is, and what turns out to be so is added.
     */
    Reload(
            Roster roster,
            Mountpoints mountpoints,
            List<MountSpec> declared,
            Map<UUID, MountSpec> rejected,
            String by,
            boolean boot,
            BooleanSupplier ending,
            Executor manager) {
        this.roster = roster;
        this.mountpoints = mountpoints;
        this.rejected = rejected;
        this.by = by;
        this.boot = boot;
        this.ending = ending;
        this.manager = manager;
        declared.forEach(spec -> this.declared.put(idOf(spec.mountpoint()), spec));
    }

    /** The id of the mount that the file declares for a mountpoint: always the same, so that it keeps its history. */
    static UUID idOf(String mountpoint) {
        return UUID.nameUUIDFromBytes(("declared " + mountpoint).getBytes(UTF_8));
    }

    CompletionStage<Reloaded> run() {
        return removeAndStop()
                .thenComposeAsync(_ -> changeAndMake(), manager)
                .thenComposeAsync(_ -> start(), manager)
                .thenApply(_ -> new Reloaded(added, changed, removed, failed));
    }

    private CompletionStage<Void> removeAndStop() {
        Batch batch = new Batch(roster);
        for (MountView mount : declaredBefore()) {
            MountSpec spec = declared.get(mount.id());
            if (spec == null) {
                removed.add(mount.spec().mountpoint());
                batch.<MountView>ask(mount, reply -> new MountEntity.Delete(by, reply), gone -> gone);
            } else if (mount.status().isLive() && mustStop(mount, spec) && !isRejected(mount.id(), spec)) {
                toStart.add(mount.id());
                batch.<Stopped>ask(mount, reply -> new MountEntity.Stop(by, reply), stopped -> stopped.mount());
            }
        }
        return batch.results().thenAcceptAsync(this::note, manager);
    }

    /** Also if an application before this one changed it and could not stop it: it runs as it was before that. */
    private static boolean mustStop(MountView mount, MountSpec after) {
        return !after.enabled()
                || !mount.atNextStart().isEmpty()
                || !SpecChange.atNextStart(mount.spec(), after).isEmpty();
    }

    private CompletionStage<Void> changeAndMake() {
        Batch batch = new Batch(roster);
        toStart.forEach(this::owe);
        Map<UUID, MountView> known = new HashMap<>();
        declaredBefore().forEach(mount -> known.put(mount.id(), mount));
        declared.forEach((id, spec) -> {
            MountView mount = known.get(id);
            if (mount == null && roster.has(id)) { // it cannot be read now
                roster.pending(id).ifPresent(fault -> failed.add(notMade(id, spec, fault)));
            } else if (isRejected(id, spec)) {
                return;
            } else if (mount == null) {
                makeIfFree(id, spec, batch);
            } else if (!mount.spec().equals(spec)) {
                change(mount, spec, batch);
            }
        });
        return batch.results().thenAcceptAsync(this::note, manager);
    }

    private boolean isRejected(UUID id, MountSpec spec) {
        return spec.equals(rejected.get(id));
    }

    /** What was stopped only to be changed runs in the end, though the journal fails for the change. */
    private void owe(UUID id) {
        MountSpec spec = declared.get(id);
        if (spec != null && spec.enabled()) {
            roster.owe(id);
        }
    }

    /** Where another mount was added before, none is made. */
    private void makeIfFree(UUID id, MountSpec spec, Batch batch) {
        mountpoints
                .refusal(spec.mountpoint())
                .ifPresentOrElse(refusal -> failed.add(notMade(id, spec, refusal)), () -> make(id, spec, batch));
    }

    private static Result notMade(UUID id, MountSpec spec, MountFault why) {
        return new Result(MountView.notMade(id, spec), Optional.of(why));
    }

    private void make(UUID id, MountSpec spec, Batch batch) {
        added.add(spec.mountpoint());
        toStart.add(id);
        Pending<MountView> reply = new Pending<>();
        roster.add(id, MountOrigin.DECLARED, spec, by, reply);
        batch.expect(
                MountView.notMade(id, spec),
                reply.stage().thenApplyAsync(made -> made(id, spec, made), manager),
                made -> made);
    }

    /** What could not be kept is not there, so that the next application makes it; unless the journal may have kept it all the same. */
    private Answer<MountView> made(UUID id, MountSpec spec, Answer<MountView> made) {
        noteRejection(id, spec);
        if (made instanceof Answer.Failed<MountView> && !roster.isAway(id)) {
            roster.forget(id);
        }
        return made;
    }

    private void change(MountView mount, MountSpec spec, Batch batch) {
        changed.add(spec.mountpoint());
        if (MountManager.startsByItself(spec) && !MountManager.startsByItself(mount.spec())) {
            toStart.add(mount.id());
        }
        Pending<Updated> reply = new Pending<>();
        roster.ask(mount.id(), reply, pending -> new MountEntity.Update(SpecChange.all(spec), by, pending));
        batch.<Updated>expect(
                mount,
                reply.stage()
                        .thenApplyAsync(
                                answer -> {
                                    noteRejection(mount.id(), spec);
                                    return answer;
                                },
                                manager),
                updated -> updated.mount());
    }

    private void noteRejection(UUID id, MountSpec spec) {
        if (roster.isRejected(id)) {
            rejected.put(id, spec);
        }
    }

    private CompletionStage<Void> start() {
        Batch batch = new Batch(roster);
        for (MountView mount : roster.views()) {
            if (isToStart(mount)) {
                roster.owe(mount.id());
                batch.<MountView>ask(mount, reply -> new MountEntity.Start(by, reply), started -> started);
            }
        }
        return batch.results().thenAcceptAsync(this::note, manager);
    }

    private boolean isToStart(MountView mount) {
        if (mount.status().isLive() || !mount.spec().enabled() || ending.getAsBoolean()) {
            return false;
        }
        boolean ran =
                toStart.contains(mount.id()) && !added.contains(mount.spec().mountpoint());
        boolean due = mount.spec().autoMount() && (boot || toStart.contains(mount.id()));
        return ran || due || roster.owes(mount.id());
    }

    private void note(List<Result> results) {
        results.stream().filter(result -> result.fault().isPresent()).forEach(failed::add);
    }

    private List<MountView> declaredBefore() {
        return roster.views().stream()
                .filter(mount -> mount.origin() == MountOrigin.DECLARED)
                .toList();
    }
}
