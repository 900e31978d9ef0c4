package org.actorfs.app.mounts;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.actorfs.app.mounts.Mounts.Reloaded;
import org.actorfs.app.mounts.Mounts.Result;
import org.actorfs.app.mounts.Mounts.Stopped;
import org.actorfs.app.mounts.Mounts.Updated;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * All mounts of a daemon: finds them in the journal, keeps one entity each, and holds what concerns several: one mount a mountpoint, one
 * {@link Reload} at a time. Answers lists from what the entities said last, so a slow mount holds up nobody. Lives as long as the daemon.
 *
 * <p>What is not about one message is done by its parts: {@link Opening} and {@link Readiness}, {@link Changes}, {@link Reloads}, {@link
 * OwedStarts}, and the {@link Roster} of the entities.
 */
final class MountManager extends AbstractBehavior<MountManager.Command> {
    /** Who does what nobody asked for. */
    static final String BOOT = "boot";

    sealed interface Command {}

    record ListAll(Pending<List<MountView>> reply) implements Command {}

    record Get(String name, Pending<MountView> reply) implements Command {}

    record Create(MountSpec spec, boolean start, String by, Pending<MountView> reply) implements Command {}

    record Update(String name, SpecChange change, String by, Pending<Updated> reply) implements Command {}

    record Delete(String name, String by, Pending<MountView> reply) implements Command {}

    record Start(String name, String by, Pending<MountView> reply) implements Command {}

    record Stop(String name, String by, Pending<Stopped> reply) implements Command {}

    record Invalidate(String name, String path, String by, Pending<MountView> reply) implements Command {}

    record StopAll(String by, Pending<List<Result>> reply) implements Command {}

    record StartAuto(String by, Pending<List<Result>> reply) implements Command {}

    record ReloadAll(String by, Pending<Reloaded> reply) implements Command {}

    /** The daemon ends: all are stopped, and nothing is done any more. */
    record End(Pending<List<Result>> reply) implements Command {}

    /** The runner's word of a mount that ended by itself. */
    record RunEnded(UUID id, MountRunner.Ending ending) implements Command {}

    /** What the entities tell. */
    sealed interface Told extends Command {}

    record Recovered(UUID id, Optional<MountView> view) implements Told {}

    /** {@code startsAgain}: a start of it is due. */
    record Changed(UUID id, MountView view, boolean startsAgain) implements Told {}

    /** Before it is kept that a start is over: what to say of it, should that fail. */
    record StartOver(UUID id, MountFault fault) implements Told {}

    record Respawn(UUID id) implements Command {}

    /** Begins, or tries again. */
    record Open() implements Command {}

    /** The file is applied again, because the journal failed for a part of it, or the file was wrong. */
    record Reapply() implements Command {}

    /** Starts what is to run and whose start could not be kept. */
    record StartOwed() implements Command {}

    record Continue(Runnable then) implements Command {}

    /** What a manager works with; {@code ids} are for mounts that are added, and {@code unready} is where it says why it is not ready. */
    record Parts(
            MountJournal journal,
            MountRunner runner,
            Declarations declarations,
            RetryPolicy retry,
            Clock clock,
            Supplier<UUID> ids,
            AtomicReference<Optional<String>> unready,
            MountNotices notices) {}

    private final Parts parts;
    private final Roster roster;
    private final Readiness readiness;
    private final Later later;
    private final Opening opening;
    private final Mountpoints mountpoints;
    private final Named named;
    private final Changes changes;
    private final Reloads reloads;
    private final OwedStarts owed;

    /** The journal has failed, and not all is made up for. */
    private boolean outage;

    private MountManager(ActorContext<Command> context, TimerScheduler<Command> timers, Parts parts) {
        super(context);
        this.parts = parts;
        this.roster = new Roster(
                context,
                timers,
                new MountEntity.Parts(
                        parts.runner(),
                        parts.retry(),
                        parts.clock(),
                        () -> parts.journal().trouble(),
                        context.getSelf()));
        this.readiness = new Readiness(parts.journal(), parts.unready());
        this.later = new Later(context);
        this.opening = new Opening(context, timers, parts.journal(), roster, readiness, later);
        this.mountpoints = new Mountpoints(roster, parts.runner());
        this.named = new Named(roster, mountpoints, readiness);
        this.changes = new Changes(parts.runner(), parts.ids(), roster, mountpoints, readiness, named, later);
        this.reloads = new Reloads(
                context, timers, parts.declarations(), roster, mountpoints, readiness, later, this::startOwed);
        this.owed = new OwedStarts(timers, roster, reloads, readiness, later);
    }

    static Behavior<Command> create(Parts parts) {
        Behavior<Command> manager =
                Behaviors.setup(context -> Behaviors.withTimers(timers -> new MountManager(context, timers, parts)));
        return Behaviors.supervise(manager).onFailure(SupervisorStrategy.resume()); // a bug costs one request
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.class, this::onCommand)
                .onSignal(ChildFailed.class, failed -> onStopped(failed, Optional.of(failed.getCause())))
                .onSignal(Terminated.class, stopped -> onStopped(stopped, Optional.empty()))
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case ListAll list -> onList(list);
            case Get get -> named.find(get.name(), get.reply(), get.reply()::done);
            case Create create -> changes.create(create);
            case Update update -> changes.update(update);
            case Delete delete -> onDelete(delete);
            case Start start -> onStart(start);
            case Stop stop -> onStop(stop);
            case Invalidate invalidate -> onInvalidate(invalidate);
            case StopAll all -> onStopAll(all);
            case StartAuto auto -> onStartAuto(auto);
            case ReloadAll reload -> reloads.reload(reload);
            case End end -> onEnd(end);
            case RunEnded(UUID id, MountRunner.Ending how) -> roster.tell(id, new MountEntity.OnEnded(how));
            case Recovered(UUID id, Optional<MountView> view) -> onRecovered(id, view);
            case Changed changed -> onChanged(changed);
            case StartOver(UUID id, MountFault fault) -> roster.startOver(id, fault);
            case Respawn(UUID id) -> roster.respawn(id);
            case Open _ -> opening.begin();
            case Reapply _ -> reloads.goOn();
            case StartOwed _ -> startOwed();
            case Continue(Runnable then) -> then.run();
        }
        settle();
        return this;
    }

    // --- one mount ----------------------------------------------------------------------------------------------

    private void onList(ListAll list) {
        if (!readiness.refuse(list.reply())) {
            list.reply().done(roster.views());
        }
    }

    private void onDelete(Delete delete) {
        named.findToChange(delete.name(), delete.reply(), mount -> {
            roster.quit(mount.id());
            roster.ask(mount.id(), delete.reply(), reply -> new MountEntity.Delete(delete.by(), reply));
        });
    }

    private void onStart(Start start) {
        named.findToUse(start.name(), start.reply(), mount -> {
            roster.want(mount.id());
            roster.ask(mount.id(), start.reply(), reply -> new MountEntity.Start(start.by(), reply));
        });
    }

    private void onStop(Stop stop) {
        named.findToUse(stop.name(), stop.reply(), mount -> {
            roster.quit(mount.id());
            roster.ask(mount.id(), stop.reply(), reply -> new MountEntity.Stop(stop.by(), reply));
        });
    }

    private void onInvalidate(Invalidate request) {
        named.find(request.name(), request.reply(), mount -> {
            switch (VolumePath.parse(request.path())) {
                case Answer.Done<VolumePath>(VolumePath path) -> invalidate(mount, path, request.reply());
                case Answer.Failed<VolumePath>(MountFault fault) ->
                    request.reply().failed(fault);
            }
        });
    }

    private void invalidate(MountView mount, VolumePath path, Pending<MountView> reply) {
        later.then(parts.runner().invalidate(mount.id(), mount.spec(), path.names()), reply, _ -> {
            parts.notices()
                    .tell(new MountNotice.Invalidated(mount.id(), mount.spec().mountpoint(), path.toString()));
            reply.done(mount);
        });
    }

    /** What could not be read when the daemon came up becomes now what the file says, and starts, if it starts by itself. */
    private void onRecovered(UUID id, Optional<MountView> view) {
        view.or(() -> roster.view(id).map(MountView::gone))
                .filter(found -> !roster.isKnownAs(found))
                .map(MountNotice.Changed::new)
                .ifPresent(parts.notices()::tell);
        boolean late = roster.recovered(id, view);
        mountpoints.found(id, view);
        if (late && readiness.isUsable()) {
            view.filter(mount -> startsByItself(mount.spec())).ifPresent(_ -> roster.owe(id));
            if (view.isEmpty() || view.get().origin() == MountOrigin.DECLARED) {
                reloads.reapply();
            }
        }
        if (roster.owes(id)) {
            startOwed();
        }
    }

    private void startOwed() {
        owed.start();
    }

    private void onChanged(Changed changed) {
        roster.changed(changed.id(), changed.view(), changed.startsAgain());
        parts.notices().tell(new MountNotice.Changed(changed.view()));
    }

    // --- all mounts ---------------------------------------------------------------------------------------------

    private void onStopAll(StopAll all) {
        if (!readiness.refuseChange(all.reply())) {
            roster.views().forEach(mount -> roster.quit(mount.id()));
            stop(roster.views(), all.by(), all.reply());
        }
    }

    private void stop(List<MountView> mounts, String by, Pending<List<Result>> reply) {
        Batch batch = new Batch(roster);
        mounts.forEach(mount ->
                batch.<Stopped>ask(mount, pending -> new MountEntity.Stop(by, pending), stopped -> stopped.mount()));
        later.then(batch.results(), reply::done);
    }

    private void onStartAuto(StartAuto auto) {
        if (readiness.refuseChange(auto.reply())) {
            return;
        }
        Batch batch = new Batch(roster);
        roster.views().stream()
                .filter(mount -> startsByItself(mount.spec()) && !mount.status().isLive())
                .forEach(mount -> batch.<MountView>ask(
                        mount, pending -> new MountEntity.Start(auto.by(), pending), started -> started));
        later.then(batch.results(), auto.reply()::done);
    }

    static boolean startsByItself(MountSpec spec) {
        return spec.autoMount() && spec.enabled();
    }

    private void onEnd(End end) {
        List<MountView> mounts = readiness.isUsable() ? roster.views() : List.of();
        readiness.end();
        readiness.ending().ifPresent(reloads::refuse);
        stop(mounts.stream().filter(readiness::mayStop).toList(), "shutdown", end.reply());
    }

    // --- the journal --------------------------------------------------------------------------------------------

    private Behavior<Command> onStopped(Terminated signal, Optional<Throwable> why) {
        roster.stopped(signal, why);
        if (!outage && roster.trouble().isPresent()) { // not for every mount, nor for every attempt
            outage = true;
            getContext()
                    .getLog()
                    .warn(
                            "the journal failed: {}; what is mounted goes on, and it is tried again until it works",
                            Causes.words(why));
        }
        settle();
        return this;
    }

    /** After each message: the boot goes on once every mount is known, and whoever asks is told why we are not ready. */
    private void settle() {
        if (readiness.isLoading() && roster.isSettled()) {
            readiness.loaded();
            reloads.goOn();
        }
        if (outage && roster.isWell() && !reloads.lackJournal()) {
            outage = false;
            getContext().getLog().info("the journal works again");
        }
        readiness.say(roster.trouble());
    }
}
