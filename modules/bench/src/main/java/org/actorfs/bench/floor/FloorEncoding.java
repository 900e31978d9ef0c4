package org.actorfs.bench.floor;

import org.actorfs.fs.Caller;
import org.actorfs.fs.driver.Node;
import org.actorfs.fuse.protocol.RequestHeader;
import org.actorfs.fuse.session.NodeAttributes;
import org.actorfs.fuse.transport.ReplyBuffer;

/** Nodes as the kernel reads them. */
final class FloorEncoding {
    private final long timeoutNanos;

    FloorEncoding(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    int entry(long unique, FloorInode inode, ReplyBuffer reply) {
        inode.lock();
        try {
            Node node = inode.node();
            return reply.encoder()
                    .entry(
                            unique,
                            node.ino(),
                            node.generation(),
                            timeoutNanos,
                            timeoutNanos,
                            NodeAttributes.wire(reply, node));
        } finally {
            inode.unlock();
        }
    }

    static Caller caller(RequestHeader header) {
        return new Caller(header.uid(), header.gid(), header.pid());
    }
}
