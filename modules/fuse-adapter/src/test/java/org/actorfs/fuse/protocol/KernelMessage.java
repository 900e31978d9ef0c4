package org.actorfs.fuse.protocol;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import org.actorfs.fuse.protocol.SessionStructs.FuseInHeader;

/** One request under construction: header, struct, names and data, extensions. */
final class KernelMessage {
    private static final long HEADER_BYTES = FuseInHeader.STRUCT.sizeBytes();

    private final MemorySegment head;
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private int extensionBytes;

    KernelMessage(RequestHeader header, int opcode, long structBytes) {
        head = MemorySegment.ofArray(new byte[Math.toIntExact(HEADER_BYTES + structBytes)]);
        FuseInHeader.OPCODE.set(head, 0, opcode);
        FuseInHeader.UNIQUE.set(head, 0, header.unique());
        FuseInHeader.NODEID.set(head, 0, header.nodeid());
        FuseInHeader.UID.set(head, 0, header.uid());
        FuseInHeader.GID.set(head, 0, header.gid());
        FuseInHeader.PID.set(head, 0, header.pid());
    }

    KernelMessage u64(Field.U64 field, long value) {
        field.set(head, HEADER_BYTES, value);
        return this;
    }

    KernelMessage u32(Field.U32 field, int value) {
        field.set(head, HEADER_BYTES, value);
        return this;
    }

    KernelMessage u64(Field.Span outer, Field.U64 field, long value) {
        field.set(head, HEADER_BYTES + outer.offset(), value);
        return this;
    }

    KernelMessage u32(Field.Span outer, Field.U32 field, int value) {
        field.set(head, HEADER_BYTES + outer.offset(), value);
        return this;
    }

    KernelMessage name(byte[] name) {
        payload.writeBytes(name);
        payload.write(0);
        return this;
    }

    KernelMessage data(byte[] data) {
        payload.writeBytes(data);
        return this;
    }

    /** Must come last; a multiple of 8 bytes. */
    KernelMessage extensions(byte[] bytes) {
        payload.writeBytes(bytes);
        extensionBytes += bytes.length;
        return this;
    }

    /** The whole request; the segment is exactly as long as it. */
    MemorySegment build() {
        byte[] body = payload.toByteArray();
        MemorySegment request = MemorySegment.ofArray(new byte[Math.toIntExact(head.byteSize() + body.length)]);
        FuseInHeader.LEN.set(head, 0, (int) request.byteSize());
        FuseInHeader.TOTAL_EXTLEN.set(head, 0, extensionBytes / 8);
        request.copyFrom(head);
        request.asSlice(head.byteSize()).copyFrom(MemorySegment.ofArray(body));
        return request;
    }
}
