package org.actorfs.fuse.transport;

import org.actorfs.fuse.protocol.Request;
import org.actorfs.fuse.protocol.RequestDecoder;
import org.jspecify.annotations.Nullable;

/** The bytes of one request, where they came in. */
public interface Incoming {
    /** The {@link org.actorfs.fuse.protocol.Opcode}; 0 if that did not come. */
    int opcode();

    /** What it asks. */
    Request decode(RequestDecoder decoder);

    /** Its memory is needed until it is answered. Null if it stays as long anyway. */
    @Nullable
    Borrow lend();
}
