package org.actorfs.app.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.actorfs.app.mounts.Mounts.Reloaded;
import org.actorfs.app.mounts.Mounts.Result;
import org.actorfs.app.mounts.Mounts.Updated;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.ReadEvents;
import org.apache.pekko.persistence.testkit.Reject;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The mounts of a daemon, through what HTTP sees of them. */
final class ManagedMountsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String BY = "test";

    private final ActorTestKit kit = ActorTestKit.create(MemoryJournal.config());
    private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
    private final FakeRunner runner = new FakeRunner();
    private final Set<UUID> known = new HashSet<>();
    private final List<MountSpec> declared = new ArrayList<>();
    private volatile Optional<MountFault> wrongFile = Optional.empty();
    private volatile CompletableFuture<Void> file = CompletableFuture.completedFuture(null);
    private final AtomicInteger filesRead = new AtomicInteger();
    private Optional<MountFault> journalAway = Optional.empty();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Optional<MountFault> lockLost = Optional.empty();
    private RetryPolicy retry = new RetryPolicy(0, LONG, LONG);
    private int started;

    private ManagedMounts mounts = start();

    @AfterEach
    void shutdown() {
        kit.shutdownTestKit();
    }

    // --- one mount ----------------------------------------------------------------------------------------------

    @Test
    void shouldAddAMountAndStartIt() throws Exception {
        MountView added = done(mounts.create(MountSpec.of("memory:", "/mnt/a"), true, BY));
        assertEquals(MountStatus.RUNNING, added.status());
        assertEquals(List.of("check /mnt/a", "start /mnt/a"), runner.calls());
        assertEquals(added, done(mounts.get(added.id().toString())));
        assertEquals(added, done(mounts.get("/mnt/a")));
        assertEquals(List.of(added), done(mounts.list()));
    }

    @Test
    void shouldKeepAMountWhoseFirstStartFails() throws Exception {
        runner.fail("start", new MountFault.SpawnFailed("no right to mount"));
        MountView added = done(mounts.create(MountSpec.of("memory:", "/mnt/a"), true, BY));
        assertEquals(MountStatus.ERROR, added.status());
        assertEquals(Optional.of("no right to mount"), added.message());
    }

    @Test
    void shouldLeaveNothingOfAMountThatCannotBe() throws Exception {
        runner.fail("check", new MountFault.VolumeNotFound("no such volume"));
        assertInstanceOf(MountFault.VolumeNotFound.class, fault(mounts.create(MountSpec.of("x:", "/mnt/a"), true, BY)));
        assertEquals(List.of(), done(mounts.list()));
    }

    @Test
    void shouldKeepAMountpointToOneMount() throws Exception {
        add("/mnt/a");
        assertInstanceOf(
                MountFault.MountpointTaken.class, fault(mounts.create(MountSpec.of("memory:", "/mnt/a"), false, BY)));
        assertEquals("undo /mnt/a", runner.calls().getLast());
        add("/mnt/b");
        assertInstanceOf(MountFault.MountpointTaken.class, fault(mounts.update("/mnt/b", moveTo("/mnt/a"), BY)));
        assertEquals(
                "/mnt/c",
                done(mounts.update("/mnt/b", moveTo("/mnt/c"), BY))
                        .mount()
                        .spec()
                        .mountpoint());
    }

    /** Two at once: one gets the mountpoint, the other is told so. */
    @Test
    void shouldKeepAMountpointToOneOfTwoAtOnce() throws Exception {
        runner.hold("check");
        CompletionStage<Answer<MountView>> first = mounts.create(MountSpec.of("memory:", "/mnt/a"), false, BY);
        CompletionStage<Answer<MountView>> second = mounts.create(MountSpec.of("memory:", "/mnt/a"), false, BY);
        runner.letGo("check");
        List<Answer<MountView>> answers = List.of(answer(first), answer(second));
        assertEquals(
                1,
                answers.stream().filter(answer -> answer instanceof Answer.Done).count());
        assertEquals(1, done(mounts.list()).size());
    }

    @Test
    void shouldLeaveNothingOfAMountThatCannotBeKept() throws Exception {
        journal.failNextPersisted(new IllegalStateException("no disk"));
        MountFault fault = fault(mounts.create(MountSpec.of("memory:", "/mnt/a"), true, BY));
        assertEquals(
                new MountFault.Journal("it was not added, because it could not be kept: no disk; try again"), fault);
        assertEquals("undo /mnt/a", runner.calls().getLast());
        assertEquals(List.of(), done(mounts.list()));
        add("/mnt/a");
    }

    @Test
    void shouldNotKnowWhatThereIsNot() throws Exception {
        assertInstanceOf(MountFault.MountNotFound.class, fault(mounts.get("/mnt/a")));
        assertInstanceOf(MountFault.MountNotFound.class, fault(mounts.update("/mnt/a", SpecChange.NONE, BY)));
        assertInstanceOf(MountFault.MountNotFound.class, fault(mounts.start("/mnt/a", BY)));
        assertInstanceOf(MountFault.MountNotFound.class, fault(mounts.stop("/mnt/a", BY)));
        assertInstanceOf(MountFault.MountNotFound.class, fault(mounts.delete("/mnt/a", BY)));
    }

    @Test
    void shouldLookAtAVolumeBeforeItIsChanged() throws Exception {
        add("/mnt/a");
        runner.fail("checkVolume", new MountFault.VolumeNotFound("no such volume"));
        SpecChange change = new SpecChange(
                Optional.of("mirror:/nowhere"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertInstanceOf(MountFault.VolumeNotFound.class, fault(mounts.update("/mnt/a", change, BY)));
        runner.succeed("checkVolume");
        Updated updated = done(mounts.update("/mnt/a", change, BY));
        assertEquals("mirror:/nowhere", updated.mount().spec().volume());
    }

    @Test
    void shouldDeleteAMountAndTakeAnotherInItsPlace() throws Exception {
        add("/mnt/a");
        done(mounts.start("/mnt/a", BY));
        assertEquals(MountStatus.DELETED, done(mounts.delete("/mnt/a", BY)).status());
        assertEquals(List.of(), done(mounts.list()));
        add("/mnt/a");
    }

    @Test
    void shouldTellWhoWatchesWhatHappens() throws Exception {
        Watch<MountNotice> watch = mounts.watch();
        MountView added = done(mounts.create(MountSpec.of("memory:", "/mnt/a"), true, BY));
        assertEquals(MountStatus.STOPPED, changed(watch));
        assertEquals(MountStatus.STARTING, changed(watch));
        assertEquals(MountStatus.RUNNING, changed(watch));
        done(mounts.invalidate("/mnt/a", "d//f", BY));
        assertEquals("invalidate [d, f] /mnt/a", runner.calls().getLast());
        assertEquals(Optional.of(new MountNotice.Invalidated(added.id(), "/mnt/a", "/d/f")), next(watch));
        runner.fail("invalidate", new MountFault.NotRunning("it does not run"));
        assertInstanceOf(MountFault.NotRunning.class, fault(mounts.invalidate("/mnt/a", "/", BY)));
        done(mounts.end());
        assertEquals(MountStatus.STOPPING, changed(watch));
    }

    private static MountStatus changed(Watch<MountNotice> watch) throws Exception {
        return assertInstanceOf(MountNotice.Changed.class, next(watch).orElseThrow())
                .mount()
                .status();
    }

    private static Optional<MountNotice> next(Watch<MountNotice> watch) throws Exception {
        return watch.next().toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    // --- all mounts ---------------------------------------------------------------------------------------------

    @Test
    void shouldStopAllAndGoOnPastFailures() throws Exception {
        for (String mountpoint : List.of("/mnt/a", "/mnt/b", "/mnt/c")) {
            add(mountpoint);
            done(mounts.start(mountpoint, BY));
        }
        runner.fail("stop", new MountFault.UnmountFailed("no right"));
        assertEquals(
                3,
                done(mounts.stopAll(BY)).stream()
                        .filter(result -> result.fault().isPresent())
                        .count());
        runner.succeed("stop");
        List<Result> results = done(mounts.stopAll(BY));
        assertEquals(
                List.of("/mnt/a", "/mnt/b", "/mnt/c"),
                results.stream()
                        .map(result -> result.mount().spec().mountpoint())
                        .toList());
        assertTrue(results.stream().allMatch(result -> result.mount().status() == MountStatus.STOPPED));
    }

    @Test
    void shouldStartWhatStartsByItself() throws Exception {
        done(mounts.create(spec("/mnt/a", true, true), false, BY));
        done(mounts.create(spec("/mnt/b", true, false), false, BY));
        done(mounts.create(spec("/mnt/c", false, true), false, BY));
        done(mounts.startAuto(BY));
        assertEquals(List.of("/mnt/a"), running());
    }

    @Test
    void shouldStopAllAndTakeNothingMoreAtTheEnd() throws Exception {
        add("/mnt/a");
        done(mounts.start("/mnt/a", BY));
        assertEquals(1, done(mounts.end()).size());
        assertInstanceOf(MountFault.Ending.class, fault(mounts.create(MountSpec.of("memory:", "/mnt/b"), false, BY)));
        assertTrue(mounts.unready().isPresent());
    }

    /** Neither what it is about to be is written, nor where it was to move to is left. */
    @Test
    void shouldChangeNothingOnceItEnds() throws Exception {
        add("/mnt/a");
        runner.hold("check");
        CompletionStage<Answer<Updated>> move = mounts.update("/mnt/a", moveTo("/mnt/b"), BY);
        await(() -> runner.calls().contains("check /mnt/b"));
        done(mounts.end());
        runner.letGo("check");
        assertInstanceOf(MountFault.Ending.class, fault(move));
        assertEquals("undo /mnt/b", runner.calls().getLast());
    }

    // --- boot ---------------------------------------------------------------------------------------------------

    @Test
    void shouldComeBackAsItWas() throws Exception {
        UUID a = done(mounts.create(spec("/mnt/a", true, true), true, BY)).id();
        UUID b = done(mounts.create(spec("/mnt/b", false, true), true, BY)).id();
        restart(a, b);
        assertEquals(List.of("/mnt/a"), running());
        assertEquals(MountStatus.STOPPED, done(mounts.get("/mnt/b")).status());
        List<String> history =
                done(mounts.get("/mnt/b")).history().stream().map(Deed::what).toList();
        assertTrue(history.contains("the daemon had ended; not mounted any more"), history::toString);
    }

    @Test
    void shouldStartTheOthersWhenOneCannotStart() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        runner.fail("start", new MountFault.VolumeLoad("it does not open"));
        restart();
        assertEquals(MountStatus.ERROR, done(mounts.get("/mnt/a")).status());
        assertEquals(Optional.empty(), mounts.unready());
    }

    @Test
    void shouldLeaveAtBootWhatIsDisabled() throws Exception {
        declared.add(spec("/mnt/a", true, false));
        UUID b = done(mounts.create(spec("/mnt/b", true, false), false, BY)).id();
        UUID c = done(mounts.create(spec("/mnt/c", true, true), false, BY)).id();
        restart(b, c);
        assertEquals(List.of("/mnt/c"), running());
        assertEquals("start /mnt/c", runner.calls().getLast());
    }

    @Test
    void shouldWaitForTheJournal() throws Exception {
        journalAway = Optional.of(new MountFault.Journal("nobody answers at localhost:5432"));
        mounts = start();
        MountFault fault = null;
        while (!(fault instanceof MountFault.Journal) || !fault.sentence().contains("5432")) {
            fault = fault(mounts.list());
        }
        assertEquals(Optional.of("nobody answers at localhost:5432"), mounts.unready());
        journalAway = Optional.empty();
        awaitReady();
        add("/mnt/a");
    }

    /** The entity is gone for a while, the mount is not. */
    @Test
    void shouldGoOnWhenTheJournalFails() throws Exception {
        UUID id = add("/mnt/a");
        done(mounts.start("/mnt/a", BY));
        journal.failNextPersisted(MountJournal.ENTITY_TYPE + "|" + id, new IllegalStateException("connection lost"));
        assertInstanceOf(MountFault.Journal.class, fault(mounts.stop("/mnt/a", BY)));
        assertTrue(runner.isLive(id));
        MountView view = done(mounts.get("/mnt/a"));
        assertEquals(MountStatus.RUNNING, view.status());
        assertTrue(view.message().orElse("").contains("connection lost"), view::toString);
        assertTrue(mounts.unready().orElse("").contains("connection lost"), mounts.unready()::toString);
        awaitReady();
        assertEquals(StopKind.CLEAN, done(mounts.stop("/mnt/a", BY)).how());
    }

    /** Not for every mount, nor for every attempt, and never with a stack trace. */
    @Test
    void shouldSayOnceThatTheJournalFails() throws Exception {
        List<String> warnings = warnings(() -> {
            add("/mnt/a");
            add("/mnt/b");
            AtomicInteger attempts = new AtomicInteger();
            journal.withPolicy((entity, operation) -> {
                attempts.incrementAndGet();
                return StorageFailure.create(new IllegalStateException("connection lost"));
            });
            fault(mounts.start("/mnt/a", BY));
            fault(mounts.start("/mnt/b", BY));
            await(() -> attempts.get() >= 4); // each has tried again
            journal.resetPolicy();
            awaitReady();
        });
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.getFirst().startsWith("the journal failed: connection lost"), warnings::toString);
    }

    /** That it can be read does not mean that it works. */
    @Test
    void shouldSayOnceThatWhatIsDeclaredCannotBeKept() throws Exception {
        restart();
        declared.add(spec("/mnt/a", true, true));
        UUID a = Reload.idOf("/mnt/a");
        AtomicInteger attempts = failWrites(a, MountEvent.Created.class);
        List<String> warnings = warnings(() -> {
            assertFalse(done(mounts.reload(BY)).failed().isEmpty());
            await(() -> attempts.get() >= 2);
            journal.resetPolicy();
            await(() -> runner.isLive(a));
        });
        assertEquals(1, warnings.size(), warnings::toString);
    }

    @Test
    void shouldSayOnceThatAStartThatIsDueCannotBeKept() throws Exception {
        declared.add(spec("/mnt/a", false, true));
        restart();
        declared.set(0, spec("/mnt/a", true, true));
        UUID a = Reload.idOf("/mnt/a");
        AtomicInteger attempts = failWrites(a, MountEvent.StartRequested.class);
        List<String> warnings = warnings(() -> {
            assertFalse(done(mounts.reload(BY)).failed().isEmpty());
            await(() -> attempts.get() >= 2);
            journal.resetPolicy();
            await(() -> runner.isLive(a));
        });
        assertEquals(1, warnings.size(), warnings::toString);
    }

    /** Events of that kind are not kept; counts them. */
    private AtomicInteger failWrites(UUID id, Class<? extends MountEvent> event) {
        AtomicInteger attempts = new AtomicInteger();
        journal.withPolicy((entity, operation) -> {
            if (entity.endsWith(id.toString())
                    && operation instanceof WriteEvents write
                    && write.getBatch().stream().anyMatch(event::isInstance)) {
                attempts.incrementAndGet();
                return StorageFailure.create(new IllegalStateException("read-only"));
            }
            return ProcessingSuccess.getInstance();
        });
        return attempts;
    }

    /** What the log warns of meanwhile. */
    private static List<String> warnings(Executable deeds) throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger("org.actorfs.app");
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        log.addAppender(said);
        try {
            deeds.execute();
        } finally {
            log.detachAppender(said);
        }
        return said.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private interface Executable {
        void execute() throws Exception;
    }

    /** Another daemon has the journal now: nothing may be written to it, and what is mounted goes on. */
    @Test
    void shouldChangeNothingWithoutTheJournalsLock() throws Exception {
        UUID id = add("/mnt/a");
        done(mounts.start("/mnt/a", BY));
        lockLost = Optional.of(new MountFault.Journal("another daemon has it"));
        assertEquals(lockLost.get(), fault(mounts.stop("/mnt/a", BY)));
        assertEquals(lockLost.get(), fault(mounts.create(MountSpec.of("memory:", "/mnt/b"), false, BY)));
        assertEquals(Optional.of("another daemon has it"), mounts.unready());
        assertTrue(runner.isLive(id));
        assertEquals(1, done(mounts.list()).size());
    }

    /** Whoever waits behind the one who removes it hears that it is gone. */
    @Test
    void shouldAnswerWhoWaitsForAMountThatIsRemoved() throws Exception {
        add("/mnt/a");
        done(mounts.start("/mnt/a", BY));
        runner.hold("stop");
        CompletionStage<Answer<MountView>> first = mounts.delete("/mnt/a", BY);
        CompletionStage<Answer<MountView>> second = mounts.delete("/mnt/a", BY);
        CompletionStage<Answer<MountView>> start = mounts.start("/mnt/a", BY);
        CompletionStage<Answer<Updated>> update = mounts.update("/mnt/a", SpecChange.NONE, BY);
        while (done(mounts.get("/mnt/a")).status() != MountStatus.STOPPING) {
            Thread.onSpinWait();
        }
        runner.letGo("stop");
        assertEquals(MountStatus.DELETED, done(first).status());
        assertEquals(MountStatus.DELETED, done(second).status());
        fault(start);
        fault(update);
        assertEquals(List.of(), done(mounts.list()));
    }

    /** Of two that want to move there at once one does. */
    @Test
    void shouldLetOneOfTwoMoveToAMountpoint() throws Exception {
        add("/mnt/a");
        add("/mnt/b");
        runner.hold("check");
        CompletionStage<Answer<Updated>> first = mounts.update("/mnt/a", moveTo("/mnt/c"), BY);
        CompletionStage<Answer<Updated>> second = mounts.update("/mnt/b", moveTo("/mnt/c"), BY);
        runner.letGo("check");
        List<Answer<Updated>> answers = List.of(answer(first), answer(second));
        assertEquals(
                1,
                answers.stream().filter(moved -> moved instanceof Answer.Done).count());
    }

    /** Whoever watches hears what came of a mount, though its entity could not keep it at first. */
    @Test
    void shouldTellWhoWatchesWhatWasFoundAfterAnOutage() throws Exception {
        UUID id = add("/mnt/a");
        Watch<MountNotice> watch = mounts.watch();
        runner.hold("start");
        CompletionStage<Answer<MountView>> start = mounts.start("/mnt/a", BY);
        assertEquals(MountStatus.STARTING, changed(watch));
        journal.failNextPersisted(MountJournal.ENTITY_TYPE + "|" + id, new IllegalStateException("connection lost"));
        runner.letGo("start");
        assertInstanceOf(MountFault.Journal.class, fault(start));
        assertEquals(MountStatus.RUNNING, changed(watch));
    }

    /** One that the journal gives away while others are still being started. */
    @Test
    void shouldStartByItselfWhatCanBeReadLate() throws Exception {
        UUID a = done(mounts.create(spec("/mnt/a", true, true), false, BY)).id();
        UUID b = done(mounts.create(spec("/mnt/b", true, true), false, BY)).id();
        known.addAll(List.of(a, b));
        journal.failNextRead(MountJournal.ENTITY_TYPE + "|" + b, new IllegalStateException("connection lost"));
        runner.hold("start");
        begin();
        await(() -> runner.calls().contains("start /mnt/b"));
        runner.letGo("start");
        awaitReady();
        await(() -> runner.isLive(b));
    }

    /** Not as it was in the journal. */
    @Test
    void shouldStartAsTheFileSaysWhatCanBeReadLate() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        restart();
        UUID a = Reload.idOf("/mnt/a");
        MountSpec other = new MountSpec("memory:size=1M", "/mnt/a", true, true, true, 1, LONG, List.of());
        declared.set(0, other);
        known.add(a);
        runner.end(a);
        journal.failNextRead(MountJournal.ENTITY_TYPE + "|" + a, new IllegalStateException("connection lost"));
        begin();
        await(() -> runner.isLive(a));
        awaitReady();
        MountView view = done(mounts.get("/mnt/a"));
        assertEquals(other, view.spec());
        assertEquals(List.of(), view.atNextStart());
    }

    /** What the file declares is made as soon as the journal can keep it. */
    @Test
    void shouldMakeWhatIsDeclaredOnceTheJournalIsBack() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        journal.failNextPersisted(new IllegalStateException("no disk"));
        restart();
        await(() -> runner.isLive(Reload.idOf("/mnt/a")));
    }

    // --- a journal that fails once ------------------------------------------------------------------------------

    @Test
    void shouldStartWhatIsDueAtBootThoughTheJournalFails() throws Exception {
        UUID a = done(mounts.create(spec("/mnt/a", true, true), false, BY)).id();
        UUID b = done(mounts.create(spec("/mnt/b", true, true), false, BY)).id();
        known.addAll(List.of(a, b));
        failNextWrite(a, MountEvent.StartRequested.class);
        begin();
        await(() -> runner.isLive(a));
        while (!running().equals(List.of("/mnt/a", "/mnt/b"))) {
            Thread.onSpinWait();
        }
        awaitReady();
    }

    @Test
    void shouldStartWhatWasStoppedForAChangeThatTheJournalFailsFor() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        restart();
        UUID a = Reload.idOf("/mnt/a");
        MountSpec other = new MountSpec("memory:size=1M", "/mnt/a", true, true, false, 1, LONG, List.of());
        declared.set(0, other);
        failNextWrite(a, MountEvent.Updated.class);
        assertFalse(done(mounts.reload(BY)).failed().isEmpty());
        await(() -> runner.isLive(a));
        awaitReady();
        assertEquals(other, done(mounts.get("/mnt/a")).spec());
        assertEquals(List.of("start /mnt/a", "stop /mnt/a", "start /mnt/a"), runner.calls());
    }

    /** A password that cannot be sealed: it runs on as it is kept, and is stopped no more for that, until somebody reloads. */
    @Test
    void shouldStartAsItIsKeptWhatTheJournalDoesNotTakeChanged() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        restart();
        UUID a = Reload.idOf("/mnt/a");
        MountSpec before = declared.getFirst();
        MountSpec other = new MountSpec("memory:size=1M", "/mnt/a", true, true, false, 1, LONG, List.of());
        declared.set(0, other);
        journal.withPolicy((_, operation) -> operation instanceof WriteEvents write
                        && write.getBatch().stream().anyMatch(MountEvent.Updated.class::isInstance)
                ? Reject.create(new IllegalStateException("the key is missing"))
                : ProcessingSuccess.getInstance());
        assertFalse(done(mounts.reload(BY)).failed().isEmpty());
        await(() -> runner.isLive(a));
        awaitReady();
        assertEquals(before, done(mounts.get("/mnt/a")).spec());
        journal.resetPolicy();
        assertEquals(List.of("/mnt/a"), done(mounts.reload(BY)).changed());
        assertEquals(other, done(mounts.get("/mnt/a")).spec());
        assertEquals(
                List.of("start /mnt/a", "stop /mnt/a", "start /mnt/a", "stop /mnt/a", "start /mnt/a"), runner.calls());
    }

    @Test
    void shouldNotStartWhatSomebodyStoppedMeanwhile() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        restart();
        MountSpec other = new MountSpec("memory:size=1M", "/mnt/a", true, true, false, 1, LONG, List.of());
        declared.set(0, other);
        failNextWrite(Reload.idOf("/mnt/a"), MountEvent.Updated.class);
        assertFalse(done(mounts.reload(BY)).failed().isEmpty());
        fault(mounts.stop("/mnt/a", BY));
        while (!done(mounts.get("/mnt/a")).spec().equals(other)) {
            Thread.onSpinWait();
        }
        done(mounts.reload(BY)); // whatever was under way is over
        assertEquals(List.of(), running());
    }

    @Test
    void shouldStartAgainWhatDiedThoughTheJournalFailsForTheStart() throws Exception {
        retry = new RetryPolicy(1, Duration.ofMillis(5), LONG);
        restart();
        UUID a = add("/mnt/a");
        done(mounts.start("/mnt/a", BY));
        failNextWrite(a, MountEvent.StartRequested.class);
        runner.end(a);
        mounts.onEnded(a, new MountRunner.Ending.Died("a bug"));
        await(() -> runner.isLive(a));
        assertEquals(2, runner.calls().stream().filter("start /mnt/a"::equals).count());
    }

    /** The lock is away when it is tried again. */
    @Test
    void shouldTryAgainUntilTheJournalsLockIsBack() throws Exception {
        restart();
        declared.add(spec("/mnt/a", true, true));
        UUID a = Reload.idOf("/mnt/a");
        failNextWrite(a, MountEvent.Created.class);
        assertFalse(done(mounts.reload(BY)).failed().isEmpty());
        int before = looks.get();
        lockLost = Optional.of(new MountFault.Journal("another daemon has it"));
        await(() -> looks.get() > before);
        lockLost = Optional.empty();
        await(() -> runner.isLive(a));
    }

    @Test
    void shouldLeaveWhatRunsToTheRunnerWhenItEndsWithoutTheJournalsLock() throws Exception {
        UUID a = add("/mnt/a");
        add("/mnt/b");
        done(mounts.start("/mnt/a", BY));
        lockLost = Optional.of(new MountFault.Journal("another daemon has it"));
        List<Result> results = done(mounts.end());
        assertEquals(List.of(lockLost), results.stream().map(Result::fault).toList());
        assertTrue(runner.isLive(a));
    }

    /** Whoever was answered before it fails hears nothing of that. */
    @Test
    void shouldAnswerNobodyAgainWhenTheJournalFails() throws Exception {
        try (SecondAnswers seconds = new SecondAnswers()) {
            UUID a = add("/mnt/a");
            done(mounts.start("/mnt/a", BY));
            failNextWrite(a, MountEvent.Ended.class);
            runner.end(a);
            mounts.onEnded(a, new MountRunner.Ending.Unmounted());
            await(() -> mounts.unready().isPresent());
            awaitReady();
            assertEquals(List.of(), seconds.told());
        }
    }

    /** What was asked may be done. */
    @Test
    void shouldNotSayThatNothingWasChanged() throws Exception {
        UUID a = add("/mnt/a");
        failNextWrite(a, MountEvent.Started.class);
        String sentence = fault(mounts.start("/mnt/a", BY)).sentence();
        assertTrue(runner.isLive(a));
        assertTrue(sentence.endsWith("what was asked may still be done: look again"), sentence);
    }

    // --- a journal that does not say ----------------------------------------------------------------------------

    /** It may be there, whose mountpoint only the journal knows. */
    @Test
    void shouldGiveNoMountpointAwayWhileAMountCannotBeRead() throws Exception {
        UUID a = add("/mnt/a");
        UUID b = add("/mnt/b");
        known.addAll(List.of(a, b));
        journal.withPolicy((entity, operation) -> entity.endsWith(a.toString()) && operation instanceof ReadEvents
                ? StorageFailure.create(new IllegalStateException("connection lost"))
                : ProcessingSuccess.getInstance());
        begin();
        while (!(answer(mounts.get("/mnt/b")) instanceof Answer.Done<MountView>)) {
            Thread.onSpinWait();
        }
        MountFault create = fault(mounts.create(MountSpec.of("memory:", "/mnt/a"), false, BY));
        assertInstanceOf(MountFault.Journal.class, create);
        assertEquals(
                "/mnt/a may be the mountpoint of the mount %s, which cannot be read: connection lost; try again once it can"
                        .formatted(a),
                create.sentence());
        assertEquals("undo /mnt/a", runner.calls().getLast());
        assertEquals(
                "what is kept of this mount cannot be read or written: connection lost; what was asked may still be done: look again",
                fault(mounts.get(a.toString())).sentence());
        assertEquals(create, fault(mounts.stop("/mnt/a", BY)));
        assertInstanceOf(MountFault.Journal.class, fault(mounts.update("/mnt/b", moveTo("/mnt/c"), BY)));
        assertEquals("undo /mnt/c", runner.calls().getLast());
        journal.resetPolicy();
        awaitReady();
        assertInstanceOf(
                MountFault.MountpointTaken.class, fault(mounts.create(MountSpec.of("memory:", "/mnt/a"), false, BY)));
        done(mounts.update("/mnt/b", moveTo("/mnt/c"), BY));
    }

    /** Its key is lost, or a newer actorfs has written it: that does not pass, and is said once. */
    @Test
    void shouldGoOnWithoutAMountThatCannotBeReadAnyMore() throws Exception {
        UUID a = add("/mnt/a");
        UUID b = add("/mnt/b");
        known.addAll(List.of(a, b));
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger othersAttempts = new AtomicInteger();
        journal.withPolicy((entity, operation) -> {
            if (operation instanceof ReadEvents && entity.endsWith(b.toString())) {
                return othersAttempts.incrementAndGet() < 3
                        ? StorageFailure.create(new IllegalStateException("connection lost"))
                        : ProcessingSuccess.getInstance();
            }
            if (!(operation instanceof ReadEvents) || !entity.endsWith(a.toString())) {
                return ProcessingSuccess.getInstance();
            }
            return StorageFailure.create(
                    attempts.incrementAndGet() == 1
                            ? new UnreadableException(
                                    "the key is missing: put it back",
                                    new IllegalStateException("/var/lib/actorfs/secrets.key"))
                            : new IllegalStateException("Circuit Breaker is open; calls are failing fast"));
        });
        String complaint = "what is kept of the mount %s cannot be read: the key is missing: put it back".formatted(a);
        List<String> warnings = warnings(() -> {
            begin();
            await(() -> othersAttempts.get() == 3);
            awaitReady();
            known.add(add("/mnt/a"));
            done(mounts.update("/mnt/b", moveTo("/mnt/c"), BY));
            assertEquals(1, attempts.get(), "it is asked for no more than once");
            assertEquals(new MountFault.Journal(complaint), fault(mounts.get(a.toString())));
            assertEquals(new MountFault.Journal(complaint), fault(mounts.delete(a.toString(), BY)));
            assertInstanceOf(MountFault.MountNotFound.class, fault(mounts.get("/mnt/b")));
        });
        assertEquals(
                Set.of(
                        complaint + "; the other mounts go on without it",
                        "the journal failed: connection lost; what is mounted goes on, and it is tried again until it works"),
                Set.copyOf(warnings));
        assertEquals(2, warnings.size(), warnings::toString);
        journal.resetPolicy();
        begin();
        awaitReady();
        assertEquals("/mnt/a", done(mounts.get(a.toString())).spec().mountpoint());
        assertEquals(3, done(mounts.list()).size());
    }

    /** No entity has seen that it died. */
    @Test
    void shouldStartAgainWhatDiedThoughTheJournalFailedAndKeptThat() throws Exception {
        retry = new RetryPolicy(0, Duration.ofMillis(5), LONG);
        restart();
        UUID a = add("/mnt/a");
        done(mounts.start("/mnt/a", BY));
        keepNextWriteAndFail(MountEvent.Died.class);
        runner.end(a);
        mounts.onEnded(a, new MountRunner.Ending.Died("a bug"));
        await(() -> runner.isLive(a));
        awaitReady();
    }

    /** It was asked to stop when no entity could hear it. */
    @Test
    void shouldNotStartAgainWhatDiedAndWasStoppedThoughTheJournalFailed() throws Exception {
        retry = new RetryPolicy(1, Duration.ofMillis(5), LONG);
        restart();
        UUID a = add("/mnt/a");
        done(mounts.start("/mnt/a", BY));
        keepNextWriteAndFail(MountEvent.Died.class);
        runner.end(a);
        mounts.onEnded(a, new MountRunner.Ending.Died("a bug"));
        await(() -> mounts.unready().isPresent());
        assertInstanceOf(MountFault.Journal.class, fault(mounts.stop("/mnt/a", BY)));
        awaitReady();
        MountView found = done(mounts.get("/mnt/a"));
        assertEquals(MountStatus.ERROR, found.status());
        assertEquals(Optional.of("a bug"), found.message());
        assertFalse(runner.isLive(a));
        assertEquals(MountStatus.RUNNING, done(mounts.start("/mnt/a", BY)).status());
    }

    /** Nor is the stop the last word, if a start comes after it. */
    @Test
    void shouldStartAgainWhatDiedAndWasStartedAfterItWasStopped() throws Exception {
        retry = new RetryPolicy(1, Duration.ofMillis(5), LONG);
        restart();
        UUID a = add("/mnt/a");
        done(mounts.start("/mnt/a", BY));
        keepNextWriteAndFail(MountEvent.Died.class);
        runner.end(a);
        mounts.onEnded(a, new MountRunner.Ending.Died("a bug"));
        await(() -> mounts.unready().isPresent());
        assertInstanceOf(MountFault.Journal.class, fault(mounts.stop("/mnt/a", BY)));
        assertInstanceOf(MountFault.Journal.class, fault(mounts.start("/mnt/a", BY)));
        await(() -> runner.isLive(a));
    }

    @Test
    void shouldTryAStartAgainThoughTheJournalFailedAndKeptThatItFailed() throws Exception {
        retry = new RetryPolicy(1, Duration.ofMillis(5), LONG);
        restart();
        UUID a = add("/mnt/a");
        keepNextWriteAndFail(MountEvent.StartFailed.class);
        runner.fail("start", new MountFault.VolumeLoad("it does not open"));
        assertInstanceOf(MountFault.Journal.class, fault(mounts.start("/mnt/a", BY)));
        runner.succeed("start");
        await(() -> runner.isLive(a));
    }

    @Test
    void shouldTellWhoWatchesWhatWasChangedAfterAll() throws Exception {
        add("/mnt/a");
        Watch<MountNotice> watch = mounts.watch();
        keepNextWriteAndFail(MountEvent.Updated.class);
        assertInstanceOf(MountFault.Journal.class, fault(mounts.update("/mnt/a", moveTo("/mnt/c"), BY)));
        MountNotice.Changed changed =
                assertInstanceOf(MountNotice.Changed.class, next(watch).orElseThrow());
        assertEquals("/mnt/c", changed.mount().spec().mountpoint());
    }

    @Test
    void shouldKnowAMountThatWasKeptThoughTheJournalFailed() throws Exception {
        keepNextWriteAndFail(MountEvent.Created.class);
        UUID id = add("/mnt/a");
        assertEquals(
                List.of(id), done(mounts.list()).stream().map(MountView::id).toList());
        awaitReady();
        assertEquals(List.of("check /mnt/a"), runner.calls());
    }

    /** Neither is its mountpoint given away, nor are its directories, until the journal says that there is none. */
    @Test
    void shouldUndoWhatWasNotMadeOnceTheJournalSaysSo() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        journal.withPolicy((_, _) -> away.get()
                ? StorageFailure.create(new IllegalStateException("no disk"))
                : ProcessingSuccess.getInstance());
        assertInstanceOf(MountFault.Journal.class, fault(mounts.create(MountSpec.of("memory:", "/mnt/a"), false, BY)));
        assertEquals(
                new MountFault.Journal(
                        "the journal does not say whether there is a mount for /mnt/a: look again once it does"),
                fault(mounts.create(MountSpec.of("memory:", "/mnt/a"), false, BY)));
        assertInstanceOf(MountFault.Journal.class, fault(mounts.get("/mnt/a")));
        assertEquals(1, runner.calls().stream().filter("undo /mnt/a"::equals).count()); // the second's
        away.set(false);
        awaitReady();
        assertEquals(2, runner.calls().stream().filter("undo /mnt/a"::equals).count());
        add("/mnt/a");
    }

    @Test
    void shouldNotGiveAMountpointAwayThatAMountMayHaveMovedTo() throws Exception {
        add("/mnt/a");
        keepNextWriteAndFail(MountEvent.Updated.class);
        assertInstanceOf(MountFault.Journal.class, fault(mounts.update("/mnt/a", moveTo("/mnt/c"), BY)));
        assertInstanceOf(MountFault.Journal.class, fault(mounts.create(MountSpec.of("memory:", "/mnt/c"), false, BY)));
        assertInstanceOf(MountFault.Journal.class, fault(mounts.get("/mnt/c")));
        awaitReady();
        assertEquals(1, runner.calls().stream().filter("undo /mnt/c"::equals).count()); // of whom it was refused
        assertEquals("/mnt/c", done(mounts.list()).getFirst().spec().mountpoint());
        add("/mnt/a");
    }

    @Test
    void shouldTellWhoWatchesThatAMountIsGoneAfterAll() throws Exception {
        add("/mnt/a");
        Watch<MountNotice> watch = mounts.watch();
        keepNextWriteAndFail(MountEvent.Deleted.class);
        assertInstanceOf(MountFault.Journal.class, fault(mounts.delete("/mnt/a", BY)));
        assertEquals(MountStatus.DELETED, changed(watch));
        assertEquals(List.of(), done(mounts.list()));
    }

    /** It could not be stopped, was changed while it ran, and would have run on as it was. */
    @Test
    void shouldStopOnceTheJournalIsBackWhatTheFileChanged() throws Exception {
        declared.addAll(List.of(spec("/mnt/a", true, true), spec("/mnt/b", true, true)));
        restart();
        UUID a = Reload.idOf("/mnt/a");
        List.of("/mnt/a", "/mnt/b")
                .forEach(mountpoint -> declared.add(
                        new MountSpec("memory:size=1M", mountpoint, true, true, false, 1, LONG, List.of())));
        declared.subList(0, 2).clear();
        failNextWrite(a, MountEvent.StopRequested.class);
        runner.hold("stop");
        CompletionStage<Answer<Reloaded>> reload = mounts.reload(BY);
        await(() -> mounts.unready().isPresent());
        awaitReady(); // the other still stops
        runner.letGo("stop");
        assertEquals(
                List.of(a),
                done(reload).failed().stream()
                        .map(result -> result.mount().id())
                        .toList());
        MountView before = done(mounts.get("/mnt/a"));
        assertEquals(List.of("volume"), before.atNextStart());
        await(() -> runner.calls().stream().filter("start /mnt/a"::equals).count() == 2);
        done(mounts.reload(BY)); // whatever was under way is over
        assertEquals(List.of(), done(mounts.get("/mnt/a")).atNextStart());
        assertEquals(List.of("/mnt/a", "/mnt/b"), running());
    }

    /** The next event of that kind is kept, but not acknowledged. */
    private void keepNextWriteAndFail(Class<? extends MountEvent> event) {
        AtomicBoolean failed = new AtomicBoolean();
        journal.withPolicy((entity, operation) -> {
            if (operation instanceof WriteEvents write
                    && write.getBatch().stream().anyMatch(event::isInstance)
                    && failed.compareAndSet(false, true)) {
                journal.persistForRecovery(entity, new ArrayList<>(write.getBatch()));
                return StorageFailure.create(new IllegalStateException("connection lost"));
            }
            return ProcessingSuccess.getInstance();
        });
    }

    /** The next event of that kind is not kept. */
    private void failNextWrite(UUID id, Class<? extends MountEvent> event) {
        AtomicBoolean failed = new AtomicBoolean();
        journal.withPolicy((entity, operation) -> entity.equals(MountJournal.ENTITY_TYPE + "|" + id)
                        && operation instanceof WriteEvents write
                        && write.getBatch().stream().anyMatch(event::isInstance)
                        && failed.compareAndSet(false, true)
                ? StorageFailure.create(new IllegalStateException("no disk"))
                : ProcessingSuccess.getInstance());
    }

    // --- the configuration file ---------------------------------------------------------------------------------

    @Test
    void shouldApplyWhatIsDifferentInTheFile() throws Exception {
        declared.addAll(List.of(spec("/mnt/a", true, true), spec("/mnt/b", true, true), spec("/mnt/c", true, true)));
        restart();
        add("/mnt/x");
        done(mounts.start("/mnt/x", BY));
        int before = runner.calls().size();
        declared.clear();
        declared.addAll(List.of(
                spec("/mnt/a", true, true),
                new MountSpec("memory:size=1M", "/mnt/b", true, true, false, 1, LONG, List.of()),
                spec("/mnt/d", true, true)));
        assertEquals(
                new Reloaded(List.of("/mnt/d"), List.of("/mnt/b"), List.of("/mnt/c"), List.of()),
                done(mounts.reload(BY)));
        assertEquals(List.of("/mnt/a", "/mnt/b", "/mnt/d", "/mnt/x"), running());
        List<String> calls = runner.calls().subList(before, runner.calls().size());
        assertEquals(Set.of("stop /mnt/b", "stop /mnt/c"), Set.copyOf(calls.subList(0, 2)));
        assertEquals(Set.of("start /mnt/b", "start /mnt/d"), Set.copyOf(calls.subList(2, 4)));
        assertEquals(4, calls.size());
    }

    /** What is gone has let go of its mountpoint before another gets it. */
    @Test
    void shouldHandAMountpointOn() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        restart();
        runner.hold("stop");
        declared.set(0, spec("/mnt/b", true, true));
        CompletionStage<Answer<Reloaded>> reload = mounts.reload(BY);
        while (done(mounts.get("/mnt/a")).status() != MountStatus.STOPPING) {
            Thread.onSpinWait();
        }
        declared.clear(); // the next reload sees another file, and waits for the first
        CompletionStage<Answer<Reloaded>> next = mounts.reload(BY);
        done(mounts.list());
        assertEquals(List.of("start /mnt/a", "stop /mnt/a"), runner.calls());
        runner.letGo("stop");
        assertEquals(List.of("/mnt/a"), done(reload).removed());
        assertEquals(List.of("/mnt/b"), done(next).removed());
        assertEquals(List.of(), running());
    }

    /** Whoever waits for another reload hears that there will be none. */
    @Test
    void shouldAnswerAllWhoWaitForAReloadWhenItEnds() throws Exception {
        List<CompletionStage<Answer<Reloaded>>> waiting = reloadsBehindAStop();
        CompletionStage<Answer<List<Result>>> end = mounts.end();
        for (CompletionStage<Answer<Reloaded>> next : waiting) {
            assertInstanceOf(MountFault.Ending.class, fault(next));
        }
        runner.letGo("stop");
        done(end);
    }

    @Test
    void shouldAnswerAllWhoWaitForAReloadWhenTheJournalIsLost() throws Exception {
        List<CompletionStage<Answer<Reloaded>>> waiting = reloadsBehindAStop();
        lockLost = Optional.of(new MountFault.Journal("another daemon has it"));
        runner.letGo("stop");
        for (CompletionStage<Answer<Reloaded>> next : waiting) {
            assertEquals(lockLost.get(), fault(next));
        }
    }

    /** Two that wait for a third, which waits for a mount to stop. */
    private List<CompletionStage<Answer<Reloaded>>> reloadsBehindAStop() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        restart();
        declared.clear();
        runner.hold("stop");
        var _ = mounts.reload(BY);
        List<CompletionStage<Answer<Reloaded>>> waiting = List.of(mounts.reload(BY), mounts.reload(BY));
        while (done(mounts.get("/mnt/a")).status() != MountStatus.STOPPING) {
            Thread.onSpinWait();
        }
        return waiting;
    }

    @Test
    void shouldStopWhatIsDisabledInTheFileAndNotStartItAgain() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        restart();
        declared.set(0, spec("/mnt/a", true, false));
        assertEquals(List.of("/mnt/a"), done(mounts.reload(BY)).changed());
        assertEquals(List.of(), running());
        declared.set(0, spec("/mnt/a", true, true));
        done(mounts.reload(BY));
        assertEquals(List.of("/mnt/a"), running());
    }

    /** It is to be applied again because the journal failed, and that is not forgotten, nor told at every attempt. */
    @Test
    void shouldApplyWhatTheJournalFailedForOnceTheFileIsRight() throws Exception {
        restart();
        declared.add(spec("/mnt/a", true, true));
        UUID a = Reload.idOf("/mnt/a");
        failNextWrite(a, MountEvent.Created.class);
        List<String> warnings = warnings(() -> {
            assertFalse(done(mounts.reload(BY)).failed().isEmpty());
            wrongFile = Optional.of(new MountFault.BadRequest("actorfs.conf:7: no"));
            int before = filesRead.get();
            await(() -> filesRead.get() > before);
            while (!(fault(mounts.get("/mnt/a")) instanceof MountFault.MountNotFound)) {
                Thread.onSpinWait(); // the journal says that it is not there, and nothing else will have it made
            }
            done(mounts.list());
            wrongFile = Optional.empty();
            await(() -> runner.isLive(a));
        });
        assertEquals(
                1,
                warnings.stream()
                        .filter("actorfs.conf:7: no; trying again"::equals)
                        .count(),
                warnings::toString);
    }

    @Test
    void shouldSayOnceThatTheFileIsWrongWhenTheDaemonStarts() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        wrongFile = Optional.of(new MountFault.BadRequest("actorfs.conf:7: no"));
        int before = filesRead.get();
        List<String> warnings = warnings(() -> {
            begin();
            await(() -> filesRead.get() == before + 2);
            wrongFile = Optional.empty();
            awaitReady();
        });
        assertEquals(List.of("actorfs.conf:7: no; trying again"), warnings);
        assertEquals(List.of("/mnt/a"), running());
    }

    /** Each mount that can be read late may be one that the file has changed. */
    @Test
    void shouldApplyTheFileOnceForManyThatCanBeReadLate() throws Exception {
        for (String mountpoint : List.of("/mnt/a", "/mnt/b", "/mnt/c", "/mnt/d")) {
            known.add(add(mountpoint));
            done(mounts.delete(mountpoint, BY));
        }
        journal.withPolicy((_, operation) -> operation instanceof ReadEvents
                ? StorageFailure.create(new IllegalStateException("connection lost"))
                : ProcessingSuccess.getInstance());
        int before = filesRead.get();
        begin();
        while (!(answer(mounts.list()) instanceof Answer.Done<List<MountView>>)) {
            Thread.onSpinWait();
        }
        await(() -> filesRead.get() == before + 1);
        file = new CompletableFuture<>();
        journal.resetPolicy();
        awaitReady();
        file.complete(null);
        done(mounts.reload(BY));
        assertTrue(filesRead.get() <= before + 4, filesRead::toString); // boot, one, one for the rest, and this
    }

    @Test
    void shouldMakeNoMountWhereAnotherWasAdded() throws Exception {
        add("/mnt/a");
        declared.add(spec("/mnt/a", true, true));
        List<String> warnings = warnings(() -> {
            Result result = done(mounts.reload(BY)).failed().getFirst();
            assertInstanceOf(MountFault.MountpointTaken.class, result.fault().orElseThrow());
            assertEquals(1, done(mounts.reload(BY)).failed().size());
        });
        assertEquals(
                List.of("there is a mount for /mnt/a already: change that one, or choose another mountpoint:"
                        + " not made as declared"),
                warnings);
        assertEquals(MountOrigin.ADDED, done(mounts.list()).getFirst().origin());
        done(mounts.delete("/mnt/a", BY));
        assertEquals(List.of("/mnt/a"), done(mounts.reload(BY)).added());
        assertEquals(List.of("/mnt/a"), running());
    }

    @Test
    void shouldChangeNothingWhenTheFileIsWrong() throws Exception {
        declared.add(spec("/mnt/a", true, true));
        restart();
        wrongFile = Optional.of(new MountFault.BadRequest("actorfs.conf:7: no"));
        assertEquals(wrongFile.get(), fault(mounts.reload(BY)));
        assertEquals(List.of("/mnt/a"), running());
    }

    @Test
    void shouldSayWhatOfTheFileFailed() throws Exception {
        restart();
        declared.add(spec("/mnt/a", true, true));
        runner.fail("start", new MountFault.VolumeLoad("it does not open"));
        Reloaded reloaded = done(mounts.reload(BY));
        assertEquals(List.of("/mnt/a"), reloaded.added());
        assertEquals(
                List.of(Optional.of(new MountFault.VolumeLoad("it does not open"))),
                reloaded.failed().stream().map(Result::fault).toList());
    }

    @Test
    void shouldLetOnlyTheFileChangeWhatItDeclares() throws Exception {
        declared.add(spec("/mnt/a", false, true));
        restart();
        assertInstanceOf(MountFault.Declared.class, fault(mounts.delete("/mnt/a", BY)));
        assertInstanceOf(MountFault.Declared.class, fault(mounts.update("/mnt/a", SpecChange.NONE, BY)));
        assertEquals(MountStatus.RUNNING, done(mounts.start("/mnt/a", BY)).status());
    }

    /** A mount that was declared, removed and declared again has one history. */
    @Test
    void shouldKnowADeclaredMountAgain() throws Exception {
        declared.add(spec("/mnt/a", false, true));
        restart();
        MountView first = done(mounts.get("/mnt/a"));
        declared.clear();
        done(mounts.reload(BY));
        declared.add(spec("/mnt/a", false, true));
        done(mounts.reload(BY));
        MountView again = done(mounts.get("/mnt/a"));
        assertEquals(first.id(), again.id());
        assertEquals(
                List.of("created", "removed", "created"),
                again.history().stream().map(Deed::what).toList());
    }

    // --- helpers ------------------------------------------------------------------------------------------------

    private static MountSpec spec(String mountpoint, boolean autoMount, boolean enabled) {
        return new MountSpec("memory:", mountpoint, autoMount, enabled, false, 1, LONG, List.of());
    }

    private static SpecChange moveTo(String mountpoint) {
        return SpecChange.NONE.to(mountpoint);
    }

    private UUID add(String mountpoint) throws Exception {
        return done(mounts.create(MountSpec.of("memory:", mountpoint), false, BY))
                .id();
    }

    private List<String> running() throws Exception {
        return done(mounts.list()).stream()
                .filter(mount -> mount.status() == MountStatus.RUNNING)
                .map(mount -> mount.spec().mountpoint())
                .toList();
    }

    /** Another daemon on the same journal; the mounts of the one before are gone, as after a kill. */
    private void restart(UUID... ids) {
        known.addAll(List.of(ids));
        List.of(ids).forEach(runner::end);
        mounts = start();
        awaitReady();
    }

    private void awaitReady() {
        await(() -> mounts.unready().isEmpty());
    }

    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "waited in vain: " + mounts.unready() + runner.calls());
            Thread.onSpinWait();
        }
    }

    private ManagedMounts start() {
        ManagedMounts begun = begin();
        if (journalAway.isEmpty()) {
            awaitReady();
        }
        return begun;
    }

    /** Another daemon, which may not be ready yet. */
    private ManagedMounts begin() {
        ManagedMounts begun = ManagedMounts.start(
                kit.system(), "mounts-" + ++started, new Journal(), runner, this::read, retry, Clock.systemUTC());
        mounts = begun;
        begun.begin();
        return begun;
    }

    /** Which mounts it has, the test says. */
    private final class Journal implements MountJournal {
        @Override
        public CompletionStage<Answer<Set<UUID>>> open() {
            return CompletableFuture.completedFuture(
                    journalAway.isPresent() ? Answer.failed(journalAway.get()) : Answer.of(Set.copyOf(known)));
        }

        @Override
        public Optional<MountFault> trouble() {
            looks.incrementAndGet();
            return lockLost;
        }
    }

    private CompletionStage<Answer<List<MountSpec>>> read() {
        filesRead.incrementAndGet();
        return file.thenApply(_ -> wrongFile
                .<Answer<List<MountSpec>>>map(Answer::failed)
                .orElseGet(() -> Answer.of(List.copyOf(declared))));
    }

    private static <T> T done(CompletionStage<Answer<T>> stage) throws Exception {
        return switch (answer(stage)) {
            case Answer.Done<T>(T value) -> value;
            case Answer.Failed<T>(MountFault fault) -> throw new AssertionError("it failed: " + fault);
        };
    }

    private static <T> MountFault fault(CompletionStage<Answer<T>> stage) throws Exception {
        return switch (answer(stage)) {
            case Answer.Failed<T>(MountFault fault) -> fault;
            case Answer.Done<T>(T value) -> throw new AssertionError("it succeeded: " + value);
        };
    }

    private static <T> Answer<T> answer(CompletionStage<Answer<T>> stage) throws Exception {
        return stage.toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
    }
}
