package org.actorfs.app.mounts;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;

/** The mounts of this process: {@link Mounts} as messages to a {@link MountManager}, which this starts and {@link #end} ends. */
public final class ManagedMounts implements Mounts, MountRunner.Listener {
    private final ActorRef<MountManager.Command> manager;
    private final AtomicReference<Optional<String>> unready;
    private final MountJournal journal;
    private final MountNotices notices;

    private ManagedMounts(
            ActorRef<MountManager.Command> manager,
            AtomicReference<Optional<String>> unready,
            MountJournal journal,
            MountNotices notices) {
        this.journal = journal;
        this.manager = manager;
        this.unready = unready;
        this.notices = notices;
    }

    /** As an actor called {@code name}. Nothing is done, and every request refused, until {@link #begin}. */
    public static ManagedMounts start(
            ActorSystem<?> system,
            String name,
            MountJournal journal,
            MountRunner runner,
            Declarations declarations,
            RetryPolicy retry,
            Clock clock) {
        return start(
                manager -> system.systemActorOf(manager, name, Props.empty()),
                journal,
                runner,
                declarations,
                retry,
                clock,
                UUID::randomUUID);
    }

    /** As whatever actor {@code spawner} makes. */
    static ManagedMounts start(
            Function<Behavior<MountManager.Command>, ActorRef<MountManager.Command>> spawner,
            MountJournal journal,
            MountRunner runner,
            Declarations declarations,
            RetryPolicy retry,
            Clock clock,
            Supplier<UUID> ids) {
        AtomicReference<Optional<String>> unready = new AtomicReference<>(Optional.of("the daemon is starting"));
        MountNotices notices = new MountNotices();
        ActorRef<MountManager.Command> manager = spawner.apply(MountManager.create(
                new MountManager.Parts(journal, runner, declarations, retry, clock, ids, unready, notices)));
        return new ManagedMounts(manager, unready, journal, notices);
    }

    /** Reads the journal, applies the declarations and starts what starts by itself; does not wait. To be called once. */
    public void begin() {
        manager.tell(new MountManager.Open());
    }

    @Override
    public CompletionStage<Answer<List<MountView>>> list() {
        return ask(MountManager.ListAll::new);
    }

    @Override
    public CompletionStage<Answer<MountView>> get(String name) {
        return ask(reply -> new MountManager.Get(name, reply));
    }

    @Override
    public CompletionStage<Answer<MountView>> create(MountSpec spec, boolean start, String by) {
        return ask(reply -> new MountManager.Create(spec, start, by, reply));
    }

    @Override
    public CompletionStage<Answer<Updated>> update(String name, SpecChange change, String by) {
        return ask(reply -> new MountManager.Update(name, change, by, reply));
    }

    @Override
    public CompletionStage<Answer<MountView>> delete(String name, String by) {
        return ask(reply -> new MountManager.Delete(name, by, reply));
    }

    @Override
    public CompletionStage<Answer<MountView>> start(String name, String by) {
        return ask(reply -> new MountManager.Start(name, by, reply));
    }

    @Override
    public CompletionStage<Answer<Stopped>> stop(String name, String by) {
        return ask(reply -> new MountManager.Stop(name, by, reply));
    }

    @Override
    public CompletionStage<Answer<List<Result>>> stopAll(String by) {
        return ask(reply -> new MountManager.StopAll(by, reply));
    }

    @Override
    public CompletionStage<Answer<List<Result>>> startAuto(String by) {
        return ask(reply -> new MountManager.StartAuto(by, reply));
    }

    @Override
    public CompletionStage<Answer<Reloaded>> reload(String by) {
        return ask(reply -> new MountManager.ReloadAll(by, reply));
    }

    @Override
    public CompletionStage<Answer<MountView>> invalidate(String name, String path, String by) {
        return ask(reply -> new MountManager.Invalidate(name, path, by, reply));
    }

    @Override
    public Watch<MountNotice> watch() {
        return notices.watch();
    }

    /** Stops all mounts, and takes no request any more. What the journal fails for goes on; its runner can end it. */
    public CompletionStage<Answer<List<Result>>> end() {
        return ask(MountManager.End::new).whenComplete((ended, error) -> notices.close());
    }

    @Override
    public Optional<String> unready() {
        return unready.get().or(() -> journal.trouble().map(MountFault::sentence));
    }

    @Override
    public void onEnded(UUID id, MountRunner.Ending ending) {
        manager.tell(new MountManager.RunEnded(id, ending));
    }

    private <T> CompletionStage<Answer<T>> ask(Function<Pending<T>, MountManager.Command> command) {
        Pending<T> reply = new Pending<>();
        manager.tell(command.apply(reply));
        return reply.stage();
    }
}
