package org.actorfs.app.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.fs.Timespec;
import org.actorfs.simulation.Schedule;
import org.actorfs.simulation.ThreadlessSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.jspecify.annotations.Nullable;

/**
 * The mounts of a daemon without threads, on a seeded schedule and a virtual clock, with a runner and a journal that do what the dice say.
 * The daemon can be killed and started anew on what its journal has. Closed by who made it.
 */
final class MountsWorld implements AutoCloseable {
    private static final int STEPS_BETWEEN_LOOKS = 20;

    private final SecondAnswers secondAnswers = new SecondAnswers();
    private final ThreadlessSystem<Void> actors = ThreadlessSystem.start(Behaviors.empty(), configuration());
    private final DicedJournal journal = new DicedJournal(schedule());
    private final DicedRunner runner = new DicedRunner(schedule(), this::onEnded);
    private final Clients clients;
    private final Map<UUID, MountView> told = new HashMap<>();
    private final List<String> others;
    private ManagedMounts mounts;
    private final List<ActorRef<MountManager.Command>> managers = new ArrayList<>();

    MountsWorld(long seed) {
        PersistenceTestKit storage = PersistenceTestKit.create(actors.system());
        storage.withPolicy(journal);
        var _ = actors.system().eventStream(); // made when it is first asked for
        journal.keepsIn(storage::persistForRecovery);
        schedule().drain();
        schedule().begin(seed);
        clients = new Clients(schedule(), () -> mounts, runner, journal);
        begin();
        schedule().drain();
        others = actorsBesideMounts();
    }

    /**
     * No thread but the one that simulates; and what Pekko would make for the first mount, which may come late, is there from the beginning,
     * so that every actor that comes later is of the mounts.
     */
    private static Config configuration() {
        return ConfigFactory.parseString("""
                        pekko.library-extensions = []
                        pekko.extensions = ["org.apache.pekko.persistence.Persistence"]
                        pekko.persistence.journal.auto-start-journals = ["pekko.persistence.testkit.journal"]
                        pekko.persistence.snapshot-store.auto-start-snapshot-stores = ["pekko.persistence.testkit.snapshotstore.pluginid"]
                        pekko.persistence.dispatchers {
                          default-plugin-dispatcher { type = Dispatcher, executor = default-executor, throughput = 1 }
                          default-replay-dispatcher { type = Dispatcher, executor = default-executor, throughput = 1 }
                          default-stream-dispatcher { type = Dispatcher, executor = default-executor, throughput = 1 }
                        }
                        """).withFallback(MemoryJournal.config());
    }

    Schedule schedule() {
        return actors.schedule();
    }

    DicedJournal journal() {
        return journal;
    }

    /** Requests come from all sides, something goes wrong, and now and then the daemon is killed; then all comes to rest. */
    void live(int requests) {
        clients.ask(requests);
        switch (schedule().dice().nextInt(7)) {
            case 0 -> journal.goAway(Duration.ofSeconds(schedule().dice().nextInt(40)));
            case 1 -> journal.loseLock(Duration.ofSeconds(schedule().dice().nextInt(20)));
            case 2 -> {
                run(schedule().dice().nextInt(4_000));
                restart();
            }
            case 3 -> {
                run(schedule().dice().nextInt(4_000));
                endWell();
                restart();
            }
            case 4 -> {
                run(schedule().dice().nextInt(4_000));
                journal.hideSome(Duration.ofSeconds(schedule().dice().nextInt(30)));
                restart();
            }
            default -> {}
        }
        schedule().drain();
        clients.reload();
        schedule().drain();
        check();
    }

    /**
     * Nobody asks for anything: the daemon is killed and comes back while its journal fails and somebody edits its file, and starts what
     * starts by itself.
     */
    void comeBack() {
        restart();
        clients.editFile();
        journal.goAway(Duration.ofSeconds(schedule().dice().nextInt(20)));
        schedule().drain();
        check();
        views().stream()
                .filter(mount -> MountManager.startsByItself(mount.spec()))
                .forEach(mount -> assertTrue(hasStarted(mount), () -> "it starts by itself: " + mount));
    }

    /** Somebody declares mounts while the journal takes nothing for so long: how often it is asked to. */
    int declareInVain(Duration time) {
        clients.writeFile();
        journal.takeNothing(time);
        clients.reload();
        schedule().drain();
        check();
        return journal.refused();
    }

    /** Or has been tried as often as it may be. */
    private static boolean hasStarted(MountView mount) {
        return mount.status() == MountStatus.RUNNING
                || (mount.status() == MountStatus.ERROR
                        && !mount.message().orElse("").contains("started again"));
    }

    private void run(int steps) {
        for (int i = 0; i < steps && schedule().step(); i++) {
            // the work is in the condition
        }
    }

    /** Everybody who has asked hears something before the daemon is gone. */
    private void endWell() {
        CompletionStage<Answer<List<Mounts.Result>>> ended = mounts.end();
        schedule().drain();
        assertTrue(ended.toCompletableFuture().isDone(), "it does not end");
        clients.checkAnswered();
        clients.checkTold();
    }

    private void restart() {
        ActorRef<MountManager.Command> killed = managers.getLast();
        Adapter.toClassic(actors.system()).stop(Adapter.toClassic(killed));
        runner.crash();
        while (actorTree().contains(killed.path().name())) {
            run(STEPS_BETWEEN_LOOKS);
        }
        clients.forget();
        told.clear();
        begin();
    }

    private void begin() {
        mounts = ManagedMounts.start(
                behavior -> {
                    managers.add(actors.system().systemActorOf(behavior, "mounts-" + managers.size(), Props.empty()));
                    return managers.getLast();
                },
                journal,
                runner,
                () -> CompletableFuture.completedStage(clients.declared()),
                new RetryPolicy(2, Duration.ofSeconds(1), Duration.ofSeconds(10)),
                new VirtualClock(schedule()),
                () -> new UUID(schedule().dice().nextLong(), schedule().dice().nextLong()));
        hear(mounts.watch());
        mounts.begin();
    }

    private void onEnded(UUID id, MountRunner.Ending ending) {
        mounts.onEnded(id, ending);
    }

    /** What who watches is told of a mount follows from what they were told before. */
    private void hear(Watch<MountNotice> watch) {
        var _ = watch.next()
                .thenAccept(next -> next.ifPresent(notice -> {
                    if (notice instanceof MountNotice.Changed(MountView mount)) {
                        clients.expect(
                                follows(told.put(mount.id(), mount), mount.status()),
                                () -> "who watches is told %s of %s".formatted(mount.status(), mount.history()));
                    }
                    clients.expect(!(notice instanceof MountNotice.Lagged), () -> "who watches misses something");
                    hear(watch);
                }));
    }

    /** A removal stops first, and says only that it is gone. */
    private static boolean follows(@Nullable MountView told, MountStatus after) {
        if (told == null) {
            return true;
        }
        MountStatus before = told.status();
        return before == after
                || (before == MountStatus.STOPPING && after == MountStatus.DELETED)
                || Transitions.ALL.stream().anyMatch(row -> row.from() == before && row.to() == after);
    }

    // --- when all has come to rest ------------------------------------------------------------------------------

    private void check() {
        clients.checkAnswered();
        clients.checkTold();
        assertEquals(List.of(), secondAnswers.told());
        assertEquals(List.of(), journal.wrong());
        assertEquals(Optional.empty(), mounts.unready());
        List<MountView> views = views();
        Set<UUID> running = new HashSet<>();
        for (MountView view : views) {
            MountState state = journal.states().getOrDefault(view.id(), MountState.absent(view.id()));
            assertEquals(state.status(), view.status(), () -> view + " and its journal");
            assertEquals(state.spec(), view.spec());
            assertTrue(
                    Set.of(MountStatus.STOPPED, MountStatus.RUNNING, MountStatus.ERROR)
                            .contains(view.status()),
                    view::toString);
            MountView last = told.getOrDefault(view.id(), view);
            assertEquals(view.status(), last.status(), "what who watches was told last");
            assertEquals(view.spec(), last.spec(), "what who watches was told last");
            assertEquals(view.atNextStart(), last.atNextStart(), "what who watches was told last");
            if (view.status() == MountStatus.RUNNING) {
                running.add(view.id());
            }
            assertTrue(
                    view.origin() == MountOrigin.ADDED || view.atNextStart().isEmpty() || runner.hasRefused(view.id()),
                    () -> "it runs as the file was once: " + view);
        }
        told.forEach((id, last) -> assertTrue(
                last.status() == MountStatus.DELETED
                        || views.stream().anyMatch(view -> view.id().equals(id)),
                () -> "who watches believes in " + id));
        long kept =
                journal.states().values().stream().filter(MountState::exists).count();
        assertEquals(kept, views.size(), "mounts in the journal, and in the list");
        assertEquals(running, runner.live(), "what says that it runs, and what runs");
        assertEquals(0, runner.starting(), "what is being started, and nobody waits for it");
        assertEquals(
                views.stream().map(view -> view.spec().mountpoint()).distinct().count(),
                views.size(),
                "one mount a mountpoint");
        clients.checkDeclared(views);
        clients.known(views);
        assertEquals(
                views.size(),
                actorTree().lines().filter(line -> line.contains("mount-")).count(),
                "entities");
        assertEquals(others, actorsBesideMounts());
    }

    private List<MountView> views() {
        CompletableFuture<Answer<List<MountView>>> list = mounts.list().toCompletableFuture();
        schedule().drain();
        return switch (list.join()) {
            case Answer.Done<List<MountView>>(List<MountView> views) -> views;
            case Answer.Failed<List<MountView>>(MountFault fault) -> throw new AssertionError(fault.toString());
        };
    }

    private String actorTree() {
        return ((ExtendedActorSystem) actors.system().classicSystem()).printTree();
    }

    /** Every other actor of the system, as a line of the tree without what differs from daemon to daemon; in order. */
    private List<String> actorsBesideMounts() {
        return actorTree()
                .lines()
                .filter(line -> !line.contains("mount-"))
                .map(line -> line.replaceAll("mounts-\\d+", "mounts")
                        .replaceAll(" status=.*", "")
                        .replaceAll("[^A-Za-z.]+", " "))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        actors.close();
        secondAnswers.close();
    }

    /** The schedule's. */
    private static final class VirtualClock extends Clock {
        private final Schedule schedule;

        VirtualClock(Schedule schedule) {
            this.schedule = schedule;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("nobody asks for it");
        }

        @Override
        public Instant instant() {
            Timespec now = schedule.now();
            return Instant.ofEpochSecond(now.seconds(), now.nanos());
        }
    }
}
