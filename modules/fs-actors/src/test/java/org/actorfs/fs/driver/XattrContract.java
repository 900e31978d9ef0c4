package org.actorfs.fs.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.XattrUpdate.Condition;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Extended attributes and access control lists, as ext4 has them, on every driver. */
public abstract class XattrContract extends ContractFixture {
    private static final Name COMMENT = Name.of("user.comment");
    private static final Name ACCESS = Name.of("system.posix_acl_access");
    private static final Name DEFAULT = Name.of("system.posix_acl_default");

    private static final int USER_OBJ = 1;
    private static final int USER = 2;
    private static final int GROUP_OBJ = 4;
    private static final int MASK = 16;
    private static final int OTHER = 32;
    private static final int NOBODY = -1;

    private Node file;

    @BeforeEach
    void createFile() {
        file = create(root, "file");
    }

    private Node set(Node node, Name name, byte @Nullable [] value, Condition when) {
        return node.with(get(driver.setxattr(node, null, new XattrUpdate(name, value, when, false), caller())));
    }

    private Node set(Node node, Name name, byte[] value) {
        return set(node, name, value, Condition.ANY);
    }

    private byte[] get(Node node, Name name) {
        return get(driver.getxattr(node, null, name));
    }

    /** Tag, permissions, id; again and again. */
    private static byte[] acl(int... entries) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + entries.length / 3 * 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(2);
        for (int i = 0; i < entries.length; i += 3) {
            bytes.putShort((short) entries[i]).putShort((short) entries[i + 1]).putInt(entries[i + 2]);
        }
        return bytes.array();
    }

    /** Owner rwx, user 1000 rw-, group r-x, mask as given, others nothing. */
    private static byte[] naming1000(int owner, int mask, int other) {
        return acl(
                USER_OBJ, owner, NOBODY, USER, 6, 1000, GROUP_OBJ, 5, NOBODY, MASK, mask, NOBODY, OTHER, other, NOBODY);
    }

    private static int permissions(Node node) {
        return node.attributes().mode() & Mode.PERMISSIONS;
    }

    @Test
    void shouldKeepValuesOfAnyBytes() {
        byte[] value = {0, 1, (byte) 0xff, '\n'};
        set(file, COMMENT, value);
        assertArrayEquals(value, get(file, COMMENT));
        set(file, COMMENT, new byte[0]);
        assertArrayEquals(new byte[0], get(file, COMMENT));
        byte[] large = new byte[3000];
        Arrays.fill(large, (byte) 'x');
        set(file, COMMENT, large);
        assertArrayEquals(large, get(file, COMMENT));
    }

    @Test
    void shouldListNames() {
        assertEquals(List.of(), get(driver.listxattr(file, null)));
        set(file, COMMENT, bytes("a"));
        set(file, Name.of("user.b"), bytes("b"));
        List<String> names = get(driver.listxattr(file, null)).stream()
                .map(Name::toString)
                .sorted()
                .toList();
        assertEquals(List.of("user.b", "user.comment"), names);
    }

    @Test
    void shouldMeetConditions() {
        assertErrno(
                Errno.ENODATA,
                driver.setxattr(file, null, new XattrUpdate(COMMENT, bytes("a"), Condition.PRESENT, false), caller()));
        set(file, COMMENT, bytes("a"), Condition.ABSENT);
        assertErrno(
                Errno.EEXIST,
                driver.setxattr(file, null, new XattrUpdate(COMMENT, bytes("b"), Condition.ABSENT, false), caller()));
        set(file, COMMENT, bytes("b"), Condition.PRESENT);
        assertArrayEquals(bytes("b"), get(file, COMMENT));
    }

    @Test
    void shouldRemove() {
        assertErrno(Errno.ENODATA, driver.getxattr(file, null, COMMENT));
        assertErrno(Errno.ENODATA, driver.setxattr(file, null, XattrUpdate.remove(COMMENT), caller()));
        set(file, COMMENT, bytes("a"));
        set(file, COMMENT, null, Condition.PRESENT);
        assertErrno(Errno.ENODATA, driver.getxattr(file, null, COMMENT));
        assertEquals(List.of(), get(driver.listxattr(file, null)));
    }

    @Test
    void shouldRefuseNamespacesThatNobodyKeeps() {
        assertErrno(Errno.ENOTSUP, driver.getxattr(file, null, Name.of("nobody.knows")));
        XattrUpdate update = new XattrUpdate(Name.of("nobody.knows"), bytes("a"), Condition.ANY, false);
        assertErrno(Errno.ENOTSUP, driver.setxattr(file, null, update, caller()));
    }

    @Test
    void shouldStayWithAnInodeThatIsRenamed() {
        set(file, COMMENT, bytes("a"));
        Node now = current(root);
        assertDone(driver.rename(
                new RenameCall(now, Name.of("file"), file, now, Name.of("other"), null, false, false), caller()));
        assertArrayEquals(bytes("a"), get(lookup(root, "other"), COMMENT));
    }

    @Test
    void shouldLeaveTheContentAlone() {
        CreatedOpen made = createOpen(root, "content");
        Node content = written(made.child(), made.file(), 0, "hello");
        set(content, COMMENT, bytes("a"));
        assertEquals("hello", read(current(content), made.file(), 0, 10));
        assertEquals(5, current(content).attributes().size());
        made.file().release();
    }

    @Test
    void shouldDropCapabilitiesOnWriteAndTruncate() {
        Name capability = Name.of("security.capability");
        byte[] value = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        }; // version 2, effective CAP_NET_BIND_SERVICE
        CreatedOpen made = createOpen(root, "program");
        set(made.child(), capability, value);
        assertArrayEquals(value, get(made.child(), capability));
        Node program = written(made.child(), made.file(), 0, "#!");
        assertErrno(Errno.ENODATA, driver.getxattr(program, null, capability));
        set(current(program), capability, value);
        assertDone(driver.setattr(current(program), null, AttributeChanges.ofSize(1), caller()));
        assertErrno(Errno.ENODATA, driver.getxattr(program, null, capability));
        made.file().release();
    }

    // ---- access control lists

    @Test
    void shouldShowTheMaskAsTheGroupsPermissions() {
        Node listed = set(file, ACCESS, naming1000(7, 6, 0));
        assertEquals(0760, permissions(listed));
        assertArrayEquals(naming1000(7, 6, 0), get(listed, ACCESS));
    }

    @Test
    void shouldKeepAMinimalListInTheModeOnly() {
        Node listed = set(file, ACCESS, acl(USER_OBJ, 6, NOBODY, GROUP_OBJ, 4, NOBODY, OTHER, 0, NOBODY));
        assertEquals(0640, permissions(listed));
        assertErrno(Errno.ENODATA, driver.getxattr(listed, null, ACCESS));
    }

    @Test
    void shouldMoveTheListAlongWithChmod() {
        Node listed = set(file, ACCESS, naming1000(7, 6, 0));
        Node changed = listed.with(get(driver.setattr(listed, null, AttributeChanges.ofMode(0514), caller())));
        assertEquals(0514, permissions(changed));
        assertArrayEquals(naming1000(5, 1, 4), get(changed, ACCESS));
    }

    @Test
    void shouldInheritTheDefaultListInsteadOfTheUmask() {
        Node directory = mkdir(root, "dir");
        byte[] inheritable = naming1000(7, 7, 5);
        Node listed = set(directory, DEFAULT, inheritable);
        assertEquals(0755, permissions(listed));
        Node child = get(driver.create(listed, Name.of("f"), 0666, OpenFlags.READ_WRITE, 077, caller()))
                .child();
        assertEquals(0664, permissions(child));
        assertArrayEquals(naming1000(6, 6, 4), get(child, ACCESS));
        assertErrno(Errno.ENODATA, driver.getxattr(child, null, DEFAULT));
        Node below = get(driver.mkdir(current(directory), Name.of("d"), 0777, 077, caller()))
                .child();
        assertEquals(0775, permissions(below));
        assertArrayEquals(inheritable, get(below, ACCESS));
        assertArrayEquals(inheritable, get(below, DEFAULT));
    }

    @Test
    void shouldApplyTheUmaskWithoutADefaultList() {
        Node child = get(driver.create(current(root), Name.of("f"), 0666, OpenFlags.READ_WRITE, 027, caller()))
                .child();
        assertEquals(0640, permissions(child));
    }

    @Test
    void shouldRefuseWhatIsNoList() {
        byte[][] wrong = {
            {1, 2, 3},
            acl(USER_OBJ, 7, NOBODY, GROUP_OBJ, 5, NOBODY),
            acl(USER_OBJ, 7, NOBODY, USER, 6, 1000, GROUP_OBJ, 5, NOBODY, OTHER, 0, NOBODY),
            acl(USER_OBJ, 8, NOBODY, GROUP_OBJ, 5, NOBODY, OTHER, 0, NOBODY),
            acl(GROUP_OBJ, 5, NOBODY, USER_OBJ, 7, NOBODY, OTHER, 0, NOBODY),
        };
        for (byte[] value : wrong) {
            XattrUpdate update = new XattrUpdate(ACCESS, value, Condition.ANY, false);
            assertErrno(Errno.EINVAL, driver.setxattr(file, null, update, caller()));
        }
        assertEquals(FILE_MODE, permissions(current(file)));
    }

    @Test
    void shouldTakeNoOffenceAtAListThatIsNotThere() {
        Node directory = mkdir(root, "dir");
        set(directory, DEFAULT, null, Condition.PRESENT);
        set(directory, ACCESS, null, Condition.PRESENT);
        assertEquals(0755, permissions(current(directory)));
    }

    @Test
    void shouldRefuseADefaultListOfAFile() {
        XattrUpdate update = new XattrUpdate(DEFAULT, naming1000(7, 7, 0), Condition.ANY, false);
        assertErrno(Errno.EACCES, driver.setxattr(file, null, update, caller()));
    }

    @Test
    void shouldTakeSetGidWithAListThatSaysSo() {
        Node special = file.with(get(driver.setattr(file, null, AttributeChanges.ofMode(02755), caller())));
        XattrUpdate update = new XattrUpdate(ACCESS, naming1000(7, 5, 5), Condition.ANY, true);
        assertEquals(0755, permissions(special.with(get(driver.setxattr(special, null, update, caller())))));
    }
}
