package org.actorfs.posix;

import static org.actorfs.posix.TestDirectory.bytes;
import static org.actorfs.posix.TestDirectory.succeeded;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class XattrsTest {
    private static final byte[] NAME = bytes("user.colour");

    @TempDir
    Path temporary;

    private TestDirectory directory;
    private int file;

    @BeforeEach
    void open() {
        directory = new TestDirectory(temporary);
        file = directory.create("file");
        int probe = Xattrs.fsetxattr(file, bytes("user.probe"), bytes(""), 0);
        assumeTrue(probe != -Errnos.EOPNOTSUPP, "the temporary filesystem has no user attributes");
        succeeded(Xattrs.fremovexattr(file, bytes("user.probe")));
    }

    @AfterEach
    void close() {
        Descriptors.close(file);
        directory.close();
    }

    private byte[] path() {
        return bytes(temporary.resolve("file").toString());
    }

    @Test
    void shouldKeepAnAttributeOfAnOpenFile() {
        succeeded(Xattrs.fsetxattr(file, NAME, bytes("red"), Xattrs.XATTR_CREATE));
        byte[] value = new byte[100];
        assertEquals(3, Xattrs.fgetxattr(file, NAME, value));
        assertArrayEquals(bytes("red"), Arrays.copyOf(value, 3));
        assertEquals(3, Xattrs.fgetxattr(file, NAME, new byte[0]));
        assertEquals(-Errnos.ERANGE, Xattrs.fgetxattr(file, NAME, new byte[2]));
        assertEquals(-Errnos.EEXIST, Xattrs.fsetxattr(file, NAME, bytes("blue"), Xattrs.XATTR_CREATE));
        succeeded(Xattrs.fremovexattr(file, NAME));
        assertEquals(-Errnos.ENODATA, Xattrs.fgetxattr(file, NAME, value));
    }

    @Test
    void shouldUseRawMemory() {
        try (NativeBuffer buffer = NativeBuffer.allocate(100)) {
            Memory.putInt(buffer.address(), 0x01020304);
            succeeded(Xattrs.fsetxattr(file, NAME, buffer.address(), 4, 0));
            assertEquals(4, Xattrs.fgetxattr(file, NAME, buffer.address() + 50, 50));
            assertEquals(0x01020304, Memory.getInt(buffer.address() + 50));
        }
    }

    @Test
    void shouldGoByPath() {
        succeeded(Xattrs.setxattr(path(), NAME, bytes("red"), 0));
        succeeded(Xattrs.lsetxattr(path(), NAME, bytes("green"), Xattrs.XATTR_REPLACE));
        byte[] value = new byte[5];
        assertEquals(5, Xattrs.getxattr(path(), NAME, value));
        assertEquals(5, Xattrs.lgetxattr(path(), NAME, value));
        assertArrayEquals(bytes("green"), value);
        succeeded(Xattrs.removexattr(path(), NAME));
        assertEquals(-Errnos.ENODATA, Xattrs.lremovexattr(path(), NAME));
    }

    @Test
    void shouldListNames() {
        succeeded(Xattrs.fsetxattr(file, NAME, bytes("red"), 0));
        byte[] names = new byte[1000];
        int length = succeeded(Xattrs.flistxattr(file, names));
        assertEquals(true, new String(names, 0, length, StandardCharsets.UTF_8).contains("user.colour\0"));
        assertEquals(length, Xattrs.listxattr(path(), names));
        assertEquals(length, Xattrs.llistxattr(path(), names));
    }

    @Test
    void shouldListNamesFromADirectory() {
        succeeded(Xattrs.setxattr(bytes(temporary.toString()), NAME, bytes("red"), 0));
        int held = succeeded(Descriptors.open(bytes(temporary.toString()), OpenFlags.O_PATH, 0));
        byte[] names = new byte[1000];
        int length = Xattrs.listxattrat(held, bytes("."), names);
        Descriptors.close(held);
        assumeTrue(length != -Errnos.ENOSYS, "no listxattrat(2): before Linux 6.13");
        assertEquals(true, new String(names, 0, length, StandardCharsets.UTF_8).contains("user.colour\0"));
        assertEquals(-Errnos.EBADF, Xattrs.listxattrat(-1, bytes("."), names));
    }

    @Test
    void shouldRefuseMoreThanTheKernelTakes() {
        assertEquals(-Errnos.E2BIG, Xattrs.fsetxattr(file, NAME, new byte[70_000], 0));
    }
}
