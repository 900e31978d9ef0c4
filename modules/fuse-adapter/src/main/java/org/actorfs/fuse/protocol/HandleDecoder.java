package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.ControlStructs.FuseIoctlIn;
import org.actorfs.fuse.protocol.ControlStructs.FusePollIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseCopyFileRangeIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseFallocateIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseFileLock;
import org.actorfs.fuse.protocol.HandleStructs.FuseFlushIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseFsyncIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseLkIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseLseekIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseReadIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseReleaseIn;
import org.actorfs.fuse.protocol.HandleStructs.FuseWriteIn;

/** Decodes the {@link HandleRequest}s. */
final class HandleDecoder {
    private HandleDecoder() {}

    static Request read(RequestHeader header, RequestBody body) {
        body.expect(FuseReadIn.STRUCT);
        return new HandleRequest.Read(
                header,
                body.u64(FuseReadIn.FH),
                body.u64(FuseReadIn.OFFSET),
                body.u32(FuseReadIn.SIZE),
                body.u32(FuseReadIn.READ_FLAGS),
                body.u64(FuseReadIn.LOCK_OWNER),
                body.u32(FuseReadIn.FLAGS));
    }

    static Request write(RequestHeader header, RequestBody body) {
        body.expect(FuseWriteIn.STRUCT);
        return new HandleRequest.Write(
                header,
                body.u64(FuseWriteIn.FH),
                body.u64(FuseWriteIn.OFFSET),
                body.u32(FuseWriteIn.WRITE_FLAGS),
                body.u64(FuseWriteIn.LOCK_OWNER),
                body.u32(FuseWriteIn.FLAGS),
                body.data(body.u32(FuseWriteIn.SIZE)));
    }

    static Request release(RequestHeader header, RequestBody body) {
        body.expect(FuseReleaseIn.STRUCT);
        return new HandleRequest.Release(
                header,
                body.u64(FuseReleaseIn.FH),
                body.u32(FuseReleaseIn.FLAGS),
                body.u32(FuseReleaseIn.RELEASE_FLAGS),
                body.u64(FuseReleaseIn.LOCK_OWNER));
    }

    static Request releasedir(RequestHeader header, RequestBody body) {
        body.expect(FuseReleaseIn.STRUCT);
        return new HandleRequest.Releasedir(header, body.u64(FuseReleaseIn.FH), body.u32(FuseReleaseIn.FLAGS));
    }

    static Request flush(RequestHeader header, RequestBody body) {
        body.expect(FuseFlushIn.STRUCT);
        return new HandleRequest.Flush(header, body.u64(FuseFlushIn.FH), body.u64(FuseFlushIn.LOCK_OWNER));
    }

    static Request fsync(RequestHeader header, RequestBody body) {
        body.expect(FuseFsyncIn.STRUCT);
        return new HandleRequest.Fsync(header, body.u64(FuseFsyncIn.FH), dataOnly(body));
    }

    static Request fsyncdir(RequestHeader header, RequestBody body) {
        body.expect(FuseFsyncIn.STRUCT);
        return new HandleRequest.Fsyncdir(header, body.u64(FuseFsyncIn.FH), dataOnly(body));
    }

    static Request readdir(RequestHeader header, RequestBody body) {
        body.expect(FuseReadIn.STRUCT);
        return new HandleRequest.Readdir(
                header, body.u64(FuseReadIn.FH), body.u64(FuseReadIn.OFFSET), body.u32(FuseReadIn.SIZE));
    }

    static Request readdirplus(RequestHeader header, RequestBody body) {
        body.expect(FuseReadIn.STRUCT);
        return new HandleRequest.Readdirplus(
                header, body.u64(FuseReadIn.FH), body.u64(FuseReadIn.OFFSET), body.u32(FuseReadIn.SIZE));
    }

    static Request getlk(RequestHeader header, RequestBody body) {
        body.expect(FuseLkIn.STRUCT);
        return new HandleRequest.Getlk(
                header, body.u64(FuseLkIn.FH), body.u64(FuseLkIn.OWNER), lock(body), body.u32(FuseLkIn.LK_FLAGS));
    }

    static Request setlk(RequestHeader header, RequestBody body, boolean waits) {
        body.expect(FuseLkIn.STRUCT);
        return new HandleRequest.Setlk(
                header,
                body.u64(FuseLkIn.FH),
                body.u64(FuseLkIn.OWNER),
                lock(body),
                body.u32(FuseLkIn.LK_FLAGS),
                waits);
    }

    static Request ioctl(RequestHeader header, RequestBody body) {
        body.expect(FuseIoctlIn.STRUCT);
        return new HandleRequest.Ioctl(
                header,
                body.u64(FuseIoctlIn.FH),
                body.u32(FuseIoctlIn.FLAGS),
                body.u32(FuseIoctlIn.CMD),
                body.u64(FuseIoctlIn.ARG),
                body.u32(FuseIoctlIn.OUT_SIZE),
                body.data(body.u32(FuseIoctlIn.IN_SIZE)));
    }

    static Request poll(RequestHeader header, RequestBody body) {
        body.expect(FusePollIn.STRUCT);
        return new HandleRequest.Poll(
                header,
                body.u64(FusePollIn.FH),
                body.u64(FusePollIn.KH),
                body.u32(FusePollIn.FLAGS),
                body.u32(FusePollIn.EVENTS));
    }

    static Request fallocate(RequestHeader header, RequestBody body) {
        body.expect(FuseFallocateIn.STRUCT);
        return new HandleRequest.Fallocate(
                header,
                body.u64(FuseFallocateIn.FH),
                body.u64(FuseFallocateIn.OFFSET),
                body.u64(FuseFallocateIn.LENGTH),
                body.u32(FuseFallocateIn.MODE));
    }

    static Request lseek(RequestHeader header, RequestBody body) {
        body.expect(FuseLseekIn.STRUCT);
        return new HandleRequest.Lseek(
                header, body.u64(FuseLseekIn.FH), body.u64(FuseLseekIn.OFFSET), body.u32(FuseLseekIn.WHENCE));
    }

    static Request copyFileRange(RequestHeader header, RequestBody body, boolean wide) {
        body.expect(FuseCopyFileRangeIn.STRUCT);
        return new HandleRequest.CopyFileRange(
                header,
                body.u64(FuseCopyFileRangeIn.FH_IN),
                body.u64(FuseCopyFileRangeIn.OFF_IN),
                body.u64(FuseCopyFileRangeIn.NODEID_OUT),
                body.u64(FuseCopyFileRangeIn.FH_OUT),
                body.u64(FuseCopyFileRangeIn.OFF_OUT),
                body.u64(FuseCopyFileRangeIn.LEN),
                body.u64(FuseCopyFileRangeIn.FLAGS),
                wide);
    }

    private static boolean dataOnly(RequestBody body) {
        return (body.u32(FuseFsyncIn.FSYNC_FLAGS) & RequestFlags.FSYNC_FDATASYNC) != 0;
    }

    private static LockRange lock(RequestBody body) {
        return new LockRange(
                body.u64(FuseLkIn.LK, FuseFileLock.START),
                body.u64(FuseLkIn.LK, FuseFileLock.END),
                body.u32(FuseLkIn.LK, FuseFileLock.TYPE),
                body.u32(FuseLkIn.LK, FuseFileLock.PID));
    }
}
