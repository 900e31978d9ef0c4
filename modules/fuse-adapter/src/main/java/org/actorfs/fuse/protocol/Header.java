package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.SessionStructs.FuseInHeader;

/**
 * {@code fuse_in_header} as it came: what {@link RequestHeader} keeps, and what only decoding needs.
 *
 * @param len length in bytes of the whole request, header included
 * @param totalExtlen length of the extensions at its end, in units of 8 bytes
 */
public record Header(int len, int opcode, long unique, long nodeid, int uid, int gid, int pid, int totalExtlen) {
    /** Bytes of a header. */
    public static final int SIZE_BYTES = (int) FuseInHeader.STRUCT.sizeBytes();

    /** Reads the header at the start of {@code buffer}, which must hold {@link #SIZE_BYTES} bytes. */
    public static Header read(MemorySegment buffer) {
        return new Header(
                FuseInHeader.LEN.get(buffer, 0),
                FuseInHeader.OPCODE.get(buffer, 0),
                FuseInHeader.UNIQUE.get(buffer, 0),
                FuseInHeader.NODEID.get(buffer, 0),
                FuseInHeader.UID.get(buffer, 0),
                FuseInHeader.GID.get(buffer, 0),
                FuseInHeader.PID.get(buffer, 0),
                FuseInHeader.TOTAL_EXTLEN.get(buffer, 0));
    }

    RequestHeader toRequestHeader() {
        return new RequestHeader(unique, nodeid, uid, gid, pid);
    }
}
