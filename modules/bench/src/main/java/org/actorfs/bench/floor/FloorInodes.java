package org.actorfs.bench.floor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.actorfs.fs.Errno;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.Node;
import org.actorfs.fuse.protocol.Protocol;

/** The count table: node ids, which are the driver's inos, and how many references the kernel holds on each. */
final class FloorInodes {
    private final Map<Long, FloorInode> inodes = new ConcurrentHashMap<>();
    private final Driver driver;

    FloorInodes(Driver driver) {
        this.driver = driver;
        inodes.put(Protocol.ROOT_ID, new FloorInode(Refused.value(driver.root()), 1));
    }

    /** Known or not; not counted. */
    FloorInode known(Node node) {
        return inodes.computeIfAbsent(node.ino(), _ -> new FloorInode(node, 0));
    }

    /** The inode, with one reference more. The parent's lock is held, or the directory's that lists it. */
    FloorInode counted(Node node) {
        return inodes.compute(node.ino(), (_, known) -> {
            FloorInode inode = known == null ? new FloorInode(node, 0) : known;
            inode.count(1); // not under the inode's lock: it is taken before the table's elsewhere
            return inode;
        });
    }

    int forget(long nodeid, long references) {
        FloorInode inode = inodes.get(nodeid);
        if (inode != null) {
            inode.lock();
            try {
                inode.count(-references);
                dropUnused(inode);
            } finally {
                inode.unlock();
            }
        }
        return 0;
    }

    /** A nameless inode goes with its last reference and handle; one with a name stays known, the benchmark has few. */
    void dropUnused(FloorInode inode) {
        if (inode.isGone()) {
            inodes.remove(inode.node().ino(), inode);
            driver.forget(inode.node());
        }
    }

    FloorInode get(long nodeid) {
        FloorInode inode = inodes.get(nodeid);
        if (inode == null) {
            throw new Refused(Errno.ESTALE);
        }
        return inode;
    }
}
