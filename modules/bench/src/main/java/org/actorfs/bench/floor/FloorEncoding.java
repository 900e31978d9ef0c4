package org.actorfs.bench.floor;

import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.driver.Node;
import org.actorfs.fuse.protocol.RequestHeader;
import org.actorfs.fuse.protocol.WireAttributes;
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
                    .entry(unique, node.ino(), node.generation(), timeoutNanos, timeoutNanos, wire(reply, node));
        } finally {
            inode.unlock();
        }
    }

    WireAttributes wire(ReplyBuffer reply, Node node) {
        Attributes a = node.attributes();
        return reply.attributes()
                .reset()
                .ino(node.ino())
                .size(a.size())
                .blocks(a.blocks())
                .atime(a.atime().seconds(), a.atime().nanos())
                .mtime(a.mtime().seconds(), a.mtime().nanos())
                .ctime(a.ctime().seconds(), a.ctime().nanos())
                .btime(a.btime().seconds(), a.btime().nanos())
                .mode(a.mode())
                .nlink(a.nlink())
                .owner(a.uid(), a.gid())
                .blksize(a.blockBytes());
    }

    static Caller caller(RequestHeader header) {
        return new Caller(header.uid(), header.gid(), header.pid());
    }
}
