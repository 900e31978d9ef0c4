package org.actorfs.app.mounts;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.actorfs.app.mounts.MountRunner.Checked;
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
 */
final class MountManager extends AbstractBehavior<MountManager.Command> {
    /** A bound, as everything has one; each running mount has threads and descriptors. */
    static final int MOST_MOUNTS = 1000;

    private static final String BOOT = "boot";

    private static final MountFault ENDING =
            new MountFault.Ending("the daemon is ending: start it again with  actorfs daemon");

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

    /** The file is applied again, because the journal failed for a part of it. */
    private record Reapply() implements Command {}

    /** Starts what is to run and whose start could not be kept. */
    private record StartOwed() implements Command {}

    private record Continue(Runnable then) implements Command {}

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
    private final TimerScheduler<Command> timers;
    private final Roster roster;
    private final Queue<ReloadAll> reloads = new ArrayDeque<>();
    private Phase phase = Phase.OPENING;
    private Optional<String> journalTrouble = Optional.of("the daemon is starting");
    private int openings;
    private boolean reloading;
    private boolean outage;

    private enum Phase {
        /** The journal cannot be used yet. */
        OPENING,
        /** The entities read it. */
        LOADING,
        /** What starts with the daemon is being started; requests are taken. */
        BOOTING,
        READY,
        ENDING
    }

    private MountManager(ActorContext<Command> context, TimerScheduler<Command> timers, Parts parts) {
        super(context);
        this.parts = parts;
        this.timers = timers;
        this.roster = new Roster(
                context,
                timers,
                new MountEntity.Parts(
                        parts.runner(),
                        parts.retry(),
                        parts.clock(),
                        () -> parts.journal().trouble(),
                        context.getSelf()));
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
            case Get get -> find(get.name(), get.reply(), get.reply()::done);
            case Create create -> onCreate(create);
            case Update update -> onUpdate(update);
            case Delete delete -> onDelete(delete);
            case Start start -> onStart(start);
            case Stop stop -> onStop(stop);
            case Invalidate invalidate -> onInvalidate(invalidate);
            case StopAll all -> onStopAll(all);
            case StartAuto auto -> onStartAuto(auto);
            case ReloadAll reload -> onReload(reload);
            case End end -> onEnd(end);
            case RunEnded(UUID id, MountRunner.Ending how) -> roster.tell(id, new MountEntity.OnEnded(how));
            case Recovered(UUID id, Optional<MountView> view) -> onRecovered(id, view);
            case Changed changed -> onChanged(changed);
            case StartOver(UUID id, MountFault fault) -> roster.startOver(id, fault);
            case Respawn(UUID id) -> roster.respawn(id);
            case Open _ -> open();
            case Reapply _ -> reapply();
            case StartOwed _ -> startOwed();
            case Continue(Runnable then) -> then.run();
        }
        settle();
        return this;
    }

    // --- one mount ----------------------------------------------------------------------------------------------

    private void onList(ListAll list) {
        if (!isRefused(list.reply())) {
            list.reply().done(roster.views());
        }
    }

    private void onCreate(Create create) {
        if (!isChangeRefused(create.reply())) {
            then(parts.runner().check(create.spec()), create.reply(), checked -> create(create, checked));
        }
    }

    private void create(Create create, Checked checked) {
        MountSpec spec = create.spec().on(checked.mountpoint().toString());
        Optional<MountFault> refusal = refusal(spec.mountpoint());
        if (refusal.isPresent()) {
            parts.runner().undo(checked);
            create.reply().failed(refusal.get());
            return;
        }
        UUID id = parts.ids().get();
        Pending<MountView> created = new Pending<>();
        roster.add(id, MountOrigin.ADDED, spec, create.by(), created);
        then(created.stage(), answer -> onCreated(create, checked, id, answer));
    }

    private void onCreated(Create create, Checked checked, UUID id, Answer<MountView> answer) {
        if (answer instanceof Answer.Failed<MountView>) {
            roster.forget(id);
            parts.runner().undo(checked);
        }
        if (answer instanceof Answer.Done<MountView>(MountView created) && create.start() && !isEnding()) {
            Pending<MountView> started = new Pending<>();
            roster.ask(id, started, reply -> new MountEntity.Start(create.by(), reply));
            then(
                    started.stage(),
                    _ -> create.reply().done(roster.find(id.toString()).orElse(created)));
        } else {
            create.reply().answer(answer);
        }
    }

    private Optional<MountFault> refusal(String mountpoint) {
        if (phase == Phase.ENDING) {
            return Optional.of(ENDING);
        }
        if (roster.isTaken(mountpoint)) {
            return Optional.of(taken(mountpoint));
        }
        return roster.size() < MOST_MOUNTS
                ? Optional.empty()
                : Optional.of(new MountFault.BadRequest(
                        "there are %d mounts already: remove one first".formatted(MOST_MOUNTS)));
    }

    private static MountFault taken(String mountpoint) {
        return new MountFault.MountpointTaken(
                "there is a mount for %s already: change that one, or choose another mountpoint".formatted(mountpoint));
    }

    private void onUpdate(Update update) {
        withOwnMount(update.name(), update.reply(), mount -> {
            MountSpec spec = update.change().applyTo(mount.spec());
            List<String> fields = SpecChange.atNextStart(mount.spec(), spec);
            if (fields.contains("mountpoint")) {
                then(parts.runner().check(spec), update.reply(), checked -> move(mount, update, checked));
            } else if (fields.contains("volume") || fields.contains("options")) {
                then(parts.runner().checkVolume(spec), update.reply(), _ -> update(mount, update, update.change()));
            } else {
                update(mount, update, update.change());
            }
        });
    }

    private void move(MountView mount, Update update, Checked checked) {
        String mountpoint = checked.mountpoint().toString();
        if (roster.isTaken(mountpoint)) {
            parts.runner().undo(checked);
            update.reply().failed(taken(mountpoint));
        } else {
            roster.reserve(mountpoint);
            Pending<Updated> moved = new Pending<>();
            update(
                    mount,
                    new Update(update.name(), update.change(), update.by(), moved),
                    update.change().to(mountpoint));
            then(moved.stage(), answer -> {
                roster.release(mountpoint);
                if (answer instanceof Answer.Failed<Updated>) {
                    parts.runner().undo(checked);
                }
                update.reply().answer(answer);
            });
        }
    }

    private void update(MountView mount, Update update, SpecChange change) {
        roster.ask(mount.id(), update.reply(), reply -> new MountEntity.Update(change, update.by(), reply));
    }

    private void onDelete(Delete delete) {
        withOwnMount(delete.name(), delete.reply(), mount -> {
            roster.quit(mount.id());
            roster.ask(mount.id(), delete.reply(), reply -> new MountEntity.Delete(delete.by(), reply));
        });
    }

    private void onStart(Start start) {
        withMount(
                start.name(),
                start.reply(),
                mount -> roster.ask(mount.id(), start.reply(), reply -> new MountEntity.Start(start.by(), reply)));
    }

    private void onStop(Stop stop) {
        withMount(stop.name(), stop.reply(), mount -> {
            roster.quit(mount.id());
            roster.ask(mount.id(), stop.reply(), reply -> new MountEntity.Stop(stop.by(), reply));
        });
    }

    private void onInvalidate(Invalidate request) {
        find(request.name(), request.reply(), mount -> {
            switch (VolumePath.parse(request.path())) {
                case Answer.Done<VolumePath>(VolumePath path) -> invalidate(mount, path, request.reply());
                case Answer.Failed<VolumePath>(MountFault fault) ->
                    request.reply().failed(fault);
            }
        });
    }

    private void invalidate(MountView mount, VolumePath path, Pending<MountView> reply) {
        then(parts.runner().invalidate(mount.id(), mount.spec(), path.names()), reply, _ -> {
            parts.notices()
                    .tell(new MountNotice.Invalidated(mount.id(), mount.spec().mountpoint(), path.toString()));
            reply.done(mount);
        });
    }

    /** What could not be read when the daemon came up becomes now what the file says, and starts, if it starts by itself. */
    private void onRecovered(UUID id, Optional<MountView> view) {
        view.filter(found -> !roster.isKnownAs(found))
                .map(MountNotice.Changed::new)
                .ifPresent(parts.notices()::tell);
        boolean late = roster.recovered(id, view);
        if (late && (phase == Phase.BOOTING || phase == Phase.READY)) {
            view.filter(mount -> startsByItself(mount.spec())).ifPresent(_ -> roster.owe(id));
            if (view.filter(mount -> mount.origin() == MountOrigin.DECLARED).isPresent()) {
                reapply();
            }
        }
        if (roster.owes(id)) {
            startOwed();
        }
    }

    private void startOwed() {
        if (phase == Phase.BOOTING || phase == Phase.READY) {
            roster.views().stream()
                    .filter(mount -> roster.owes(mount.id()) && !awaitsFile(mount))
                    .forEach(this::startOwed);
        }
    }

    /** What the file is about to be applied to is started by that, as the file says. */
    private boolean awaitsFile(MountView mount) {
        return mount.origin() == MountOrigin.DECLARED
                && (phase == Phase.BOOTING || reloading || timers.isTimerActive(new Reapply()));
    }

    private void startOwed(MountView mount) {
        if (!mount.spec().enabled() || mount.status() == MountStatus.RUNNING) {
            roster.quit(mount.id());
        } else if (!mount.status().isLive()) {
            Pending<MountView> started = new Pending<>();
            roster.ask(mount.id(), started, reply -> new MountEntity.Start(BOOT, reply));
            then(started.stage(), answer -> {
                if (answer instanceof Answer.Failed<MountView>(MountFault.Journal _)) {
                    timers.startSingleTimer(new StartOwed(), RetryPolicy.ENDLESS.firstDelay());
                }
            });
        }
    }

    private void onChanged(Changed changed) {
        roster.changed(changed.id(), changed.view(), changed.startsAgain());
        parts.notices().tell(new MountNotice.Changed(changed.view()));
    }

    /** A mount that something is to be done to. */
    private <T> void withMount(String name, Pending<T> reply, Consumer<MountView> use) {
        if (!isChangeRefused(reply)) {
            find(name, reply, use);
        }
    }

    private <T> void find(String name, Pending<T> reply, Consumer<MountView> use) {
        if (!isRefused(reply)) {
            roster.find(name).ifPresentOrElse(use, () -> reply.failed(Roster.missing(name)));
        }
    }

    /** A mount that may be changed here. */
    private <T> void withOwnMount(String name, Pending<T> reply, Consumer<MountView> use) {
        withMount(name, reply, mount -> {
            if (mount.origin() == MountOrigin.DECLARED) {
                reply.failed(new MountFault.Declared(
                        "%s is declared in the configuration file: change it there, then run  actorfs reload"
                                .formatted(mount.spec().mountpoint())));
            } else {
                use.accept(mount);
            }
        });
    }

    /** Whoever lost the journal to another daemon must not write to it. */
    private boolean isChangeRefused(Pending<?> reply) {
        if (!isRefused(reply)) {
            parts.journal().trouble().ifPresent(reply::failed);
        }
        return reply.isAnswered();
    }

    private boolean isRefused(Pending<?> reply) {
        switch (phase) {
            case OPENING, LOADING ->
                reply.failed(new MountFault.Journal(
                        journalTrouble.orElse("the journal is being read: try again in a moment")));
            case ENDING -> reply.failed(ENDING);
            case BOOTING, READY -> {}
        }
        return reply.isAnswered();
    }

    // --- all mounts ---------------------------------------------------------------------------------------------

    private void onStopAll(StopAll all) {
        if (!isChangeRefused(all.reply())) {
            roster.views().forEach(mount -> roster.quit(mount.id()));
            stop(roster.views(), all.by(), all.reply());
        }
    }

    private void stop(List<MountView> mounts, String by, Pending<List<Result>> reply) {
        Batch batch = new Batch(roster);
        mounts.forEach(mount ->
                batch.<Stopped>ask(mount, pending -> new MountEntity.Stop(by, pending), stopped -> stopped.mount()));
        then(batch.results(), reply::done);
    }

    private void onStartAuto(StartAuto auto) {
        if (isChangeRefused(auto.reply())) {
            return;
        }
        Batch batch = new Batch(roster);
        roster.views().stream()
                .filter(mount -> startsByItself(mount.spec()) && !mount.status().isLive())
                .forEach(mount -> batch.<MountView>ask(
                        mount, pending -> new MountEntity.Start(auto.by(), pending), started -> started));
        then(batch.results(), auto.reply()::done);
    }

    static boolean startsByItself(MountSpec spec) {
        return spec.autoMount() && spec.enabled();
    }

    private void onEnd(End end) {
        boolean usable = phase == Phase.BOOTING || phase == Phase.READY;
        phase = Phase.ENDING;
        reloads.forEach(waiting -> waiting.reply().failed(ENDING));
        reloads.clear();
        stop(usable ? roster.views().stream().filter(this::mayStop).toList() : List.of(), "shutdown", end.reply());
    }

    /** Without the journal a stop is refused, which is told of what is mounted: its runner ends it. */
    private boolean mayStop(MountView mount) {
        return mount.status().isLive() || parts.journal().trouble().isEmpty();
    }

    // --- the configuration file ---------------------------------------------------------------------------------

    private void onReload(ReloadAll request) {
        if (isChangeRefused(request.reply())) {
            return;
        }
        if (reloading || phase == Phase.BOOTING) {
            reloads.add(request);
        } else {
            reload(request, false);
        }
    }

    private void boot() {
        if (phase == Phase.BOOTING) {
            reload(new ReloadAll(BOOT, new Pending<>()), true);
        }
    }

    /** At {@code boot}, what starts by itself is started, too, whoever added it. */
    private void reload(ReloadAll request, boolean boot) {
        reloading = true;
        then(answered(parts.declarations()::read), answer -> {
            switch (answer) {
                case Answer.Failed<List<MountSpec>>(MountFault fault) ->
                    onReloaded(request, boot, Answer.failed(fault));
                case Answer.Done<List<MountSpec>>(List<MountSpec> declared) ->
                    then(
                            new Reload(roster, declared, request.by(), boot, this::isEnding, this::continueWith).run(),
                            reloaded -> onReloaded(request, boot, Answer.of(reloaded)));
            }
        });
    }

    private void onReloaded(ReloadAll request, boolean boot, Answer<Reloaded> answer) {
        reloading = false;
        if (boot) {
            onBooted(answer);
        }
        if (lacksJournal(answer)) { // what was declared could not be recorded: it is tried again
            reapplyLater();
        } else {
            timers.cancel(new Reapply());
            openings = 0;
        }
        request.reply().answer(answer);
        while (!reloading && phase != Phase.BOOTING && !reloads.isEmpty()) {
            onReload(reloads.remove());
        }
        startOwed(); // what a file that is wrong could not start
    }

    private void reapply() {
        if (phase != Phase.ENDING && parts.journal().trouble().isPresent()) {
            reapplyLater();
        } else {
            onReload(new ReloadAll(BOOT, new Pending<>()));
        }
    }

    private void reapplyLater() {
        RetryPolicy.ENDLESS.delay(openings++).ifPresent(delay -> timers.startSingleTimer(new Reapply(), delay));
    }

    private void onBooted(Answer<Reloaded> answer) {
        if (phase != Phase.BOOTING) {
            return;
        }
        switch (answer) {
            case Answer.Done<Reloaded> _ -> {
                phase = Phase.READY;
                getContext().getLog().info("ready, with {} mounts", roster.size());
            }
            case Answer.Failed<Reloaded>(MountFault fault) -> {
                getContext().getLog().warn("{}; trying again", fault.sentence());
                RetryPolicy.ENDLESS
                        .delay(openings++)
                        .ifPresent(delay -> timers.startSingleTimer(new Continue(this::boot), delay));
            }
        }
    }

    private boolean isEnding() {
        return phase == Phase.ENDING;
    }

    private static boolean lacksJournal(Answer<Reloaded> answer) {
        return answer instanceof Answer.Done<Reloaded>(Reloaded reloaded)
                && reloaded.failed().stream()
                        .anyMatch(result -> result.fault().orElse(null) instanceof MountFault.Journal);
    }

    // --- the journal --------------------------------------------------------------------------------------------

    private void open() {
        then(answered(parts.journal()::open), this::onOpened);
    }

    private void onOpened(Answer<Set<UUID>> answer) {
        if (phase != Phase.OPENING) {
            return;
        }
        switch (answer) {
            case Answer.Done<Set<UUID>>(Set<UUID> ids) -> {
                journalTrouble = Optional.empty();
                openings = 0;
                phase = Phase.LOADING;
                ids.forEach(roster::load);
            }
            case Answer.Failed<Set<UUID>>(MountFault fault) -> {
                if (!journalTrouble.equals(Optional.of(fault.sentence()))) {
                    getContext().getLog().warn("{}; trying again", fault.sentence());
                }
                journalTrouble = Optional.of(fault.sentence());
                RetryPolicy.ENDLESS.delay(openings++).ifPresent(delay -> timers.startSingleTimer(new Open(), delay));
            }
        }
    }

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
        if (phase == Phase.LOADING && roster.isSettled()) {
            phase = Phase.BOOTING;
            boot();
        }
        if (outage && roster.trouble().isEmpty()) {
            outage = false;
            getContext().getLog().info("the journal works again");
        }
        Optional<String> trouble = journalTrouble.or(roster::trouble);
        parts.unready().set(trouble.or(() -> switch (phase) {
            case OPENING, LOADING -> Optional.of("the journal is being read");
            case BOOTING -> Optional.of("mounts are being started");
            case READY -> Optional.empty();
            case ENDING -> Optional.of(ENDING.sentence());
        }));
    }

    // --- later, on this actor's thread --------------------------------------------------------------------------

    private void continueWith(Runnable then) {
        getContext().getSelf().tell(new Continue(then));
    }

    /** A stage that fails is a bug of whoever made it; it costs what was asked, which its own limits end. */
    private <T> void then(CompletionStage<T> stage, Consumer<T> next) {
        var _ = stage.whenComplete((value, error) -> {
            if (error == null) {
                continueWith(() -> next.accept(value));
            } else {
                continueWith(() -> getContext().getLog().error("a request about the mounts is lost", error));
            }
        });
    }

    /** As above with the value of an answer; a fault is the reply. */
    private <T> void then(CompletionStage<Answer<T>> stage, Pending<?> reply, Consumer<T> next) {
        then(stage, answer -> {
            switch (answer) {
                case Answer.Done<T>(T value) -> next.accept(value);
                case Answer.Failed<T>(MountFault fault) -> reply.failed(fault);
            }
        });
    }

    /** What the journal or the file says, or that it cannot. */
    private static <T> CompletionStage<Answer<T>> answered(Supplier<CompletionStage<Answer<T>>> asked) {
        return CompletableFuture.completedStage("")
                .thenCompose(_ -> asked.get())
                .exceptionally(error -> Answer.failed(new MountFault.Journal(Causes.words(Optional.of(error)))));
    }
}
