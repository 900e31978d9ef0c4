package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Node;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Extended attributes: changes take their turn, questions do not wait. */
final class InodeXattrTest {
    private static final ActorTestKit kit = ActorTestKit.create();
    private static final Name NAME = Name.of("user.a");
    private static final Caller SOMEBODY = new Caller(1000, 1000, 1);

    private final VolumeHarness volume = new VolumeHarness(kit);
    private final Node node = volume.driver.file(volume.driver.root, "a");
    private final Entry file = volume.found(volume.root, "a");

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private ReplyFuture<Nothing> set() {
        XattrUpdate update = new XattrUpdate(NAME, new byte[1], XattrUpdate.Condition.ANY, false);
        return volume.tell(file, reply -> new Inode.Setxattr(update, Caller.ROOT, reply));
    }

    private ReplyFuture<byte[]> get() {
        return volume.tell(file, reply -> new Inode.Getxattr(NAME, reply));
    }

    private ReplyFuture<List<Name>> list(Caller caller) {
        return volume.tell(file, reply -> new Inode.Listxattr(caller, reply));
    }

    @Test
    void shouldAnswerWhatTheDriverSays() {
        assertArrayEquals(NAME.bytes(), Answers.value(get()));
        volume.driver.fail("getxattr", Errno.ENODATA);
        assertEquals(Errno.ENODATA, Answers.errno(get()));
        volume.driver.fail("getxattr");
        assertEquals(Errno.EIO, Answers.errno(get()));
    }

    @Test
    void shouldShowTrustedNamesToRootOnly() {
        assertEquals(List.of(NAME, Name.of("trusted.b")), Answers.value(list(Caller.ROOT)));
        assertEquals(List.of(NAME), Answers.value(list(SOMEBODY)));
    }

    @Test
    void shouldChangeInItsTurnAndAnswerQuestionsMeanwhile() {
        ScriptedDriver.Held held = volume.driver.hold("setxattr");
        ReplyFuture<Nothing> set = set();
        held.awaitCalled();
        ReplyFuture<Node> chmod =
                volume.tell(file, reply -> new Inode.Setattr(AttributeChanges.ofMode(0600), Caller.ROOT, reply));
        Answers.value(get());
        Answers.value(list(Caller.ROOT));
        assertEquals(0, volume.driver.count("setattr a"));
        assertFalse(set.isComplete());
        assertTrue(held.release());
        Answers.value(set);
        Answers.value(chmod);
        assertEquals(1, volume.driver.count("setattr a"));
    }

    @Test
    void shouldTellTheModeThatAListLeaves() {
        volume.driver.changeBehind(node, ScriptedDriver.attributes(0100640));
        Answers.value(set());
        assertEquals(0100640, volume.attributes(file).mode());
    }

    @Test
    void shouldAskForAttributesAfterAChangeThatFailed() {
        volume.driver.fail("setxattr", Errno.EIO);
        assertEquals(Errno.EIO, Answers.errno(set()));
        volume.driver.changeBehind(node, ScriptedDriver.attributes(0100600));
        assertEquals(0100600, volume.attributes(file).mode());
        assertEquals(Nothing.NOTHING, Answers.value(set()));
    }
}
