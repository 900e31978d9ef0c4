package org.actorfs.bench.floor;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fuse.protocol.HandleRequest;
import org.actorfs.fuse.protocol.InodeRequest;
import org.actorfs.fuse.protocol.RequestHeader;
import org.actorfs.fuse.session.NodeAttributes;
import org.actorfs.fuse.transport.ReplyBuffer;

/** Open directories. */
final class FloorDirectories {
    /** Entries asked of the driver at once; they fit in the least that the kernel asks for with room to spare. */
    private static final int BATCH = 20;

    private final Map<Long, Directory> directories = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final Driver driver;
    private final FloorInodes inodes;
    private final FloorEncoding encoding;
    private final int dataBytes;

    FloorDirectories(Driver driver, FloorInodes inodes, FloorEncoding encoding, int dataBytes) {
        this.driver = driver;
        this.inodes = inodes;
        this.encoding = encoding;
        this.dataBytes = dataBytes;
    }

    private record Directory(FloorInode inode, OpenDirectory directory) {}

    int opendir(InodeRequest.Opendir request, ReplyBuffer reply) {
        FloorInode inode = inodes.get(request.header().nodeid());
        inode.lock();
        try {
            OpenDirectory opened = Refused.value(driver.opendir(inode.node(), FloorEncoding.caller(request.header())));
            long fh = last.incrementAndGet();
            directories.put(fh, new Directory(inode, opened));
            return reply.encoder().open(request.unique(), fh, 0, 0);
        } finally {
            inode.unlock();
        }
    }

    int releasedir(HandleRequest.Releasedir request, ReplyBuffer reply) {
        FloorHandles.handle(directories.remove(request.fh())).directory.release();
        return reply.encoder().ok(request.unique());
    }

    /** Neither "." nor "..": nothing in the benchmark misses them. */
    int list(RequestHeader header, long fh, long offset, int size, boolean plus, ReplyBuffer reply) {
        Directory handle = FloorHandles.handle(directories.get(fh));
        reply.dirents().begin(reply.body(), Math.min(size, dataBytes));
        handle.inode.lock();
        try {
            long cursor = offset;
            for (List<DirectoryEntry> entries = batch(handle, cursor, plus); !entries.isEmpty(); ) {
                for (DirectoryEntry entry : entries) {
                    if (!add(entry, plus, reply)) {
                        return reply.encoder()
                                .data(header.unique(), reply.dirents().length());
                    }
                    cursor = entry.cursor();
                }
                entries = batch(handle, cursor, plus);
            }
            return reply.encoder().data(header.unique(), reply.dirents().length());
        } finally {
            handle.inode.unlock();
        }
    }

    private static List<DirectoryEntry> batch(Directory handle, long cursor, boolean plus) {
        return Refused.value(handle.directory.read(handle.inode.node(), cursor, BATCH, plus));
    }

    /** False if there was no room. */
    private boolean add(DirectoryEntry entry, boolean plus, ReplyBuffer reply) {
        byte[] name = entry.name().bytes();
        Node node = entry.node();
        if (!plus || node == null) {
            return reply.dirents().add(entry.ino(), entry.cursor(), entry.type(), name);
        }
        FloorInode inode = inodes.counted(node);
        boolean added = reply.dirents()
                .addPlus(
                        node.ino(),
                        node.generation(),
                        encoding.timeoutNanos(),
                        encoding.timeoutNanos(),
                        NodeAttributes.wire(reply, inode.node()),
                        entry.cursor(),
                        entry.type(),
                        name);
        if (!added) {
            inodes.forget(node.ino(), 1);
        }
        return added;
    }
}
