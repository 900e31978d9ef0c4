package org.actorfs.fuse.protocol;

import org.actorfs.fuse.protocol.EntryStructs.FuseCreateIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseLinkIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseMkdirIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseMknodIn;
import org.actorfs.fuse.protocol.EntryStructs.FuseRename2In;
import org.actorfs.fuse.protocol.EntryStructs.FuseRenameIn;

/** Decodes the {@link EntryRequest}s. Order matters: struct, then extensions (they end the payload), then names. */
final class EntryDecoder {
    private EntryDecoder() {}

    static Request lookup(RequestHeader header, RequestBody body) {
        return new EntryRequest.Lookup(header, body.lookupName());
    }

    static Request symlink(RequestHeader header, RequestBody body) {
        RequestExtensions extensions = body.extensions();
        return new EntryRequest.Symlink(header, body.name(), body.symlinkTarget(), extensions);
    }

    static Request mknod(RequestHeader header, RequestBody body) {
        body.expect(FuseMknodIn.STRUCT);
        RequestExtensions extensions = body.extensions();
        return new EntryRequest.Mknod(
                header,
                body.name(),
                body.u32(FuseMknodIn.MODE),
                body.u32(FuseMknodIn.RDEV),
                body.u32(FuseMknodIn.UMASK),
                extensions);
    }

    static Request mkdir(RequestHeader header, RequestBody body) {
        body.expect(FuseMkdirIn.STRUCT);
        RequestExtensions extensions = body.extensions();
        return new EntryRequest.Mkdir(
                header, body.name(), body.u32(FuseMkdirIn.MODE), body.u32(FuseMkdirIn.UMASK), extensions);
    }

    static Request unlink(RequestHeader header, RequestBody body) {
        return new EntryRequest.Unlink(header, body.name());
    }

    static Request rmdir(RequestHeader header, RequestBody body) {
        return new EntryRequest.Rmdir(header, body.name());
    }

    static Request rename(RequestHeader header, RequestBody body) {
        body.expect(FuseRenameIn.STRUCT);
        return new EntryRequest.Rename(header, body.name(), body.u64(FuseRenameIn.NEWDIR), body.name(), 0);
    }

    static Request rename2(RequestHeader header, RequestBody body) {
        body.expect(FuseRename2In.STRUCT);
        return new EntryRequest.Rename(
                header, body.name(), body.u64(FuseRename2In.NEWDIR), body.name(), body.u32(FuseRename2In.FLAGS));
    }

    static Request link(RequestHeader header, RequestBody body) {
        body.expect(FuseLinkIn.STRUCT);
        return new EntryRequest.Link(header, body.name(), body.u64(FuseLinkIn.OLDNODEID));
    }

    static Request create(RequestHeader header, RequestBody body) {
        body.expect(FuseCreateIn.STRUCT);
        RequestExtensions extensions = body.extensions();
        return new EntryRequest.Create(
                header,
                body.name(),
                body.u32(FuseCreateIn.FLAGS),
                body.u32(FuseCreateIn.MODE),
                body.u32(FuseCreateIn.UMASK),
                body.u32(FuseCreateIn.OPEN_FLAGS),
                extensions);
    }

    /** The name is not read: it is "/" (fs/namei.c, slash_name). */
    static Request tmpfile(RequestHeader header, RequestBody body) {
        body.expect(FuseCreateIn.STRUCT);
        RequestExtensions extensions = body.extensions();
        return new EntryRequest.Tmpfile(
                header,
                body.u32(FuseCreateIn.FLAGS),
                body.u32(FuseCreateIn.MODE),
                body.u32(FuseCreateIn.UMASK),
                body.u32(FuseCreateIn.OPEN_FLAGS),
                extensions);
    }
}
