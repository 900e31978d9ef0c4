package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/**
 * A cursor over what getdents64(2) returns. {@link #fill} reads a batch, {@link #next} steps through it:
 *
 * <pre>
 *     while (entries.fill(fd) &gt; 0) {
 *         while (entries.next()) { ... entries.name() ... }
 *     }
 * </pre>
 *
 * <p>Owns its buffer until {@link #close}; used by one thread at a time. Holds no descriptor: to continue from a
 * cookie, {@link FileIo#lseek} to an {@link #off} and fill again.
 */
public final class DirectoryEntries implements AutoCloseable {
    public static final int DT_UNKNOWN = 0;
    public static final int DT_FIFO = 1;
    public static final int DT_CHR = 2;
    public static final int DT_DIR = 4;
    public static final int DT_BLK = 6;
    public static final int DT_REG = 8;
    public static final int DT_LNK = 10;
    public static final int DT_SOCK = 12;

    /** struct linux_dirent64. */
    private static final int INO = 0;

    private static final int OFF = 8;
    private static final int RECLEN = 16;
    private static final int TYPE = 18;
    private static final int NAME = 19;

    private static final MethodHandle GETDENTS64 = Libc.returningLong("getdents64", 3);

    private final NativeBuffer buffer;
    private long entry;
    private long following;
    private long end;

    public DirectoryEntries(int bufferBytes) {
        this.buffer = NativeBuffer.allocate(bufferBytes);
    }

    /** Reads the next batch of the directory: its bytes, 0 at the end, or -errno. No entry is current until next(). */
    public int fill(int fd) {
        int bytes = (int) CallFrame.current().call(GETDENTS64, fd, buffer.address(), buffer.sizeBytes());
        following = buffer.address();
        end = following + Math.max(bytes, 0);
        return bytes;
    }

    /** Steps to the next entry of the batch; false when the batch is used up. */
    public boolean next() {
        if (following >= end) {
            return false;
        }
        entry = following;
        following += Short.toUnsignedInt(Memory.getShort(entry + RECLEN));
        return true;
    }

    public long ino() {
        return Memory.getLong(entry + INO);
    }

    /** The cookie of the entry after this one. */
    public long off() {
        return Memory.getLong(entry + OFF);
    }

    /** DT_*; some filesystems only say DT_UNKNOWN. */
    public int type() {
        return Byte.toUnsignedInt(Memory.getByte(entry + TYPE));
    }

    public long nameAddress() {
        return entry + NAME;
    }

    public int nameLength() {
        return Memory.cStringLength(entry + NAME, (int) (following - entry - NAME));
    }

    /** A copy of the name's bytes. */
    public byte[] name() {
        byte[] name = new byte[nameLength()];
        Memory.copy(nameAddress(), name, 0, name.length);
        return name;
    }

    /** Whether this is {@code .} or {@code ..}. */
    public boolean isDot() {
        int length = nameLength();
        return length <= 2 && Memory.getByte(nameAddress()) == '.' && Memory.getByte(nameAddress() + length - 1) == '.';
    }

    @Override
    public void close() {
        buffer.close();
    }
}
