package org.actorfs.app.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.mounts.Mounts.Stopped;
import org.actorfs.app.mounts.Mounts.Updated;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MountEntityTest {
    private static final ActorTestKit kit = ActorTestKit.create(MemoryJournal.config());

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final MountSpec SPEC = MountSpec.of("memory:", "/mnt/a");
    private static final MountFault NO_VOLUME = new MountFault.VolumeLoad("it does not open");
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final MountEntity.Past AGAIN = new MountEntity.Past(MountStatus.RUNNING, Optional.empty(), false);

    private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
    private final FakeRunner runner = new FakeRunner();
    private final UUID id = UUID.randomUUID();
    private final TestProbe<MountManager.Told> owner = kit.createTestProbe();
    private final List<ActorRef<?>> spawned = new ArrayList<>();
    private MountEntity.Past past = MountEntity.Past.NONE;
    private volatile Optional<MountFault> trouble = Optional.empty();

    private ActorRef<MountEntity.Command> entity = spawn(new RetryPolicy(0, Duration.ofMillis(5), LONG));

    @AfterAll
    static void shutdown() {
        kit.shutdownTestKit();
    }

    @AfterEach
    void stop() {
        spawned.forEach(kit::stop);
    }

    // --- its life -----------------------------------------------------------------------------------------------

    @Test
    void shouldBeCreatedStopped() throws Exception {
        MountView made = done(create(SPEC));
        assertEquals(MountStatus.STOPPED, made.status());
        assertEquals(List.of(new Deed(NOW, "alice", "created")), made.history());
        assertEquals(List.of(new MountEvent.Created(NOW, "alice", MountOrigin.ADDED, SPEC)), events());
    }

    @Test
    void shouldPersistOneEventForEachTransition() throws Exception {
        done(create(SPEC));
        assertEquals(MountStatus.RUNNING, done(start()).status());
        Stopped stopped = done(stopIt());
        assertEquals(StopKind.CLEAN, stopped.how());
        assertEquals(MountStatus.STOPPED, stopped.mount().status());
        assertEquals(MountStatus.DELETED, done(delete()).status());
        assertEquals(
                List.of(
                        new MountEvent.Created(NOW, "alice", MountOrigin.ADDED, SPEC),
                        new MountEvent.StartRequested(NOW, "bob"),
                        new MountEvent.Started(NOW, ""),
                        new MountEvent.StopRequested(NOW, "carol"),
                        new MountEvent.Stopped(NOW, StopKind.CLEAN),
                        new MountEvent.Deleted(NOW, "dave")),
                events());
    }

    @Test
    void shouldEndInErrorWhenAStartFails() throws Exception {
        done(create(SPEC));
        runner.fail("start", NO_VOLUME);
        assertEquals(NO_VOLUME, fault(start()));
        MountView view = viewAfter(MountStatus.ERROR);
        assertEquals(Optional.of("it does not open"), view.message());
        runner.succeed("start");
        assertEquals(MountStatus.RUNNING, done(start()).status());
    }

    @Test
    void shouldRefuseToStartWhatIsDisabled() throws Exception {
        done(create(new MountSpec("memory:", "/mnt/a", true, false, false, 1, LONG, List.of())));
        assertInstanceOf(MountFault.Disabled.class, fault(start()));
        assertEquals(List.of(), runner.calls());
    }

    @Test
    void shouldRefuseASecondStart() throws Exception {
        done(create(SPEC));
        runner.hold("start");
        Pending<MountView> first = start();
        assertInstanceOf(MountFault.AlreadyRunning.class, fault(start()));
        runner.letGo("start");
        assertEquals(MountStatus.RUNNING, done(first).status());
        assertInstanceOf(MountFault.AlreadyRunning.class, fault(start()));
    }

    @Test
    void shouldCallOffAStartThatIsStopped() throws Exception {
        done(create(SPEC));
        runner.hold("start");
        Pending<MountView> start = start();
        Stopped stopped = done(stopIt());
        assertEquals(MountStatus.STOPPED, stopped.mount().status());
        assertInstanceOf(MountFault.SpawnFailed.class, fault(start));
        runner.end(id);
        runner.letGo("start"); // too late to be heard
        assertEquals(MountStatus.STOPPED, done(update(SpecChange.NONE)).mount().status());
    }

    /** One that was called off ends late, when another is under way. */
    @Test
    void shouldNotBelieveAStartBeforeTheLast() throws Exception {
        done(create(SPEC));
        runner.hold("start");
        start();
        done(stopIt());
        Pending<MountView> last = start();
        entity.tell(new MountEntity.StartDone(1, Answer.failed(NO_VOLUME)));
        runner.letGo("start");
        assertEquals(MountStatus.RUNNING, done(last).status());
    }

    @Test
    void shouldStartOnceItHasStopped() throws Exception {
        done(create(SPEC));
        done(start());
        runner.hold("stop");
        Pending<Stopped> stop = stopIt();
        Pending<Stopped> same = stopIt();
        Pending<MountView> start = start();
        runner.letGo("stop");
        assertEquals(StopKind.CLEAN, done(stop).how());
        assertEquals(StopKind.CLEAN, done(same).how());
        assertEquals(MountStatus.RUNNING, done(start).status());
    }

    @Test
    void shouldStopBeforeItIsDeleted() throws Exception {
        done(create(SPEC));
        done(start());
        assertEquals(MountStatus.DELETED, done(delete()).status());
        assertFalse(runner.isLive(id));
    }

    @Test
    void shouldStayWhenItCannotBeUnmounted() throws Exception {
        done(create(SPEC));
        done(start());
        drain();
        MountFault busy = new MountFault.UnmountFailed("no right to unmount");
        runner.fail("stop", busy);
        runner.keepLive();
        assertEquals(busy, fault(stopIt()));
        assertEquals(
                Optional.of("no right to unmount"),
                viewAfter(MountStatus.RUNNING).message());
        assertInstanceOf(MountFault.UnmountFailed.class, fault(delete()));
    }

    @Test
    void shouldCleanWhatIsNotMounted() throws Exception {
        done(create(SPEC));
        assertEquals(StopKind.NOT_MOUNTED, done(stopIt()).how());
        assertEquals(List.of("stop /mnt/a"), runner.calls());
        assertEquals(1, events().size());
    }

    @Test
    void shouldForgetAnErrorWhenItIsStopped() throws Exception {
        done(create(SPEC));
        runner.fail("start", NO_VOLUME);
        fault(start());
        MountView view = done(stopIt()).mount();
        assertEquals(MountStatus.STOPPED, view.status());
        assertEquals(Optional.empty(), view.message());
    }

    @Test
    void shouldSayWhatHoldsAtOnceAndWhatLater() throws Exception {
        done(create(SPEC));
        done(start());
        SpecChange change = new SpecChange(
                Optional.empty(),
                Optional.empty(),
                Optional.of(true),
                Optional.empty(),
                Optional.of(true),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Updated updated = done(update(change));
        assertEquals(List.of("auto_mount"), updated.live());
        assertEquals(List.of("read_only"), updated.atNextStart());
        assertEquals(List.of("read_only"), updated.mount().atNextStart());
        done(stopIt());
        assertEquals(List.of(), done(start()).atNextStart());
    }

    // --- what happens to it -------------------------------------------------------------------------------------

    @Test
    void shouldBeStoppedWhenSomebodyElseUnmountsIt() throws Exception {
        done(create(SPEC));
        done(start());
        drain();
        runner.end(id);
        entity.tell(new MountEntity.OnEnded(new MountRunner.Ending.Unmounted()));
        viewAfter(MountStatus.STOPPED);
        assertEquals(new MountEvent.Ended(NOW), events().getLast());
    }

    /** It is not known to run yet, and has died already. */
    @Test
    void shouldStartAgainWhatDiedAtOnce() throws Exception {
        done(create(SPEC));
        drain();
        runner.hold("start");
        Pending<MountView> start = start();
        entity.tell(new MountEntity.OnEnded(new MountRunner.Ending.Died("a bug")));
        runner.diesAtOnce();
        runner.letGo("start");
        done(start);
        assertTrue(viewAfter(MountStatus.ERROR).message().orElseThrow().startsWith("a bug"));
        viewAfter(MountStatus.RUNNING);
    }

    @Test
    void shouldNotBelieveTheEndOfAnEarlierRun() throws Exception {
        done(create(SPEC));
        done(start());
        entity.tell(new MountEntity.OnEnded(new MountRunner.Ending.Unmounted()));
        assertEquals(MountStatus.RUNNING, done(update(SpecChange.NONE)).mount().status());
    }

    @Test
    void shouldStartAgainWhatDied() throws Exception {
        done(create(SPEC));
        done(start());
        drain();
        runner.end(id);
        entity.tell(new MountEntity.OnEnded(new MountRunner.Ending.Died("a bug")));
        MountView died = viewAfter(MountStatus.ERROR);
        assertTrue(died.message().orElseThrow().startsWith("a bug; it is started again in "), died::toString);
        viewAfter(MountStatus.RUNNING);
    }

    @Test
    void shouldTryAFailedStartAgainAsOftenAsConfigured() throws Exception {
        kit.stop(entity);
        entity = spawn(new RetryPolicy(2, Duration.ofMillis(5), LONG));
        done(create(SPEC));
        runner.fail("start", NO_VOLUME);
        fault(start());
        assertTrue(viewAfter(MountStatus.ERROR).message().orElseThrow().contains("again in 5 ms"));
        assertTrue(viewAfter(MountStatus.ERROR).message().orElseThrow().contains("again in 10 ms"));
        assertEquals(
                Optional.of("it does not open"), viewAfter(MountStatus.ERROR).message());
        assertEquals(3, runner.calls().stream().filter("start /mnt/a"::equals).count());
    }

    // --- recovery -----------------------------------------------------------------------------------------------

    /** Whatever the journal ends with, a daemon that comes back finds its mounts in a state that fits. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void shouldRecoverFromEveryPrefixOfAJournal(int length) throws Exception {
        recovered();
        kit.stop(entity);
        List<MountEvent> life = List.of(
                new MountEvent.Created(NOW, "alice", MountOrigin.ADDED, SPEC),
                new MountEvent.StartRequested(NOW, "bob"),
                new MountEvent.StartFailed(NOW, NO_VOLUME),
                new MountEvent.StartRequested(NOW, "retry"),
                new MountEvent.Started(NOW, ""),
                new MountEvent.Updated(NOW, "alice", SPEC.on("/mnt/b")),
                new MountEvent.StopRequested(NOW, "carol"),
                new MountEvent.Stopped(NOW, StopKind.LAZY),
                new MountEvent.Deleted(NOW, "dave"));
        List<MountStatus> expected = List.of(
                MountStatus.STOPPED,
                MountStatus.STOPPED,
                MountStatus.ERROR,
                MountStatus.STOPPED,
                MountStatus.STOPPED,
                MountStatus.STOPPED,
                MountStatus.STOPPED,
                MountStatus.STOPPED);
        journal.persistForRecovery(journalId(), new ArrayList<Object>(life.subList(0, length)));
        entity = spawn(new RetryPolicy(0, LONG, LONG));
        Optional<MountView> found = recovered();
        if (length == life.size()) {
            assertEquals(Optional.empty(), found);
        } else {
            assertEquals(expected.get(length - 1), found.orElseThrow().status());
            assertEquals(MountStatus.RUNNING, done(start()).status());
        }
    }

    @Test
    void shouldKnowAMountThatWentOnWithoutIt() throws Exception {
        done(create(SPEC));
        done(start());
        drain();
        kit.stop(entity);
        entity = spawn(new RetryPolicy(0, LONG, LONG));
        assertEquals(MountStatus.RUNNING, recovered().orElseThrow().status());
        assertEquals(StopKind.CLEAN, done(stopIt()).how());
    }

    /** It is not the daemon that had ended. */
    @Test
    void shouldStartAgainWhatEndedWhileTheJournalWasAway() throws Exception {
        done(create(SPEC));
        done(start());
        drain();
        kit.stop(entity);
        runner.end(id);
        past = AGAIN;
        entity = spawn(new RetryPolicy(0, Duration.ofMillis(5), LONG));
        assertTrue(viewAfter(MountStatus.ERROR).message().orElseThrow().startsWith("it ended while the journal"));
        viewAfter(MountStatus.RUNNING);
    }

    /** A journal that can be read and not written has not come back. */
    @Test
    void shouldNotSayWhatItFoundBeforeThatIsKept() throws Exception {
        done(create(SPEC));
        done(start());
        drain();
        kit.stop(entity);
        runner.end(id);
        runner.hold("stop");
        past = AGAIN;
        entity = spawn(new RetryPolicy(0, LONG, LONG));
        TestProbe<Object> watcher = kit.createTestProbe();
        journal.failNextPersisted(journalId(), new IllegalStateException("no disk"));
        runner.letGo("stop");
        watcher.expectTerminated(entity, LONG);
        owner.expectNoMessage(Duration.ZERO);
    }

    /** Nobody waits for a start that will not be. */
    @Test
    void shouldAnswerWhoAsksWhileItIsFoundOutWhatHasEnded() throws Exception {
        done(create(SPEC));
        done(start());
        done(update(enabled(false)));
        kit.stop(entity);
        runner.end(id);
        past = AGAIN;
        entity = spawn(new RetryPolicy(0, Duration.ofMillis(5), LONG));
        assertEquals(MountStatus.ERROR, done(update(SpecChange.NONE)).mount().status());
    }

    /** What cannot be unmounted runs, and is not said to have stopped. */
    @Test
    void shouldKnowThatItRunsWhenItsStopFailsAfterAnOutage() throws Exception {
        done(create(SPEC));
        done(start());
        drain();
        runner.keepLive();
        runner.fail("stop", new MountFault.UnmountFailed("no right to unmount"));
        runner.hold("stop");
        stopIt();
        viewAfter(MountStatus.STOPPING);
        kit.stop(entity);
        runner.letGo("stop");
        past = AGAIN;
        entity = spawn(new RetryPolicy(0, LONG, LONG));
        MountView found = recovered().orElseThrow();
        assertEquals(MountStatus.RUNNING, found.status());
        assertEquals(Optional.of("no right to unmount"), found.message());
    }

    /** It is the journal that was away, and the daemon was there. */
    @Test
    void shouldSayWhatCameBetween() throws Exception {
        done(create(SPEC));
        done(start());
        runner.hold("stop");
        stopIt();
        viewAfter(MountStatus.STOPPING);
        kit.stop(entity);
        runner.letGo("stop");
        past = AGAIN;
        entity = spawn(new RetryPolicy(0, LONG, LONG));
        MountView found = recovered().orElseThrow();
        assertEquals(MountStatus.STOPPED, found.status());
        assertEquals(
                "the journal was away; not mounted any more",
                found.history().getLast().what());
    }

    /** Its message survives the journal that did not take it, and it is tried again as any. */
    @Test
    void shouldEndInErrorThoughTheJournalFailsForTheFailure() throws Exception {
        done(create(SPEC));
        drain();
        TestProbe<Object> watcher = kit.createTestProbe();
        runner.fail("start", NO_VOLUME);
        runner.hold("start");
        start();
        viewAfter(MountStatus.STARTING);
        journal.failNextPersisted(journalId(), new IllegalStateException("no disk"));
        runner.letGo("start");
        assertEquals(new MountManager.StartOver(id, NO_VOLUME), owner.receiveMessage(LONG));
        watcher.expectTerminated(entity, LONG);
        past = new MountEntity.Past(MountStatus.STARTING, Optional.of(NO_VOLUME), false);
        entity = spawn(new RetryPolicy(1, Duration.ofMillis(5), LONG));
        MountView found = recovered().orElseThrow();
        assertEquals(MountStatus.ERROR, found.status());
        assertEquals(Optional.of("it does not open; it is started again in 5 ms"), found.message());
        viewAfter(MountStatus.STARTING);
        assertEquals(
                Optional.of("it does not open"), viewAfter(MountStatus.ERROR).message());
    }

    /** It came up while it was being called off, and cannot be unmounted any more. */
    @Test
    void shouldRunWhenItsStartCannotBeCalledOffAfterAnOutage() throws Exception {
        done(create(SPEC));
        drain();
        runner.hold("start");
        start();
        viewAfter(MountStatus.STARTING);
        kit.stop(entity);
        runner.hold("stop");
        runner.keepLive();
        runner.fail("stop", new MountFault.UnmountFailed("no right to unmount"));
        past = AGAIN;
        entity = spawn(new RetryPolicy(0, LONG, LONG));
        owner.awaitAssert(() -> {
            assertEquals("stop /mnt/a", runner.calls().getLast());
            return "";
        });
        runner.letGo("start");
        runner.letGo("stop");
        assertEquals(MountStatus.RUNNING, recovered().orElseThrow().status());
        assertEquals(new MountEvent.Started(NOW, ""), events().getLast());
    }

    /** Another daemon has the journal: neither what was asked nor a retry is written to it. */
    @Test
    void shouldBeginNothingWithoutTheJournal() throws Exception {
        kit.stop(entity);
        entity = spawn(new RetryPolicy(1, Duration.ofMillis(5), LONG));
        done(create(SPEC));
        runner.hold("start");
        runner.fail("start", NO_VOLUME);
        Pending<MountView> failing = start();
        viewAfter(MountStatus.STARTING);
        trouble = Optional.of(new MountFault.Journal("another daemon has it"));
        runner.letGo("start");
        assertEquals(NO_VOLUME, fault(failing));
        viewAfter(MountStatus.ERROR);
        owner.expectNoMessage(Duration.ofMillis(100));
        assertEquals(trouble.get(), fault(start()));
        assertEquals(trouble.get(), fault(stopIt()));
        assertEquals(new MountEvent.StartFailed(NOW, NO_VOLUME), events().getLast());
        trouble = Optional.empty();
        runner.succeed("start");
        viewAfter(MountStatus.RUNNING);
    }

    @Test
    void shouldNotPromiseAStartThatWasCalledOff() throws Exception {
        kit.stop(entity);
        entity = spawn(new RetryPolicy(2, LONG, LONG));
        done(create(SPEC));
        runner.fail("start", NO_VOLUME);
        fault(start());
        assertTrue(viewAfter(MountStatus.ERROR).message().orElseThrow().contains("again in"));
        runner.fail("stop", new MountFault.UnmountFailed("the directory cannot be reached"));
        fault(stopIt());
        assertEquals(
                Optional.of("it does not open"), viewAfter(MountStatus.ERROR).message());
    }

    /** A journal may keep what it said that it had failed to. */
    @Test
    void shouldBeCreatedOnce() throws Exception {
        MountView made = done(create(SPEC));
        assertEquals(made, done(create(SPEC)));
        assertEquals(1, events().size());
    }

    /** Whoever says stop last is heeded. */
    @Test
    void shouldNotStartWhatIsStoppedOnceMore() throws Exception {
        done(create(SPEC));
        done(start());
        runner.hold("stop");
        Pending<Stopped> first = stopIt();
        Pending<MountView> start = start();
        Pending<Stopped> second = stopIt();
        assertInstanceOf(MountFault.SpawnFailed.class, fault(start));
        runner.letGo("stop");
        done(first);
        done(second);
        assertEquals(MountStatus.STOPPED, done(update(SpecChange.NONE)).mount().status());
    }

    @Test
    void shouldSayThatItsVolumeDidNotCloseWell() throws Exception {
        done(create(SPEC));
        done(start());
        drain();
        MountFault fault = new MountFault.UnmountFailed("it did not close well");
        runner.fail("stop", fault);
        assertEquals(fault, fault(stopIt()));
        assertEquals(
                Optional.of("it did not close well"),
                viewAfter(MountStatus.ERROR).message());
    }

    /** It is started again once, not for ever. */
    @Test
    void shouldGiveUpWhatDiesAgainAndAgain() throws Exception {
        done(create(SPEC));
        done(start());
        drain();
        for (int i = 0; i < 2; i++) {
            runner.end(id);
            entity.tell(new MountEntity.OnEnded(new MountRunner.Ending.Died("a bug")));
            MountView died = viewAfter(MountStatus.ERROR);
            if (i == 0) {
                viewAfter(MountStatus.RUNNING);
            } else {
                assertEquals(Optional.of("a bug"), died.message());
            }
        }
    }

    @Test
    void shouldStopWhenTheJournalFails() throws Exception {
        done(create(SPEC));
        done(start());
        TestProbe<Object> watcher = kit.createTestProbe();
        journal.failNextPersisted(journalId(), new IllegalStateException("no disk"));
        stopIt();
        watcher.expectTerminated(entity, LONG);
        assertTrue(runner.isLive(id));
    }

    // --- helpers ------------------------------------------------------------------------------------------------

    private ActorRef<MountEntity.Command> spawn(RetryPolicy retry) {
        ActorRef<MountEntity.Command> ref = kit.spawn(MountEntity.create(
                id,
                past,
                new MountEntity.Parts(runner, retry, Clock.fixed(NOW, ZoneOffset.UTC), () -> trouble, owner.ref())));
        spawned.add(ref);
        return ref;
    }

    private static SpecChange enabled(boolean enabled) {
        return new SpecChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(enabled),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private String journalId() {
        return MountJournal.ENTITY_TYPE + "|" + id;
    }

    private List<MountEvent> events() {
        return journal.persistedInStorage(journalId()).stream()
                .map(MountEvent.class::cast)
                .toList();
    }

    /** What an entity says after its recovery. */
    private Optional<MountView> recovered() {
        while (true) {
            if (owner.receiveMessage(LONG) instanceof MountManager.Recovered(UUID _, Optional<MountView> view)) {
                return view;
            }
        }
    }

    /** What it says from now on. */
    private MountView viewAfter(MountStatus status) {
        while (true) {
            if (owner.receiveMessage(LONG) instanceof MountManager.Changed(UUID _, MountView view, boolean _)
                    && view.status() == status) {
                return view;
            }
        }
    }

    /** What it has said is heard no more. */
    private void drain() {
        UUID mark = UUID.randomUUID();
        owner.ref().tell(new MountManager.Recovered(mark, Optional.empty()));
        boolean more = true;
        while (more) {
            more = !(owner.receiveMessage(LONG) instanceof MountManager.Recovered(UUID of, Optional<MountView> _)
                    && of.equals(mark));
        }
    }

    private Pending<MountView> create(MountSpec spec) {
        Pending<MountView> reply = new Pending<>();
        entity.tell(new MountEntity.Create(MountOrigin.ADDED, spec, "alice", reply));
        return reply;
    }

    private Pending<Updated> update(SpecChange change) {
        Pending<Updated> reply = new Pending<>();
        entity.tell(new MountEntity.Update(change, "alice", reply));
        return reply;
    }

    private Pending<MountView> start() {
        Pending<MountView> reply = new Pending<>();
        entity.tell(new MountEntity.Start("bob", reply));
        return reply;
    }

    private Pending<Stopped> stopIt() {
        Pending<Stopped> reply = new Pending<>();
        entity.tell(new MountEntity.Stop("carol", reply));
        return reply;
    }

    private Pending<MountView> delete() {
        Pending<MountView> reply = new Pending<>();
        entity.tell(new MountEntity.Delete("dave", reply));
        return reply;
    }

    private static <T> T done(Pending<T> pending) throws Exception {
        return switch (answer(pending)) {
            case Answer.Done<T>(T value) -> value;
            case Answer.Failed<T>(MountFault fault) -> throw new AssertionError("it failed: " + fault);
        };
    }

    private static <T> Answer<T> answer(Pending<T> pending) throws Exception {
        return pending.stage().toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static <T> MountFault fault(Pending<T> pending) throws Exception {
        return switch (answer(pending)) {
            case Answer.Failed<T>(MountFault fault) -> fault;
            case Answer.Done<T>(T value) -> throw new AssertionError("it succeeded: " + value);
        };
    }
}
