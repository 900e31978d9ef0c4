package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyDeleteOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyInvalEntryOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyInvalInodeOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyPollWakeupOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyPruneOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyRetrieveOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyStoreOut;
import org.actorfs.fuse.protocol.SessionStructs.FuseOutHeader;

/**
 * Writes notifications: out headers with unique 0 and the {@link NotifyCode} in the error field. Every method writes
 * one whole message and returns its length in bytes. Owned by the notifier thread of one session.
 *
 * <p>They go to write(2) of {@code /dev/fuse}, also under io_uring. write(2) fails with ENOENT if the kernel holds no
 * such inode or name, which is no fault. It takes locks of the inode: a notifier must not hold up the answer that
 * would free them (fs/fuse/dev.c, fuse_notify).
 */
public final class NotificationEncoder {
    private static final long BODY = FuseOutHeader.STRUCT.sizeBytes();

    /** Where {@link #store} takes its data from: an offset in the buffer, in bytes. */
    public static final long STORE_DATA_OFFSET = BODY + FuseNotifyStoreOut.STRUCT.sizeBytes();

    private final MemorySegment buffer;

    /** An encoder that writes to the start of {@code buffer}. */
    public NotificationEncoder(MemorySegment buffer) {
        this.buffer = buffer;
    }

    /** POLL: the file of poll handle {@code kh} may be ready; the kernel asks again. */
    public int poll(long kh) {
        FuseNotifyPollWakeupOut.KH.set(buffer, BODY, kh);
        return finish(NotifyCode.POLL, FuseNotifyPollWakeupOut.STRUCT.sizeBytes());
    }

    /**
     * INVAL_INODE: drop attributes, and the pages of a range.
     *
     * @param offset negative: attributes only
     * @param length 0 or less: to the end of the file
     */
    public int invalInode(long nodeid, long offset, long length) {
        FuseNotifyInvalInodeOut.INO.set(buffer, BODY, nodeid);
        FuseNotifyInvalInodeOut.OFF.set(buffer, BODY, offset);
        FuseNotifyInvalInodeOut.LEN.set(buffer, BODY, length);
        return finish(NotifyCode.INVAL_INODE, FuseNotifyInvalInodeOut.STRUCT.sizeBytes());
    }

    /** INVAL_ENTRY: drop the cached name, with what hangs below it. */
    public int invalEntry(long parent, byte[] name) {
        return invalEntry(parent, name, 0);
    }

    /** INVAL_ENTRY with EXPIRE_ONLY, under HAS_EXPIRE_ONLY: look the name up again at its next use. */
    public int expireEntry(long parent, byte[] name) {
        return invalEntry(parent, name, Protocol.EXPIRE_ONLY);
    }

    private int invalEntry(long parent, byte[] name, int flags) {
        FuseNotifyInvalEntryOut.PARENT.set(buffer, BODY, parent);
        FuseNotifyInvalEntryOut.NAMELEN.set(buffer, BODY, name.length);
        FuseNotifyInvalEntryOut.FLAGS.set(buffer, BODY, flags);
        long structBytes = FuseNotifyInvalEntryOut.STRUCT.sizeBytes();
        return finish(NotifyCode.INVAL_ENTRY, structBytes + name(BODY + structBytes, name));
    }

    /** DELETE: as INVAL_ENTRY, but only if the name still stands for {@code child}, and inotify hears of it. */
    public int delete(long parent, long child, byte[] name) {
        FuseNotifyDeleteOut.PARENT.set(buffer, BODY, parent);
        FuseNotifyDeleteOut.CHILD.set(buffer, BODY, child);
        FuseNotifyDeleteOut.NAMELEN.set(buffer, BODY, name.length);
        FuseNotifyDeleteOut.PADDING.set(buffer, BODY, 0);
        long structBytes = FuseNotifyDeleteOut.STRUCT.sizeBytes();
        return finish(NotifyCode.DELETE, structBytes + name(BODY + structBytes, name));
    }

    /** STORE: put {@code size} bytes, which the caller wrote at {@link #STORE_DATA_OFFSET}, into the page cache. */
    public int store(long nodeid, long offset, int size) {
        FuseNotifyStoreOut.NODEID.set(buffer, BODY, nodeid);
        FuseNotifyStoreOut.OFFSET.set(buffer, BODY, offset);
        FuseNotifyStoreOut.SIZE.set(buffer, BODY, size);
        FuseNotifyStoreOut.PADDING.set(buffer, BODY, 0);
        return finish(NotifyCode.STORE, FuseNotifyStoreOut.STRUCT.sizeBytes() + size);
    }

    /** RETRIEVE: send what the page cache has of a range; it comes as {@link SessionRequest.NotifyReply}. */
    public int retrieve(long notifyUnique, long nodeid, long offset, int size) {
        FuseNotifyRetrieveOut.NOTIFY_UNIQUE.set(buffer, BODY, notifyUnique);
        FuseNotifyRetrieveOut.NODEID.set(buffer, BODY, nodeid);
        FuseNotifyRetrieveOut.OFFSET.set(buffer, BODY, offset);
        FuseNotifyRetrieveOut.SIZE.set(buffer, BODY, size);
        FuseNotifyRetrieveOut.PADDING.set(buffer, BODY, 0);
        return finish(NotifyCode.RETRIEVE, FuseNotifyRetrieveOut.STRUCT.sizeBytes());
    }

    /** RESEND, under HAS_RESEND: send again every request that was read and not answered. */
    public int resend() {
        return finish(NotifyCode.RESEND, 0);
    }

    /** INC_EPOCH, since 7.44: every cached name of the mount is stale now. */
    public int incEpoch() {
        return finish(NotifyCode.INC_EPOCH, 0);
    }

    /** PRUNE, since 7.45: let go of these inodes, as far as nobody uses them; FORGETs follow. */
    public int prune(long[] nodeids, int count) {
        FuseNotifyPruneOut.STRUCT.clear(buffer, BODY);
        FuseNotifyPruneOut.COUNT.set(buffer, BODY, count);
        long list = BODY + FuseNotifyPruneOut.STRUCT.sizeBytes();
        MemorySegment.copy(nodeids, 0, buffer, Field.U64.LAYOUT, list, count);
        return finish(NotifyCode.PRUNE, FuseNotifyPruneOut.STRUCT.sizeBytes() + (long) count * Long.BYTES);
    }

    /** Writes a name and its NUL; returns how many bytes. */
    private long name(long at, byte[] name) {
        MemorySegment.copy(name, 0, buffer, ValueLayout.JAVA_BYTE, at, name.length);
        buffer.set(ValueLayout.JAVA_BYTE, at + name.length, (byte) 0);
        return name.length + 1L;
    }

    private int finish(int code, long bodyBytes) {
        int length = Math.toIntExact(BODY + bodyBytes);
        FuseOutHeader.LEN.set(buffer, 0, length);
        FuseOutHeader.ERROR.set(buffer, 0, code);
        FuseOutHeader.UNIQUE.set(buffer, 0, 0);
        return length;
    }
}
