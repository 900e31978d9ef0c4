package org.actorfs.app;

import static org.actorfs.app.LocalMountsFixture.done;
import static org.actorfs.app.LocalMountsFixture.fault;
import static org.actorfs.app.LocalMountsFixture.isMounted;
import static org.actorfs.app.LocalMountsFixture.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountRunner.Ending;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.StopKind;
import org.actorfs.posix.MountInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Real mounts, several in this process, by each of our own ways to the kernel. */
@Tag("mount")
@ParameterizedClass
@ValueSource(strings = {"dev", "uring"})
@Timeout(180)
final class LocalMountsTest {
    private static final String WRITE_AND_READ = "echo hello >\"$MNT/f\" && cat \"$MNT/f\"";
    private static final boolean SOAK = Boolean.getBoolean("actorfs.test.soak");

    /** Rounds until whatever is made once is made. */
    private static final int WARM_UP = 6;

    private final String transport;
    private RingSwitch rings;
    private LocalMountsFixture fixture;
    private LocalMounts mounts;

    LocalMountsTest(String transport) {
        this.transport = transport;
    }

    @BeforeEach
    void start() throws IOException {
        MountFixture.assumeMounts();
        String option = "transport=" + transport;
        rings = RingSwitch.forOptions(option);
        fixture = new LocalMountsFixture(option);
        mounts = fixture.mounts();
    }

    @AfterEach
    void stop() throws IOException {
        try {
            fixture.close();
        } finally {
            rings.close();
        }
    }

    @Test
    void shouldServeAMountUntilItIsStopped() throws Exception {
        MountSpec spec = fixture.spec("memory:size=64M", "a/b");
        UUID id = fixture.start(spec);
        assertEquals("hello", run(spec, WRITE_AND_READ));

        assertEquals(StopKind.CLEAN, fixture.stop(id, spec));

        assertFalse(isMounted(spec));
        assertFalse(mounts.isLive(id));
        assertEquals(new Ending.Unmounted(), fixture.ending(id));
        assertEquals(StopKind.NOT_MOUNTED, fixture.stop(id, spec));
    }

    @Test
    void shouldServeTwoMountsThatKnowNothingOfEachOther() throws Exception {
        MountSpec one = fixture.spec("memory:", "one");
        MountSpec other = fixture.spec("memory:", "other");
        UUID first = fixture.start(one);
        UUID second = fixture.start(other);
        assertEquals("hello", run(one, WRITE_AND_READ));
        assertEquals("", run(other, "ls \"$MNT\""));

        assertEquals(StopKind.CLEAN, fixture.stop(first, one));

        assertEquals("hello", run(other, WRITE_AND_READ));
        assertTrue(mounts.isLive(second));
        assertEquals(Set.of(first), fixture.endings().keySet());
    }

    @Test
    void shouldRefuseASecondStart() {
        MountSpec spec = fixture.spec("memory:", "m");
        UUID id = fixture.start(spec);

        assertInstanceOf(MountFault.AlreadyRunning.class, fault(mounts.start(id, spec)));
        assertInstanceOf(MountFault.MountpointTaken.class, fixture.refused(spec));
        assertTrue(isMounted(spec));
    }

    @Test
    void shouldDetachWhatIsStillInUseAfterTheGrace() throws Exception {
        MountSpec spec = fixture.spec("memory:", "m");
        UUID id = fixture.start(spec);
        var _ = fixture.occupy(spec, "1.5");

        assertEquals(StopKind.LAZY, fixture.stop(id, spec));

        assertFalse(isMounted(spec));
        assertEquals(new Ending.Unmounted(), fixture.ending(id));
    }

    @Test
    void shouldUnmountCleanlyWhoseUserEndsWithinTheGrace() throws Exception {
        MountSpec spec = fixture.spec("memory:", "m");
        UUID id = fixture.start(spec);
        var _ = fixture.occupy(spec, "0.3");

        assertEquals(StopKind.CLEAN, fixture.stop(id, spec));
    }

    @Test
    void shouldEndAMountWhoseUsersStayAndNoOther() throws Exception {
        MountSpec spec = fixture.spec("memory:", "m");
        MountSpec other = fixture.spec("memory:", "other");
        var _ = fixture.start(other);
        int workers = threads("worker-");
        UUID id = fixture.start(spec);
        Process user = fixture.use(
                spec, "exec 3>\"$MNT/f\" && echo in && while echo more >&3; do sleep 0.1; done 2>&1; echo out");
        assertEquals('i', user.getInputStream().read());

        assertEquals(StopKind.FORCED, fixture.stop(id, spec));

        assertTrue(output(user).contains("out"));
        assertFalse(isMounted(spec));
        assertTrue(
                MountFixture.within(Duration.ofSeconds(20), () -> threads("worker-") <= workers),
                "its readers are gone, too");
        assertEquals(new Ending.Unmounted(), fixture.ending(id));
        assertEquals("hello", run(other, WRITE_AND_READ));
        var _ = fixture.start(spec);
        assertEquals("hello", run(spec, WRITE_AND_READ), "its place is free again");
    }

    /** Sessions beyond the first few share their workers. */
    @Test
    void shouldEndAMountAmongManyAndNoOther() throws Exception {
        List<MountSpec> others = Stream.of("a", "b", "c", "d", "e")
                .map(name -> fixture.spec("memory:", name))
                .toList();
        others.forEach(fixture::start);
        MountSpec spec = fixture.spec("memory:", "m");
        UUID id = fixture.start(spec);
        var _ = fixture.occupy(spec, "50");

        assertEquals(StopKind.FORCED, fixture.stop(id, spec));

        for (MountSpec other : others) {
            assertEquals("hello", run(other, WRITE_AND_READ));
        }
    }

    @Test
    void shouldAnswerWhoWaitsForADriverThatHangs() throws Exception {
        MountSpec spec = fixture.spec("odd:", "m");
        MountSpec other = fixture.spec("memory:", "other");
        UUID id = fixture.start(spec);
        var _ = fixture.start(other);
        Process user = fixture.use(spec, "cat \"$MNT/lookup-never\"; echo out");
        fixture.misbehaving().awaitUnanswered();

        assertEquals(StopKind.FORCED, fixture.stop(id, spec));

        String said = output(user);
        assertTrue(said.contains("Input/output error") && said.contains("out"), said);
        assertInstanceOf(Ending.Died.class, fixture.ending(id));
        assertFalse(isMounted(spec));
        assertEquals("hello", run(other, WRITE_AND_READ));
    }

    @Test
    void shouldLetNobodyChangeWhatIsReadOnly() throws Exception {
        MountSpec spec = readOnly(fixture.spec("memory:", "m", "rw"));
        var _ = fixture.start(spec);

        assertTrue(run(spec, "touch \"$MNT/f\" 2>&1 || true").contains("Read-only file system"));
    }

    @Test
    void shouldTurnATimeToLiveIntoTimeoutsThatOptionsOverride() throws Exception {
        Volumes.Volume volume = Volumes.parse("memory:");

        MountRequest usual = MountCheck.request(fixture.spec("memory:", "m"), volume, Optional.empty());
        MountRequest own =
                MountCheck.request(fixture.spec("memory:", "m", "attr_timeout=0.5"), volume, Optional.empty());

        assertEquals(Duration.ofSeconds(60).toNanos(), usual.options().entryTimeoutNanos());
        assertEquals(Duration.ofSeconds(60).toNanos(), usual.options().attrTimeoutNanos());
        assertEquals(Duration.ofSeconds(60).toNanos(), own.options().entryTimeoutNanos());
        assertEquals(Duration.ofMillis(500).toNanos(), own.options().attrTimeoutNanos());
    }

    @Test
    void shouldLetNobodyWaitForAVolumeThatDoesNotOpen() throws Exception {
        MountSpec hanging = fixture.spec("hang:", "hanging");
        CompletionStage<Answer<String>> start = mounts.start(UUID.randomUUID(), hanging);
        fixture.hanging().awaitAsked();
        MountSpec other = fixture.spec("memory:", "other");

        var _ = fixture.start(other);
        assertFalse(start.toCompletableFuture().isDone());
        assertEquals("hello", run(other, WRITE_AND_READ));
        MountFault fault = fault(start);

        assertInstanceOf(MountFault.VolumeLoad.class, fault);
        assertTrue(fault.sentence().startsWith("hang: did not open within 5 s"), fault.sentence());
        fixture.hanging().letOpen();
        assertTrue(
                MountFixture.within(Duration.ofSeconds(20), () -> !Files.exists(Path.of(hanging.mountpoint()))),
                "what it had made goes");
        assertFalse(isMounted(hanging));
        assertTrue(hasEnded("start " + hanging.mountpoint()));
    }

    @Test
    void shouldCallOffAStartThatIsUnderWay() {
        MountSpec spec = fixture.spec("hang:", "m");
        UUID id = UUID.randomUUID();
        CompletionStage<Answer<String>> start = mounts.start(id, spec);
        fixture.hanging().awaitAsked();

        assertEquals(StopKind.NOT_MOUNTED, fixture.stop(id, spec));

        assertInstanceOf(MountFault.SpawnFailed.class, fault(start));
        fixture.hanging().letOpen();
        assertTrue(MountFixture.within(Duration.ofSeconds(20), () -> threads("start " + spec.mountpoint()) == 0));
        assertFalse(isMounted(spec));
        assertFalse(mounts.isLive(id));
        assertTrue(fixture.endings().isEmpty());
    }

    @Test
    void shouldTakeAwayWhatAKilledDaemonLeft() throws Exception {
        MountSpec spec = fixture.spec("memory:", "m");
        Path home = Files.createTempDirectory("actorfs-test-");
        killed(home, spec);

        assertEquals(StopKind.NOT_MOUNTED, fixture.stop(UUID.randomUUID(), spec));
        assertFalse(isMounted(spec));

        killed(Files.createTempDirectory("actorfs-test-"), spec);
        assertTrue(done(mounts.start(UUID.randomUUID(), spec)).startsWith("removed the dead mount"));
        assertEquals("hello", run(spec, WRITE_AND_READ));
    }

    @Test
    void shouldLeaveTheMountOfAnotherDaemonAlone() throws Exception {
        MountSpec spec = fixture.spec("memory:", "m");
        Path directory = Files.createDirectories(Path.of(spec.mountpoint()));
        try (MountFixture other =
                MountFixture.mountOn(Files.createTempDirectory("actorfs-test-"), directory, "memory:")) {
            assertEquals(StopKind.NOT_MOUNTED, fixture.stop(UUID.randomUUID(), spec));
            assertInstanceOf(MountFault.MountpointTaken.class, fixture.refused(spec));
            assertInstanceOf(MountFault.MountpointTaken.class, fault(mounts.check(spec)));
            assertEquals("hello", other.run(WRITE_AND_READ));
        }
    }

    @Test
    void shouldHearThatSomebodyElseUnmounted() throws Exception {
        MountSpec spec = fixture.spec("memory:", "m");
        UUID id = fixture.start(spec);

        MountFixture.detach(Path.of(spec.mountpoint()));

        assertEquals(new Ending.Unmounted(), fixture.ending(id));
        assertFalse(mounts.isLive(id));
    }

    @Test
    void shouldSayThatAVolumeDiedAndLetNobodyWaitForIt() throws Exception {
        MountSpec spec = fixture.spec("odd:", "m");
        MountSpec other = fixture.spec("memory:", "other");
        UUID id = fixture.start(spec);
        var _ = fixture.start(other);
        Process user = fixture.use(spec, "cat \"$MNT/lookup-never\"; echo out");
        fixture.misbehaving().awaitUnanswered();

        mounts.session(id).orElseThrow().volume().<Object>unsafeUpcast().tell("what no volume understands");

        assertInstanceOf(Ending.Died.class, fixture.ending(id));
        String said = output(user);
        assertTrue(said.contains("Input/output error") && said.contains("out"), said);
        assertFalse(isMounted(spec));
        assertTrue(
                MountFixture.within(
                        Duration.ofSeconds(20), () -> fixture.misbehaving().driversClosed() == 1),
                "its driver is closed");
        assertEquals("hello", run(other, WRITE_AND_READ));
        var _ = fixture.start(spec);
        assertEquals("hello", run(spec, WRITE_AND_READ), "its place is free again");
    }

    /** It cannot be taken from its place at the end, so it stays in the mount table: nobody must wait for it for ever. */
    @Test
    void shouldLetNobodyWaitForAMountThatAnotherCoversAtTheEnd() throws Exception {
        MountSpec spec = fixture.spec("odd:", "m");
        UUID id = fixture.start(spec);
        Path go = fixture.home().resolve("go");
        Process user = fixture.use(
                spec,
                "cd \"$MNT\" && echo in && until [ -e '%s' ]; do sleep 0.1; done; cat lookup-never; echo out"
                        .formatted(go));
        assertEquals('i', user.getInputStream().read());
        run(
                spec,
                "mount -t tmpfs cover \"$MNT\""); // before the lookup, which holds the kernel's lock on that directory
        Files.createFile(go);
        fixture.misbehaving().awaitUnanswered();

        assertFalse(mounts.end(LocalMountsFixture.GRACE));

        assertTrue(user.waitFor(20, TimeUnit.SECONDS), "somebody waits");
        String said = output(user);
        assertTrue(said.contains("Input/output error") && said.contains("out"), said);
        assertInstanceOf(Ending.Died.class, fixture.ending(id));
        run(spec, "umount \"$MNT\"");
        assertTrue(isMounted(spec));
        run(spec, "! ls \"$MNT\"");
    }

    @Test
    void shouldNotUnmountWhatAnotherMountCovers() throws Exception {
        MountSpec spec = fixture.spec("memory:", "m");
        UUID id = fixture.start(spec);
        run(spec, "mount -t tmpfs cover \"$MNT\"");

        MountFault fault = fault(mounts.stop(id, spec));

        assertInstanceOf(MountFault.UnmountFailed.class, fault);
        assertTrue(fault.sentence().contains("another mount covers it"), fault::sentence);
        assertTrue(mounts.isLive(id));
        run(spec, "umount \"$MNT\"");
        assertEquals("hello", run(spec, WRITE_AND_READ));
    }

    /** In neither order: whoever reads what is shown would wait for itself. */
    @Test
    void shouldNeverShowADirectoryThatHoldsAMountOfItsOwn() throws Exception {
        Path shown = Files.createDirectory(fixture.home().resolve("shown"));
        MountSpec inside = fixture.spec("memory:", "shown/m");
        MountSpec around = fixture.spec("mirror:" + shown, "x");
        UUID first = fixture.start(inside);
        MountFault refused = fixture.refused(around);
        assertInstanceOf(MountFault.VolumeLoad.class, refused);
        assertTrue(refused.sentence().contains("is inside or holds " + inside.mountpoint()), refused::sentence);
        assertEquals(StopKind.CLEAN, fixture.stop(first, inside));

        var _ = fixture.start(around);
        refused = fixture.refused(inside);
        assertInstanceOf(MountFault.MountpointTaken.class, refused);
        assertTrue(refused.sentence().contains("the mount on " + around.mountpoint() + " shows"), refused::sentence);
        assertFalse(isMounted(inside));
    }

    /** What a start looks at may hang, and while it does it has nothing that others wait for. */
    @Test
    void shouldLetNobodyWaitForAStartThatLooksAtADeadDirectory() throws Exception {
        try (LocalMountsFixture slow = new LocalMountsFixture()) {
            MountSpec dead = slow.spec("odd:", "dead");
            var _ = slow.start(dead);
            MountSpec looking = fixture.spec("shows:" + dead.mountpoint() + "/lookup-never", "looking");
            CompletionStage<Answer<String>> start = mounts.start(UUID.randomUUID(), looking);
            slow.misbehaving().awaitUnanswered();

            MountSpec other = fixture.spec("memory:", "other");
            var _ = fixture.start(other);
            assertFalse(start.toCompletableFuture().isDone());
            assertEquals("hello", run(other, WRITE_AND_READ));
            fault(start);
        }
    }

    /** Each has a thread of its own, however many hang. */
    @Test
    void shouldStartOneThoughManyHang() throws Exception {
        Map<UUID, MountSpec> hanging = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            hanging.put(UUID.randomUUID(), fixture.spec("hang:", "hanging" + i));
        }
        hanging.forEach((id, spec) -> {
            var _ = mounts.start(id, spec);
        });
        fixture.hanging().awaitAsked();
        MountSpec other = fixture.spec("memory:", "other");

        var _ = fixture.start(other);

        assertEquals("hello", run(other, WRITE_AND_READ));
        hanging.forEach((id, spec) -> assertEquals(StopKind.NOT_MOUNTED, fixture.stop(id, spec)));
        fixture.hanging().letOpen();
        assertTrue(hasEnded("start "));
    }

    @Test
    void shouldNeverLookIntoAMountOfItsOwn() throws Exception {
        MountSpec spec = fixture.spec("memory:", "m");
        var _ = fixture.start(spec);

        assertInstanceOf(MountFault.MountpointTaken.class, fixture.refused(fixture.spec("memory:", "m/below")));
        assertInstanceOf(
                MountFault.VolumeLoad.class, fixture.refused(fixture.spec("mirror:" + spec.mountpoint(), "x")));
        assertInstanceOf(
                MountFault.VolumeLoad.class, fault(mounts.check(fixture.spec("mirror:" + spec.mountpoint(), "x"))));
        assertInstanceOf(MountFault.MountpointTaken.class, fault(mounts.check(spec)));
        assertEquals("hello", run(spec, WRITE_AND_READ), "its record is still locked, and it is served");
    }

    @Test
    void shouldNotShowAPasswordInTheMountTable() throws Exception {
        MountSpec spec = fixture.spec("odd://me:geheim@host", "m");
        var _ = fixture.start(spec);

        assertEquals(
                "odd://me:***@host",
                MountInfo.find(spec.mountpoint()).orElseThrow().source());
    }

    @Test
    void shouldLeaveNeitherThreadsNorDescriptorsBehind() throws Exception {
        MountSpec spec = fixture.spec("memory:", "m");
        for (int i = 0; i < WARM_UP; i++) {
            startAndStop(spec);
        }
        long descriptors = descriptors();
        int threads = threads("");
        for (int i = 0; i < rounds(); i++) {
            startAndStop(spec);
        }
        assertTrue(
                MountFixture.within(Duration.ofSeconds(10), () -> threads("") <= threads),
                () -> threads + " threads, then " + names());
        assertTrue(
                MountFixture.within(Duration.ofSeconds(10), () -> descriptors() <= descriptors),
                () -> descriptors + " descriptors, then " + descriptors());
    }

    private int rounds() {
        int few = transport.equals("dev") ? 200 : 50;
        return SOAK ? 2000 : few;
    }

    private void startAndStop(MountSpec spec) throws IOException {
        UUID id = fixture.start(spec);
        run(spec, WRITE_AND_READ);
        assertEquals(StopKind.CLEAN, fixture.stop(id, spec));
    }

    private static void killed(Path home, MountSpec spec) throws Exception {
        Path directory = Files.createDirectories(Path.of(spec.mountpoint()));
        MountFixture daemon = MountFixture.mountOn(home, directory, "memory:");
        daemon.daemon().destroyForcibly().waitFor();
        assertTrue(isMounted(spec));
    }

    private static MountSpec readOnly(MountSpec spec) {
        return new MountSpec(
                spec.volume(),
                spec.mountpoint(),
                false,
                true,
                true,
                spec.cacheSizeBytes(),
                spec.timeToLive(),
                spec.options());
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasEnded(String thread) {
        return MountFixture.within(Duration.ofSeconds(20), () -> threads(thread) == 0);
    }

    private static int threads(String beginning) {
        return Math.toIntExact(Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(beginning))
                .count());
    }

    private static String names() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
