package org.actorfs.bench.load;

import org.actorfs.posix.Descriptors;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.NativeBuffer;
import org.actorfs.posix.OpenFlags;

/** Reads or writes one MiB after another, with O_DIRECT or through the page cache; from the start again at the end of the file. */
final class SequentialIo implements Operation {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int CHUNKS = 64;

    private final boolean writes;
    private final int fd;
    private final NativeBuffer buffer;
    private long next;

    SequentialIo(String directory, boolean writes, boolean direct) {
        this.writes = writes;
        int flags = direct ? OpenFlags.O_RDWR | OpenFlags.O_DIRECT : OpenFlags.O_RDWR;
        String how = direct ? "opening with O_DIRECT" : "opening";
        this.fd = CallFailed.check(how, Descriptors.open(Tree.ioFile(directory, direct), flags, 0));
        this.buffer = NativeBuffer.allocate(CHUNK_BYTES);
    }

    @Override
    public void run() {
        long offset = next++ % CHUNKS * CHUNK_BYTES;
        long done = writes
                ? FileIo.pwrite(fd, buffer.address(), CHUNK_BYTES, offset)
                : FileIo.pread(fd, buffer.address(), CHUNK_BYTES, offset);
        if (CallFailed.check(writes ? "write" : "read", done) != CHUNK_BYTES) {
            throw new CallFailed("it moved only " + done + " bytes of 1 MiB");
        }
    }

    /** Goes once through the whole file. */
    void fill() {
        for (int i = 0; i < CHUNKS; i++) {
            run();
        }
    }

    @Override
    public void close() {
        Descriptors.close(fd);
        buffer.close();
    }
}
