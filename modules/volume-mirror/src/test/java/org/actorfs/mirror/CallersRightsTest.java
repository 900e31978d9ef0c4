package org.actorfs.mirror;

import static org.actorfs.mirror.Fixture.ROOT;
import static org.actorfs.mirror.Fixture.SOMEBODY;
import static org.actorfs.mirror.Fixture.bytes;
import static org.actorfs.mirror.Fixture.errno;
import static org.actorfs.mirror.Fixture.name;
import static org.actorfs.mirror.Fixture.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.FsIdentity;
import org.actorfs.posix.Processes;
import org.actorfs.posix.Xattrs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners, groups and set-id bits: what the daemon must do itself because it is root. */
@ParameterizedClass
@ValueSource(strings = {"/var/tmp", "/dev/shm"})
final class CallersRightsTest {
    private final Fixture mirror;

    CallersRightsTest(String where) {
        mirror = Fixture.on(Path.of(where), 16);
    }

    @AfterEach
    void close() {
        mirror.close();
    }

    private static void assumeRoot() {
        Assumptions.assumeTrue(Processes.geteuid() == 0, "needs root");
    }

    @Test
    void shouldCreateAsTheCaller() throws IOException {
        assumeRoot();
        Files.setAttribute(mirror.backing, "unix:mode", 0777);

        Node file = value(mirror.driver.create(mirror.root, name("f"), 0666, OpenFlags.READ_WRITE, 027, SOMEBODY))
                .child();
        Node made = value(mirror.driver.mkdir(mirror.root, name("d"), 0777, 022, SOMEBODY))
                .child();
        Node link = value(mirror.driver.symlink(mirror.root, name("l"), new byte[] {'x'}, SOMEBODY))
                .child();

        for (Node node : List.of(file, made, link)) {
            assertEquals(SOMEBODY.uid(), node.attributes().uid());
            assertEquals(SOMEBODY.gid(), node.attributes().gid());
        }
        assertEquals(0100640, file.attributes().mode());
        assertEquals(0040755, made.attributes().mode());
        assertEquals(0, FsIdentity.fsuid());
        assertArrayEquals(new byte[] {'x'}, value(mirror.driver.readlink(link)));
    }

    @Test
    void shouldCreateWhereOnlyASupplementaryGroupOfTheCallerMay() throws IOException {
        assumeRoot();
        Files.setAttribute(mirror.backing, "unix:mode", 0770); // the kernel above has said yes

        Node made = value(mirror.driver.mkdir(mirror.root, name("d"), 0700, 0, SOMEBODY))
                .child();

        assertEquals(SOMEBODY.uid(), made.attributes().uid());
        assertEquals(Errno.EINVAL, errno(mirror.driver.mkdir(mirror.root, name("e"), 0700, 0, new Caller(-1, 0, 0))));
        assertTrue(Files.notExists(mirror.behind("e")));
        value(mirror.driver.mkdir(mirror.root, name("rooted"), 0700, 0, ROOT));
        assertEquals(0, mirror.stat("rooted").uid());
    }

    @Test
    void shouldInheritTheGroupOfASetgidDirectory() throws IOException {
        assumeRoot();
        Files.setAttribute(mirror.backing, "unix:gid", 777);
        Files.setAttribute(mirror.backing, "unix:mode", 02777);

        Node file = value(mirror.driver.mknod(mirror.root, name("f"), 0100644, 0, 0, SOMEBODY))
                .child();
        Node directory = value(mirror.driver.mkdir(mirror.root, name("d"), 0755, 0, SOMEBODY))
                .child();

        assertEquals(777, file.attributes().gid());
        assertEquals(777, directory.attributes().gid());
        assertEquals(0042755, directory.attributes().mode());
    }

    @Test
    void shouldDropSuidAndSgidWhenTold() throws IOException {
        assumeRoot();
        CreatedOpen created = value(mirror.driver.create(mirror.root, name("f"), 0755, OpenFlags.READ_WRITE, 0, ROOT));
        Node node = created.child();
        OpenFile file = created.file();

        chmod(node, 06755);
        value(file.write(node, 0, bytes("x"), false, false, ROOT));
        assertEquals(0106755, mirror.stat("f").mode());
        value(file.write(node, 0, bytes("x"), false, true, SOMEBODY));
        assertEquals(0100755, mirror.stat("f").mode());

        chmod(node, 06745);
        AttributeChanges truncate = new AttributeChanges(null, null, null, 0L, null, false, null, false, null, true);
        assertEquals(
                0102745,
                value(mirror.driver.setattr(node, null, truncate, SOMEBODY)).mode());

        chmod(node, 04755);
        value(mirror.driver.open(node, OpenFlags.WRITE_ONLY | OpenFlags.TRUNCATE, SOMEBODY))
                .file()
                .release();
        assertEquals(0100755, mirror.stat("f").mode());
        file.release();
    }

    @Test
    void shouldApplyADefaultAclInPlaceOfTheUmask() {
        giveDefaultAcl();
        Node directory = value(mirror.driver.mkdir(mirror.root, name("d"), 0775, 077, SOMEBODY))
                .child();
        CreatedOpen file = value(mirror.driver.create(mirror.root, name("f"), 0666, 2, 077, SOMEBODY));
        file.file().release();
        Node special = value(mirror.driver.mknod(mirror.root, name("n"), Mode.FIFO | 0666, 0, 077, SOMEBODY))
                .child();

        assertEquals(0040775, directory.attributes().mode());
        assertEquals(0100666, file.child().attributes().mode());
        assertEquals(0010666, special.attributes().mode());
    }

    /** Threads have no umask of their own in some containers. */
    @Test
    void shouldApplyADefaultAclAlsoWhereThreadsHaveNoUmask() {
        int directory = Descriptors.open(backing(), org.actorfs.posix.OpenFlags.O_RDONLY, 0);
        assertEquals(0640, Creation.masked(directory, 0666, 027));
        giveDefaultAcl();
        assertEquals(0666, Creation.masked(directory, 0666, 027));
        Descriptors.close(directory);
    }

    private byte[] backing() {
        return mirror.backing.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void giveDefaultAcl() {
        byte[] everything = HexFormat.of().parseHex("02000000" + acl(1) + acl(4) + acl(0x20));
        byte[] name = "system.posix_acl_default".getBytes(StandardCharsets.UTF_8);
        Assumptions.assumeTrue(Xattrs.setxattr(backing(), name, everything, 0) == 0, "needs ACLs");
    }

    /** An entry of a POSIX ACL: this tag, rwx, no id. */
    private static String acl(int tag) {
        return "%02x000700ffffffff".formatted(tag);
    }

    private void chmod(Node node, int mode) {
        value(mirror.driver.setattr(node, null, AttributeChanges.ofMode(mode), ROOT));
    }
}
