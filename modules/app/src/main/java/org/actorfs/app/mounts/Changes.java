package org.actorfs.app.mounts;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.actorfs.app.mounts.MountManager.Create;
import org.actorfs.app.mounts.MountManager.Update;
import org.actorfs.app.mounts.MountRunner.Checked;
import org.actorfs.app.mounts.Mounts.Updated;

/** Adds mounts and changes those that were added: the runner looks first whether it can be, then it is kept. Part of the {@link MountManager}. */
final class Changes {
    /** A bound, as everything has one; each running mount has threads and descriptors. */
    private static final int MOST_MOUNTS = 1000;

    private final MountRunner runner;
    private final Supplier<UUID> ids;
    private final Roster roster;
    private final Mountpoints mountpoints;
    private final Readiness readiness;
    private final Named named;
    private final Later later;

    Changes(
            MountRunner runner,
            Supplier<UUID> ids,
            Roster roster,
            Mountpoints mountpoints,
            Readiness readiness,
            Named named,
            Later later) {
        this.runner = runner;
        this.ids = ids;
        this.roster = roster;
        this.mountpoints = mountpoints;
        this.readiness = readiness;
        this.named = named;
        this.later = later;
    }

    void create(Create create) {
        if (!readiness.refuseChange(create.reply())) {
            later.then(runner.check(create.spec()), create.reply(), checked -> create(create, checked));
        }
    }

    private void create(Create create, Checked checked) {
        MountSpec spec = create.spec().on(checked.mountpoint().toString());
        Optional<MountFault> refusal = refusal(spec.mountpoint());
        if (refusal.isPresent()) {
            runner.undo(checked);
            create.reply().failed(refusal.get());
            return;
        }
        UUID id = ids.get();
        Pending<MountView> created = new Pending<>();
        roster.add(id, MountOrigin.ADDED, spec, create.by(), created);
        later.then(created.stage(), answer -> onCreated(create, checked, id, answer));
    }

    private Optional<MountFault> refusal(String mountpoint) {
        return readiness.ending().or(() -> mountpoints.refusal(mountpoint)).or(this::tooMany);
    }

    private Optional<MountFault> tooMany() {
        return roster.size() < MOST_MOUNTS
                ? Optional.empty()
                : Optional.of(new MountFault.BadRequest(
                        "there are %d mounts already: remove one first".formatted(MOST_MOUNTS)));
    }

    private void onCreated(Create create, Checked checked, UUID id, Answer<MountView> answer) {
        switch (answer) {
            case Answer.Done<MountView>(MountView created) -> start(create, created);
            case Answer.Failed<MountView>(MountFault fault)
            when roster.isAway(id) -> lookAgain(create, checked, id, fault);
            case Answer.Failed<MountView>(MountFault fault) -> giveUp(create, checked, id, fault);
        }
    }

    private void start(Create create, MountView created) {
        if (!create.start() || readiness.isEnding()) {
            create.reply().done(created);
            return;
        }
        Pending<MountView> started = new Pending<>();
        roster.ask(created.id(), started, reply -> new MountEntity.Start(create.by(), reply));
        later.then(
                started.stage(),
                _ -> create.reply().done(roster.find(created.id().toString()).orElse(created)));
    }

    private void giveUp(Create create, Checked checked, UUID id, MountFault fault) {
        roster.forget(id);
        runner.undo(checked);
        create.reply().failed(fault);
    }

    /**
     * A journal may keep what it says that it has failed to: it is read at once. A change of nothing tells what there is; what was made for
     * it is undone when the journal says that there is none.
     */
    private void lookAgain(Create create, Checked checked, UUID id, MountFault fault) {
        String why = roster.why(id);
        Pending<Updated> found = new Pending<>();
        mountpoints.doubt(id, checked);
        roster.respawn(id);
        roster.ask(id, found, reply -> new MountEntity.Update(SpecChange.NONE, create.by(), reply));
        later.then(found.stage(), answer -> {
            switch (answer) {
                case Answer.Done<Updated>(Updated there) -> start(create, there.mount());
                case Answer.Failed<Updated> _
                when roster.has(id) -> create.reply().failed(fault);
                case Answer.Failed<Updated> _ ->
                    create.reply()
                            .failed(new MountFault.Journal(
                                    "it was not added, because it could not be kept: %s; try again".formatted(why)));
            }
        });
    }

    void update(Update update) {
        named.findToChange(update.name(), update.reply(), mount -> {
            MountSpec spec = update.change().applyTo(mount.spec());
            List<String> fields = SpecChange.atNextStart(mount.spec(), spec);
            if (fields.contains("mountpoint")) {
                later.then(runner.check(spec), update.reply(), checked -> move(mount, update, checked));
            } else if (fields.contains("volume") || fields.contains("options")) {
                later.then(runner.checkVolume(spec), update.reply(), _ -> update(mount, update, update.change()));
            } else {
                update(mount, update, update.change());
            }
        });
    }

    private void move(MountView mount, Update update, Checked checked) {
        String mountpoint = checked.mountpoint().toString();
        Optional<MountFault> refusal = readiness.ending().or(() -> mountpoints.refusal(mountpoint));
        if (refusal.isPresent()) {
            runner.undo(checked);
            update.reply().failed(refusal.get());
            return;
        }
        mountpoints.reserve(checked);
        Pending<Updated> moved = new Pending<>();
        update(
                mount,
                new Update(update.name(), update.change(), update.by(), moved),
                update.change().to(mountpoint));
        later.then(moved.stage(), answer -> {
            onMoved(mount.id(), checked, answer);
            update.reply().answer(answer);
        });
    }

    private void onMoved(UUID id, Checked checked, Answer<Updated> answer) {
        switch (answer) {
            case Answer.Done<Updated> _ -> mountpoints.taken(checked);
            case Answer.Failed<Updated> _ when roster.isAway(id) -> mountpoints.doubt(id, checked);
            case Answer.Failed<Updated> _ -> mountpoints.free(checked);
        }
    }

    private void update(MountView mount, Update update, SpecChange change) {
        readiness
                .ending()
                .ifPresentOrElse(
                        update.reply()::failed,
                        () -> roster.ask(
                                mount.id(),
                                update.reply(),
                                reply -> new MountEntity.Update(change, update.by(), reply)));
    }
}
