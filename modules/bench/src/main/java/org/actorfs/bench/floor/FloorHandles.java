package org.actorfs.bench.floor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.actorfs.fs.Errno;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.Results.Written;
import org.actorfs.fuse.protocol.Fopen;
import org.actorfs.fuse.protocol.HandleRequest;
import org.actorfs.fuse.protocol.InodeRequest;
import org.actorfs.fuse.transport.ReplyBuffer;
import org.jspecify.annotations.Nullable;

/** Open files: what handle actors would be. */
final class FloorHandles {
    static final int OPEN_FLAGS = Fopen.PARALLEL_DIRECT_WRITES | Fopen.KEEP_CACHE | Fopen.NOFLUSH; // as actorfs

    private final Map<Long, File> files = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final Driver driver;
    private final FloorInodes inodes;
    private final int dataBytes;

    FloorHandles(Driver driver, FloorInodes inodes, int dataBytes) {
        this.driver = driver;
        this.inodes = inodes;
        this.dataBytes = dataBytes;
    }

    private record File(FloorInode inode, OpenFile file) {}

    long add(FloorInode inode, OpenFile file) {
        long fh = last.incrementAndGet();
        files.put(fh, new File(inode, file));
        return fh;
    }

    int open(InodeRequest.Open request, ReplyBuffer reply) {
        FloorInode inode = inodes.get(request.header().nodeid());
        inode.lock();
        try {
            var opened =
                    Refused.value(driver.open(inode.node(), request.flags(), FloorEncoding.caller(request.header())));
            inode.update(opened.after());
            inode.opened();
            long fh = add(inode, opened.file());
            return reply.encoder().open(request.unique(), fh, OPEN_FLAGS, 0);
        } finally {
            inode.unlock();
        }
    }

    int read(HandleRequest.Read request, ReplyBuffer reply) {
        File handle = handle(files.get(request.fh()));
        handle.inode.lock();
        try {
            int size = Math.min(request.size(), dataBytes);
            int bytes = Refused.value(handle.file.read(handle.inode.node(), request.offset(), size, reply::body));
            return reply.encoder().data(request.unique(), bytes);
        } finally {
            handle.inode.unlock();
        }
    }

    /** Gives the answer itself, to be as early with it as the actors are, and copies the data with the file still locked. */
    int write(HandleRequest.Write request, ReplyBuffer reply, IntConsumer answer) {
        File handle = handle(files.get(request.fh()));
        handle.inode.lock();
        try {
            Written written = Refused.value(handle.file.write(
                    handle.inode.node(),
                    request.offset(),
                    request.data(),
                    false,
                    false,
                    FloorEncoding.caller(request.header())));
            handle.inode.update(written.after());
            answer.accept(reply.encoder().written(request.unique(), written.bytes()));
            written.finish();
            return 0;
        } finally {
            handle.inode.unlock();
        }
    }

    int release(HandleRequest.Release request, ReplyBuffer reply) {
        File handle = handle(files.remove(request.fh()));
        handle.inode.lock();
        try {
            handle.file.release();
            handle.inode.released();
            inodes.dropUnused(handle.inode);
        } finally {
            handle.inode.unlock();
        }
        return reply.encoder().ok(request.unique());
    }

    static <T> T handle(@Nullable T known) {
        if (known == null) {
            throw new Refused(Errno.EBADF);
        }
        return known;
    }
}
