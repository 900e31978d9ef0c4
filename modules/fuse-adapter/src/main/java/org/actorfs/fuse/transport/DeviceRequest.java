package org.actorfs.fuse.transport;

import org.actorfs.fuse.protocol.Request;
import org.actorfs.fuse.protocol.RequestDecoder;
import org.actorfs.posix.NativeBuffer;

/** What one read(2) of /dev/fuse gave: {@code length} bytes at the start of a buffer of the session. */
record DeviceRequest(NativeBuffer buffer, int length, Buffers home) implements Incoming {
    @Override
    public int opcode() {
        return RequestDecoder.opcode(buffer.segment(), length);
    }

    @Override
    public Request decode(RequestDecoder decoder) {
        return decoder.decode(buffer.segment(), length);
    }

    @Override
    public Borrow lend() {
        return new Borrow(buffer, home);
    }
}
