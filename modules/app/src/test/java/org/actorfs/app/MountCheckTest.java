package org.actorfs.app;

import static org.actorfs.app.LocalMountsFixture.done;
import static org.actorfs.app.LocalMountsFixture.fault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountRunner.Checked;
import org.actorfs.app.mounts.MountSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link LocalMounts#check} says; nothing is mounted. */
@Timeout(60)
final class MountCheckTest {
    private LocalMountsFixture fixture;
    private LocalMounts mounts;

    @BeforeEach
    void start() throws IOException {
        fixture = new LocalMountsFixture();
        mounts = fixture.mounts();
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void shouldMakeAMountpointThatIsMissingAndUndoThat() throws Exception {
        Checked checked = done(mounts.check(fixture.spec("memory:", "a/b/../c")));

        Path outer = fixture.home().resolve("a");
        assertEquals(new Checked(outer.resolve("c"), List.of(outer, outer.resolve("c"))), checked);
        assertTrue(Files.isDirectory(outer.resolve("c")));
        mounts.undo(checked);
        assertTrue(MountFixture.within(MountFixture.PATIENCE, () -> !Files.exists(outer)));
        mounts.undo(checked);
    }

    @Test
    void shouldUndoOnlyWhatIsEmpty() throws Exception {
        Checked checked = done(mounts.check(fixture.spec("memory:", "a/b")));
        Path kept = Files.createFile(fixture.home().resolve("a/kept"));

        mounts.undo(checked);

        assertTrue(MountFixture.within(
                MountFixture.PATIENCE, () -> !Files.exists(fixture.home().resolve("a/b"))));
        assertTrue(Files.exists(kept));
    }

    @Test
    void shouldTakeADirectoryThatIsThereAndFollowALinkToIt() throws Exception {
        Path directory = Files.createDirectory(fixture.home().resolve("d"));
        Files.createSymbolicLink(fixture.home().resolve("link"), directory);

        assertEquals(new Checked(directory, List.of()), done(mounts.check(fixture.spec("memory:", "link"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "frob:x",
                "memory:frob=1",
                "mirror:relative",
                "mirror:/nowhere/at/all",
                "union:/nowhere/at/all/*"
            })
    void shouldMissAVolume(String volume) {
        MountFault fault = refuse(fixture.spec(volume, "m"));

        assertInstanceOf(MountFault.VolumeNotFound.class, fault, fault.sentence());
    }

    @Test
    void shouldSayThatAVolumeDoesNotOpenInTime() {
        MountFault fault = refuse(fixture.spec("hang:", "m"));

        assertInstanceOf(MountFault.VolumeLoad.class, fault);
        assertTrue(fault.sentence().startsWith("hang: did not open within 5 s"), fault.sentence());
        fixture.hanging().letOpen();
        assertTrue(isMissing("m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"frob", "entry_timeout=long", "category.create=mfs"})
    void shouldRefuseAnOption(String option) {
        assertInstanceOf(MountFault.BadRequest.class, refuse(fixture.spec("memory:", "m", option)));
    }

    @Test
    void shouldRefuseAnOptionThatOnlyTheDriverUnderstands() throws Exception {
        Path branch = Files.createDirectory(fixture.home().resolve("branch"));

        assertInstanceOf(
                MountFault.BadRequest.class, refuse(fixture.spec("union:" + branch, "m", "category.create=frob")));
        var _ = done(mounts.check(fixture.spec("union:" + branch, "m", "category.create=mfs")));
    }

    @Test
    void shouldRefuseARelativeMountpoint() {
        assertInstanceOf(MountFault.BadRequest.class, refuse(MountSpec.of("memory:", "m")));
        assertInstanceOf(MountFault.BadRequest.class, refuse(MountSpec.of("memory:", "/m\0")));
    }

    @Test
    void shouldSayWhyAMountpointCannotBeMade() throws Exception {
        Files.createFile(fixture.home().resolve("file"));

        MountFault fault = refuse(fixture.spec("memory:", "file/a/b"));

        assertInstanceOf(MountFault.MountpointNotCreatable.class, fault, fault.sentence());
        assertTrue(fault.sentence().contains("Not a directory"), fault.sentence());
    }

    @Test
    void shouldRefuseAFile() throws Exception {
        Files.createFile(fixture.home().resolve("file"));

        assertInstanceOf(MountFault.MountpointNotDirectory.class, refuse(fixture.spec("memory:", "file")));
    }

    @Test
    void shouldRefuseWhatIsNotEmptyUnlessThatIsWanted() throws Exception {
        Files.createDirectories(fixture.home().resolve("m/inner"));

        assertInstanceOf(MountFault.MountpointNotEmpty.class, refuse(fixture.spec("memory:", "m")));
        var _ = done(mounts.check(fixture.spec("memory:", "m", "nonempty")));
    }

    @Test
    void shouldRefuseWhatActorfsNeedsItself() {
        assertInstanceOf(MountFault.MountpointTaken.class, refuse(MountSpec.of("memory:", "/")));
        assertInstanceOf(MountFault.MountpointTaken.class, refuse(fixture.spec("memory:", "", "nonempty")));
        assertInstanceOf(
                MountFault.MountpointTaken.class,
                refuse(fixture.spec("mirror:" + fixture.home(), "m")),
                "it is in what it shows");
        assertTrue(isMissing("m"), "what was made for the look is gone");
    }

    @Test
    void shouldRefuseTheMountOfSomebodyElse() {
        assertInstanceOf(MountFault.MountpointTaken.class, refuse(MountSpec.of("memory:", "/sys")));
    }

    /** The volume comes first, then the options, then the mountpoint. */
    @Test
    void shouldNameTheFirstOfSeveralFaults() throws Exception {
        Files.createFile(fixture.home().resolve("file"));

        assertInstanceOf(MountFault.VolumeNotFound.class, refuse(fixture.spec("frob:", "file", "frob")));
        assertInstanceOf(MountFault.BadRequest.class, refuse(fixture.spec("memory:", "file", "frob")));
    }

    private MountFault refuse(MountSpec spec) {
        CompletionStage<Answer<Checked>> check = mounts.check(spec);
        MountFault fault = fault(check);
        assertFalse(fault.sentence().contains("null"), fault.sentence());
        return fault;
    }

    private boolean isMissing(String name) {
        return !Files.exists(fixture.home().resolve(name));
    }
}
