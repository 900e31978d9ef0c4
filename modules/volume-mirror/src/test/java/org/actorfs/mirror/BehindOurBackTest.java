package org.actorfs.mirror;

import static org.actorfs.mirror.Fixture.ROOT;
import static org.actorfs.mirror.Fixture.errno;
import static org.actorfs.mirror.Fixture.name;
import static org.actorfs.mirror.Fixture.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do to the directory while it is mirrored: by accident, and to attack. */
final class BehindOurBackTest {
    private static final Name FILE = name("file");

    @TempDir
    Path temp;

    private Fixture mirror;

    @BeforeEach
    void open() throws IOException {
        mirror = new Fixture(Files.createDirectory(temp.resolve("backing")), 4);
        Files.createDirectory(temp.resolve("outside"));
        Files.writeString(temp.resolve("outside/file"), "secret");
    }

    @AfterEach
    void close() {
        mirror.close();
    }

    /** One for each would soon be too many: the kernel may count such a file for ever. */
    @Test
    void shouldHoldNoDescriptorOfAFileThatGotItsNameLater() throws InterruptedException {
        long before = Fixture.descriptorsBelow(mirror.behind(""));
        for (int i = 0; i < 20; i++) {
            CreatedOpen made = value(mirror.driver.tmpfile(mirror.root, 0600, OpenFlags.READ_WRITE, 0, ROOT));
            Node named = value(mirror.driver.link(made.child(), mirror.root, name("f" + i), ROOT))
                    .node();
            assertEquals(1, named.attributes().nlink());
            made.file().release();
        }
        for (int i = 0; i < 50 && Fixture.descriptorsBelow(mirror.behind("")) > before; i++) {
            Thread.sleep(100); // closed by the pool
        }
        assertEquals(before, Fixture.descriptorsBelow(mirror.behind("")));
    }

    @Test
    void shouldFindANameThatWasMissingAndMissOneThatWasThere() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertEquals(Errno.ENOENT, errno(mirror.driver.lookup(mirror.root, FILE)));
            assertEquals(Errno.ENOENT, errno(mirror.driver.lookup(mirror.root, FILE)));
            mirror.write("file", "x".repeat(i));
            assertEquals(i, mirror.lookup("file").attributes().size());
            assertEquals(i, mirror.lookup("file").attributes().size());
            Files.delete(mirror.behind("file"));
        }
    }

    @Test
    void shouldAnswerEstaleForAVanishedFileAndEnoentForItsName() throws IOException {
        mirror.write("file", "here");
        Node file = mirror.lookup("file");

        Files.delete(mirror.behind("file"));

        assertEquals(Errno.ESTALE, errno(mirror.driver.getattr(file, null)));
        assertEquals(Errno.ESTALE, errno(mirror.driver.open(file, OpenFlags.READ_ONLY, ROOT)));
        assertEquals(Errno.ENOENT, errno(mirror.driver.lookup(mirror.root, FILE)));
        assertEquals(Errno.ENOENT, errno(mirror.driver.unlink(mirror.root, FILE, file, ROOT)));
    }

    @Test
    void shouldGiveAReplacedFileANewKey() throws IOException {
        mirror.write("file", "old");
        Node old = mirror.lookup("file");

        mirror.write("new", "new");
        Files.move(mirror.behind("new"), mirror.behind("file"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertEquals(Errno.ESTALE, errno(mirror.driver.getattr(old, null)));
        assertEquals(Errno.ESTALE, errno(mirror.driver.unlink(mirror.root, FILE, old, ROOT)));
        Node fresh = mirror.lookup("file");
        assertNotEquals(old.key(), fresh.key());
        assertEquals("new", mirror.content(fresh));
    }

    @Test
    void shouldNeverUseAKeyTwiceThoughInodeNumbersAre() throws IOException {
        Set<InodeKey> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            mirror.write("file", "x");
            assertTrue(keys.add(mirror.lookup("file").key()), "used again");
            Files.delete(mirror.behind("file"));
        }
    }

    @Test
    void shouldStillKnowADirectoryThatSomebodyStandsIn() throws IOException {
        Files.createDirectory(mirror.behind("dir"));
        Node directory = mirror.lookup("dir");
        assertEquals(Errno.ENOENT, errno(mirror.driver.lookup(directory, FILE)));

        value(mirror.driver.rmdir(mirror.root, name("dir"), directory, ROOT));

        assertEquals(0, value(mirror.driver.getattr(directory, null)).nlink());
        assertEquals(Errno.ENOENT, errno(mirror.driver.mkdir(directory, FILE, 0755, 0, ROOT)));
        mirror.driver.forget(directory);
        assertEquals(Errno.ESTALE, errno(mirror.driver.getattr(directory, null)));
    }

    @Test
    void shouldKeepAnUnlinkedFileThroughItsOpenHandle() throws IOException {
        mirror.write("file", "still here");
        Node file = mirror.lookup("file");
        OpenFile open =
                value(mirror.driver.open(file, OpenFlags.READ_ONLY, ROOT)).file();

        Files.delete(mirror.behind("file"));

        assertEquals(0, value(mirror.driver.getattr(file, open)).nlink());
        assertEquals("still here", Fixture.read(file, open, 0, 100));
        value(mirror.driver.setattr(file, open, AttributeChanges.ofMode(0600), ROOT));
        open.release();
    }

    @Test
    void shouldOpenAFileThatWasJustLookedUpThoughWeTookItsNameSince() throws IOException {
        mirror.write("file", "still here");
        Node file = mirror.lookup("file");

        value(mirror.driver.unlink(mirror.root, FILE, file, ROOT));

        assertEquals("still here", mirror.content(file));
        assertEquals(0, value(mirror.driver.getattr(file, null)).nlink());
        mirror.driver.forget(file);
        assertEquals(Errno.ESTALE, errno(mirror.driver.open(file, OpenFlags.READ_ONLY, ROOT)));
    }

    @Test
    void shouldFreeARemovedFileOrDirectoryWhenItIsForgotten() throws Exception {
        mirror.write("file", "x");
        Files.createDirectory(mirror.behind("dir"));
        for (String each : new String[] {"file", "dir"}) {
            Node node = mirror.lookup(each);
            node.locator().adopt(mirror.lookup(each).locator());
            Node again = mirror.lookup(each); // as an unlink or rmdir does, whose node nobody forgets
            if (each.equals("dir")) {
                value(mirror.driver.rmdir(mirror.root, name(each), again, ROOT));
            } else {
                value(mirror.driver.unlink(mirror.root, name(each), again, ROOT));
            }

            mirror.driver.forget(node);

            for (int i = 0; i < 50 && Fixture.descriptorsBelow(mirror.behind(each)) > 0; i++) {
                Thread.sleep(10); // half a second in all: sooner than the sweep
            }
            assertEquals(0, Fixture.descriptorsBelow(mirror.behind(each)), each);
        }
    }

    @Test
    void shouldNotKeepTheStorageOfAFileThatNobodyUses() throws Exception {
        mirror.write("file", "x");
        mirror.lookup("file");
        assertEquals(1, Fixture.descriptorsBelow(mirror.behind("file")));

        Files.delete(mirror.behind("file"));

        for (int i = 0; i < 100 && Fixture.descriptorsBelow(mirror.behind("file")) > 0; i++) {
            Thread.sleep(100);
        }
        assertEquals(0, Fixture.descriptorsBelow(mirror.behind("file")));
    }

    @Test
    void shouldFindAFileByAnotherOfItsLinks() throws IOException {
        mirror.write("file", "both");
        Node file = mirror.lookup("file");
        Files.createLink(mirror.behind("other"), mirror.behind("file"));
        file.locator().adopt(mirror.lookup("other").locator());

        Files.delete(mirror.behind("other"));

        assertEquals(1, value(mirror.driver.getattr(file, null)).nlink());
    }

    @Test
    void shouldNotFollowADirectoryThatBecameALinkOutside() throws IOException {
        Files.createDirectory(mirror.behind("dir"));
        mirror.write("dir/file", "inside");
        Node directory = mirror.lookup("dir");
        Node file = value(mirror.driver.lookup(directory, FILE));
        mirror.driver.forget(directory);
        mirror.driver.forget(file);

        Files.move(mirror.behind("dir"), temp.resolve("gone"));
        Files.createSymbolicLink(mirror.behind("dir"), temp.resolve("outside"));

        assertEquals(Errno.ESTALE, errno(mirror.driver.lookup(directory, FILE)));
        assertEquals(Errno.ESTALE, errno(mirror.driver.create(directory, name("evil"), 0644, 2, 0, ROOT)));
        assertEquals(Errno.ESTALE, errno(mirror.driver.opendir(directory, ROOT)));
        assertEquals(Errno.ESTALE, errno(mirror.driver.getattr(directory, null)));
        assertEquals(Errno.ESTALE, errno(mirror.driver.getattr(file, null)));
        assertTrue(mirror.lookup("dir").attributes().isSymlink());
        assertEquals(Errno.ENOTDIR, errno(mirror.driver.lookup(mirror.lookup("dir"), FILE)));
        assertTrue(Files.notExists(temp.resolve("outside/evil")));
    }

    @Test
    void shouldNotFollowAFileThatBecameALinkOutside() throws IOException {
        mirror.write("file", "inside");
        Node file = mirror.lookup("file");

        Files.delete(mirror.behind("file"));
        Files.createSymbolicLink(mirror.behind("file"), temp.resolve("outside/file"));

        assertEquals(Errno.ESTALE, errno(mirror.driver.open(file, OpenFlags.READ_ONLY, ROOT)));
        assertEquals(Errno.ESTALE, errno(mirror.driver.setattr(file, null, AttributeChanges.ofSize(0), ROOT)));
        Node link = mirror.lookup("file");
        assertEquals(Errno.ELOOP, errno(mirror.driver.open(link, OpenFlags.READ_ONLY, ROOT)));
        value(mirror.driver.setattr(link, null, AttributeChanges.ofOwner(77, 78), ROOT));
        assertEquals(77, mirror.stat("file").uid());
        assertEquals(0, Files.getAttribute(temp.resolve("outside/file"), "unix:uid"));
        assertEquals("secret", Files.readString(temp.resolve("outside/file")));
    }

    @Test
    void shouldRefuseNamesThatAreNone() throws IOException {
        Files.createDirectory(mirror.behind("dir"));
        mirror.write("dir/file", "x");
        Node file = mirror.lookup("dir/file");
        for (String evil : new String[] {"..", ".", "../outside", "dir/file", "/etc/passwd", "", "a\0b"}) {
            Name name = name(evil);
            assertEquals(Errno.EINVAL, errno(mirror.driver.lookup(mirror.root, name)), evil);
            assertEquals(Errno.EINVAL, errno(mirror.driver.mkdir(mirror.root, name, 0755, 0, ROOT)), evil);
            assertEquals(Errno.EINVAL, errno(mirror.driver.create(mirror.root, name, 0644, 2, 0, ROOT)), evil);
            assertEquals(Errno.EINVAL, errno(mirror.driver.unlink(mirror.root, name, file, ROOT)), evil);
            assertEquals(Errno.EINVAL, errno(mirror.driver.link(file, mirror.root, name, ROOT)), evil);
            RenameCall call = new RenameCall(mirror.lookup("dir"), FILE, file, mirror.root, name, null, false, false);
            assertEquals(Errno.EINVAL, errno(mirror.driver.rename(call, ROOT)), evil);
        }
    }

    @Test
    void shouldNeverTakeAnotherFileForOneWhoseParentWasRenamed() throws IOException {
        Files.createDirectory(mirror.behind("dir"));
        mirror.write("dir/file", "mine");
        Node directory = mirror.lookup("dir");
        Node file = value(mirror.driver.lookup(directory, FILE));
        Files.move(mirror.behind("dir"), mirror.behind("moved"));
        Files.createDirectory(mirror.behind("dir"));
        mirror.write("dir/file", "another");

        assertEquals("mine", mirror.content(file)); // by the cached descriptor
        mirror.driver.forget(directory);
        mirror.driver.forget(file);
        assertEquals(Errno.ESTALE, errno(mirror.driver.getattr(file, null)));
        assertEquals(Errno.ESTALE, errno(mirror.driver.open(file, OpenFlags.READ_ONLY, ROOT)));

        directory.locator().adopt(mirror.lookup("moved").locator());
        assertEquals("mine", mirror.content(file));
    }

    @Test
    void shouldSurviveARingOfMovedDirectories() throws IOException {
        Files.createDirectories(mirror.behind("a/b"));
        Node a = mirror.lookup("a");
        Node b = value(mirror.driver.lookup(a, name("b")));
        MirrorLocator ring = MirrorLocator.of(a.key(), true, new MirrorLocator.Place(MirrorLocator.of(b), name("a")));

        a.locator().adopt(ring);
        mirror.driver.forget(a);
        mirror.driver.forget(b);

        assertEquals(Errno.ESTALE, errno(mirror.driver.lookup(b, FILE)));
    }

    @Test
    void shouldAnswerTheParentOnlyWhileItIsTheOneWeKnow() throws IOException {
        Files.createDirectories(mirror.behind("a/b"));
        Node b = mirror.lookup("a/b");
        assertEquals(mirror.lookup("a").key(), value(mirror.driver.parent(b)).key());
        assertEquals(mirror.root.key(), value(mirror.driver.parent(mirror.root)).key());

        Files.move(mirror.behind("a/b"), temp.resolve("outside/b"));

        assertEquals(Errno.ESTALE, errno(mirror.driver.parent(b)));
    }

    @Test
    void shouldCloseWhatItOpened() throws IOException {
        Files.createDirectories(mirror.behind("a/b/c"));
        long before = Fixture.descriptorsBelow(mirror.backing);
        Fixture second = new Fixture(mirror.backing);
        second.list(second.lookup("a/b"), 10, true);
        assertTrue(value(second.driver.statfs(second.root)).blocks() > 0);

        second.close();

        assertEquals(before, Fixture.descriptorsBelow(mirror.backing));
    }

    @Test
    void shouldNotOpenAFifoThatTookAFilesPlace() throws Exception {
        mirror.write("file", "x");
        Node file = mirror.lookup("file");
        Files.delete(mirror.behind("file"));
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", mirror.behind("file").toString())
                        .start()
                        .waitFor());

        assertEquals(Errno.ESTALE, errno(mirror.driver.open(file, OpenFlags.READ_ONLY, ROOT)));
        Node fifo = mirror.lookup("file");
        assertEquals(Errno.ENXIO, errno(mirror.driver.open(fifo, OpenFlags.READ_ONLY, ROOT)));
        assertEquals(Errno.EINVAL, errno(mirror.driver.setattr(fifo, null, AttributeChanges.ofSize(0), ROOT)));
    }
}
