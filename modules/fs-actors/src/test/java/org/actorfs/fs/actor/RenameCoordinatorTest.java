package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.driver.Node;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class RenameCoordinatorTest {
    private static final ActorTestKit kit = ActorTestKit.create();
    private final VolumeHarness volume = new VolumeHarness(kit);
    private final Node upper = volume.driver.directory(volume.driver.root, "upper");
    private final Node other = volume.driver.directory(volume.driver.root, "other");
    private final Node lower = volume.driver.directory(upper, "lower");
    private final Entry upperEntry = volume.found(volume.root, "upper");
    private final Entry otherEntry = volume.found(volume.root, "other");
    private final Entry lowerEntry = volume.found(upperEntry, "lower");

    RenameCoordinatorTest() {
        volume.driver.file(upper, "a");
        volume.driver.file(other, "b");
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    /** Every directory still takes changes: nothing is left reserved. */
    private void assertNothingReserved() {
        for (Entry directory : new Entry[] {volume.root, upperEntry, otherEntry, lowerEntry}) {
            Answers.value(volume.mkdir(directory, "probe" + System.nanoTime()));
        }
    }

    @Test
    void shouldMoveAFileBetweenDirectories() {
        assertEquals(Nothing.NOTHING, Answers.value(volume.rename(upperEntry, "a", otherEntry, "c", false)));
        assertEquals(Errno.ENOENT, Answers.errno(volume.lookup(upperEntry, "a")));
        volume.found(otherEntry, "c");
        assertEquals(Nothing.NOTHING, Answers.value(volume.rename(otherEntry, "c", upperEntry, "a", false)));
        assertNothingReserved();
    }

    @Test
    void shouldExchange() {
        Node file = volume.found(upperEntry, "a").node();
        assertEquals(Nothing.NOTHING, Answers.value(volume.rename(upperEntry, "a", otherEntry, "b", true)));
        assertEquals(file.key(), volume.found(otherEntry, "b").node().key());
        assertEquals(Nothing.NOTHING, Answers.value(volume.rename(upperEntry, "lower", otherEntry, "b", true)));
        assertEquals(lower.key(), volume.found(otherEntry, "b").node().key());
        assertNothingReserved();
    }

    @Test
    void shouldRefuseToMoveADirectoryBelowItself() {
        assertEquals(Errno.EINVAL, Answers.errno(volume.rename(volume.root, "upper", lowerEntry, "x", false)));
        assertEquals(Errno.EINVAL, Answers.errno(volume.rename(volume.root, "upper", upperEntry, "x", false)));
        assertEquals(Errno.EINVAL, Answers.errno(volume.rename(volume.root, "upper", lowerEntry, "x", true)));
        assertEquals(0, volume.driver.count("rename upper"));
        assertNothingReserved();
    }

    @Test
    void shouldRefuseToReplaceADirectoryThatHoldsTheMovedOne() {
        volume.driver.file(lower, "deep");
        assertEquals(Errno.ENOTEMPTY, Answers.errno(volume.rename(lowerEntry, "deep", volume.root, "upper", false)));
        assertEquals(Errno.EINVAL, Answers.errno(volume.rename(lowerEntry, "deep", volume.root, "upper", true)));
        assertEquals(0, volume.driver.count("rename deep"));
        assertNothingReserved();
    }

    @Test
    void shouldLeaveNothingReservedWhenTheDriverFails() {
        volume.driver.fail("rename", Errno.ENOSPC);
        assertEquals(Errno.ENOSPC, Answers.errno(volume.rename(upperEntry, "a", otherEntry, "b", false)));
        volume.driver.fail("rename");
        assertEquals(Errno.EIO, Answers.errno(volume.rename(upperEntry, "a", otherEntry, "b", false)));
        assertEquals(Errno.ENOENT, Answers.errno(volume.rename(upperEntry, "none", otherEntry, "b", false)));
        for (String question : new String[] {"lookup upper", "lookup other", "parent upper", "parent other"}) {
            volume.driver.fail(question);
            assertEquals(Errno.EIO, Answers.errno(volume.rename(upperEntry, "a", otherEntry, "b", false)), question);
        }
        assertNothingReserved();
        assertEquals(Nothing.NOTHING, Answers.value(volume.rename(upperEntry, "a", otherEntry, "b", false)));
    }

    @Test
    void shouldHoldBothDirectoriesUntilTheDriverHasChangedThem() {
        ScriptedDriver.Held held = volume.driver.hold("rename");
        ReplyFuture<Nothing> rename = volume.rename(upperEntry, "a", otherEntry, "b", false);
        held.awaitCalled();
        ReplyFuture<Entry> above = volume.mkdir(upperEntry, "x");
        ReplyFuture<Entry> beside = volume.mkdir(otherEntry, "x");
        volume.attributes(upperEntry);
        volume.attributes(otherEntry);
        volume.found(otherEntry, "b");
        assertEquals(0, volume.driver.count("mkdir upper") + volume.driver.count("mkdir other"));
        assertFalse(rename.isComplete());
        assertTrue(held.release());
        assertEquals(Nothing.NOTHING, Answers.value(rename));
        Answers.value(above);
        Answers.value(beside);
    }

    @Test
    void shouldReserveTheAncestorFirst() throws InterruptedException {
        ScriptedDriver.Held held = volume.driver.hold("mkdir upper");
        ReplyFuture<Entry> mkdir = volume.mkdir(upperEntry, "x");
        held.awaitCalled();
        volume.driver.file(lower, "deep");
        ReplyFuture<Nothing> rename = volume.rename(lowerEntry, "deep", upperEntry, "up", false);
        Answers.until(() -> volume.driver.count("parent upper") > 0, "the order is being found");
        assertStaysFree(lowerEntry); // the lower one is not held while the upper is waited for
        assertFalse(rename.isComplete());
        assertTrue(held.release());
        Answers.value(mkdir);
        assertEquals(Nothing.NOTHING, Answers.value(rename));
    }

    @Test
    void shouldReserveTheLowerKeyFirstOtherwise() throws InterruptedException {
        ScriptedDriver.Held held = volume.driver.hold("mkdir upper");
        ReplyFuture<Entry> mkdir = volume.mkdir(upperEntry, "x");
        held.awaitCalled();
        ReplyFuture<Nothing> rename = volume.rename(otherEntry, "b", upperEntry, "b", false);
        Answers.until(() -> volume.driver.count("parent other") > 0, "the order is being found");
        assertStaysFree(otherEntry);
        assertFalse(rename.isComplete());
        assertTrue(held.release());
        Answers.value(mkdir);
        assertEquals(Nothing.NOTHING, Answers.value(rename));
    }

    /** Nobody reserves the directory, for long enough that somebody would have. */
    private void assertStaysFree(Entry directory) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            Answers.value(volume.mkdir(directory, "free" + i));
            Thread.sleep(5);
        }
    }

    @Test
    void shouldDoOneRenameAfterTheOther() {
        ScriptedDriver.Held held = volume.driver.hold("rename");
        ReplyFuture<Nothing> first = volume.rename(upperEntry, "a", otherEntry, "a", false);
        ReplyFuture<Nothing> second = volume.rename(otherEntry, "a", upperEntry, "back", false);
        ReplyFuture<Nothing> interrupted = volume.rename(otherEntry, "b", upperEntry, "b", false);
        held.awaitCalled();
        assertTrue(interrupted.interrupt());
        assertEquals(1, volume.driver.count("rename a"));
        assertTrue(held.release());
        assertEquals(Nothing.NOTHING, Answers.value(first));
        assertEquals(Nothing.NOTHING, Answers.value(second));
        volume.found(upperEntry, "back");
        volume.found(otherEntry, "b");
    }

    @Test
    void shouldPassOnARenameWithinOneDirectory() {
        assertEquals(Nothing.NOTHING, Answers.value(volume.rename(upperEntry, "a", upperEntry, "z", false)));
        volume.found(upperEntry, "z");
        assertNothingReserved();
    }

    @Test
    void shouldDoNothingToTwoNamesOfOneFile() {
        volume.driver.addLink(other, "same", volume.found(upperEntry, "a").node());
        assertEquals(Nothing.NOTHING, Answers.value(volume.rename(upperEntry, "a", otherEntry, "same", false)));
        assertTrue(volume.driver.has(upper, "a") && volume.driver.has(other, "same"));
        assertNothingReserved();
    }

    @Test
    void shouldRefuseWhatIsNoDirectory() {
        Entry file = volume.found(upperEntry, "a");
        assertEquals(Errno.ENOTDIR, Answers.errno(volume.rename(file, "a", otherEntry, "b", false)));
        ReplyFuture<Nothing> noReplace = volume.tell(reply -> new Volume.Rename(new RenameCoordinator.Rename(
                volume.session.route(upperEntry),
                Name.of("a"),
                volume.session.route(otherEntry),
                Name.of("b"),
                true,
                false,
                Caller.ROOT,
                reply)));
        assertEquals(Errno.EEXIST, Answers.errno(noReplace));
        assertNothingReserved();
    }

    @Test
    void shouldFindItsWayUpADeepTree() {
        Node deep = lower;
        Entry entry = lowerEntry;
        for (int i = 0; i < 20_000; i++) {
            deep = volume.driver.directory(deep, "d");
            if (i % 1000 == 999) {
                ReplyFuture<Entry> resolved = resolve(deep);
                entry = Answers.value(resolved);
            }
        }
        volume.driver.file(deep, "leaf");
        assertEquals(Nothing.NOTHING, Answers.value(volume.rename(entry, "leaf", otherEntry, "leaf", false)));
    }

    private ReplyFuture<Entry> resolve(Node node) {
        return volume.tell(reply -> new Volume.Resolve(volume.session, node.ino(), 0, reply));
    }
}
