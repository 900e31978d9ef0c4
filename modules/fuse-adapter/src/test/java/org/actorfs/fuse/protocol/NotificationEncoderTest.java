package org.actorfs.fuse.protocol;

import static org.actorfs.fuse.protocol.SampleRequests.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyDeleteOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyInvalEntryOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyInvalInodeOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyPollWakeupOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyPruneOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyRetrieveOut;
import org.actorfs.fuse.protocol.NotifyStructs.FuseNotifyStoreOut;
import org.junit.jupiter.api.Test;

/** Notifications have the sizes that fs/fuse/dev.c checks. */
final class NotificationEncoderTest {
    private final MemorySegment buffer = MemorySegment.ofArray(new byte[4096]).fill((byte) 0xee);
    private final NotificationEncoder encoder = new NotificationEncoder(buffer);

    @Test
    void shouldWakePollers() {
        KernelReply sent = read(encoder.poll(77), NotifyCode.POLL, 8);
        assertEquals(77, sent.field(FuseNotifyPollWakeupOut.KH));
    }

    @Test
    void shouldInvalidateAnInode() {
        KernelReply sent = read(encoder.invalInode(7, -1, 0), NotifyCode.INVAL_INODE, 24);
        assertEquals(7, sent.field(FuseNotifyInvalInodeOut.INO));
        assertEquals(-1, sent.field(FuseNotifyInvalInodeOut.OFF));
    }

    @Test
    void shouldInvalidateAndExpireANameWithItsNul() {
        KernelReply dropped = read(encoder.invalEntry(1, bytes("name")), NotifyCode.INVAL_ENTRY, 16 + 5);
        assertEquals(4, dropped.field(FuseNotifyInvalEntryOut.NAMELEN));
        assertEquals(0, dropped.field(FuseNotifyInvalEntryOut.FLAGS));
        assertArrayEquals(bytes("name\0"), dropped.body().asSlice(16).toArray(ValueLayout.JAVA_BYTE));
        KernelReply expired = read(encoder.expireEntry(1, bytes("name")), NotifyCode.INVAL_ENTRY, 16 + 5);
        assertEquals(Protocol.EXPIRE_ONLY, expired.field(FuseNotifyInvalEntryOut.FLAGS));
    }

    @Test
    void shouldTellOfADeletedName() {
        KernelReply sent = read(encoder.delete(1, 7, bytes("name")), NotifyCode.DELETE, 24 + 5);
        assertEquals(7, sent.field(FuseNotifyDeleteOut.CHILD));
        assertArrayEquals(bytes("name\0"), sent.body().asSlice(24).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void shouldStoreDataThatTheCallerPlaced() {
        buffer.asSlice(NotificationEncoder.STORE_DATA_OFFSET).copyFrom(MemorySegment.ofArray(bytes("abc")));
        KernelReply sent = read(encoder.store(7, 4096, 3), NotifyCode.STORE, 24 + 3);
        assertEquals(3, sent.field(FuseNotifyStoreOut.SIZE));
        assertArrayEquals(bytes("abc"), sent.body().asSlice(24).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void shouldRetrieveData() {
        KernelReply sent = read(encoder.retrieve(99, 7, 4096, 512), NotifyCode.RETRIEVE, 32);
        assertEquals(99, sent.field(FuseNotifyRetrieveOut.NOTIFY_UNIQUE));
        assertEquals(512, sent.field(FuseNotifyRetrieveOut.SIZE));
    }

    @Test
    void shouldPruneInodes() {
        KernelReply sent = read(encoder.prune(new long[] {5, 6, 7}, 2), NotifyCode.PRUNE, 16 + 2 * 8);
        assertEquals(2, sent.field(FuseNotifyPruneOut.COUNT));
        assertEquals(0, sent.field(FuseNotifyPruneOut.SPARE));
        assertEquals(6, sent.body().get(ValueLayout.JAVA_LONG_UNALIGNED, 24));
    }

    @Test
    void shouldSendTheHeaderAloneWhenThereIsNoMore() {
        read(encoder.resend(), NotifyCode.RESEND, 0);
        read(encoder.incEpoch(), NotifyCode.INC_EPOCH, 0);
    }

    private KernelReply read(int length, int code, long bodyBytes) {
        KernelReply sent = KernelReply.parse(buffer, length);
        assertEquals(0, sent.unique());
        assertEquals(code, sent.error());
        assertEquals(bodyBytes, sent.body().byteSize());
        return sent;
    }
}
