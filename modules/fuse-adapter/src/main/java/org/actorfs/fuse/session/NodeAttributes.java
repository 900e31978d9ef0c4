package org.actorfs.fuse.session;

import org.actorfs.fs.Attributes;
import org.actorfs.fs.driver.Node;
import org.actorfs.fuse.protocol.WireAttributes;
import org.actorfs.fuse.transport.ReplyBuffer;

/** A node's attributes as the kernel reads them. */
public final class NodeAttributes {
    private NodeAttributes() {}

    /** Fills the buffer's own attributes, which are good until it is used again. */
    public static WireAttributes wire(ReplyBuffer buffer, Node node) {
        Attributes a = node.attributes();
        return buffer.attributes()
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
                .rdev(major(a.rdev()), minor(a.rdev()))
                .blksize(a.blockBytes());
    }

    /** The major number of a dev_t, as glibc's gnu_dev_major. */
    private static int major(long dev) {
        return (int) (((dev >>> 8) & 0xfff) | ((dev >>> 32) & ~0xfffL));
    }

    private static int minor(long dev) {
        return (int) ((dev & 0xff) | ((dev >>> 12) & ~0xffL));
    }
}
