package org.actorfs.bench.load;

import org.actorfs.posix.Descriptors;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.NativeBuffer;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Paths;

/** Creates a file in a thread's own directory, writes 4 KiB, closes and unlinks it. */
final class CreateFile implements Operation {
    private static final int BLOCK_BYTES = 4096;

    private final NativeBuffer buffer = NativeBuffer.allocate(BLOCK_BYTES);
    private final byte[][] paths;
    private int next;

    CreateFile(String directory, int thread) {
        paths = Tree.paths(directory, thread, "new");
    }

    @Override
    public void run() {
        byte[] path = paths[next++ % paths.length];
        int fd = CallFailed.check(
                "creating a file", Descriptors.open(path, OpenFlags.O_CREAT | OpenFlags.O_WRONLY, 0644));
        long written = FileIo.write(fd, buffer.address(), BLOCK_BYTES);
        CallFailed.check("close", Descriptors.close(fd));
        if (CallFailed.check("write", written) != BLOCK_BYTES) {
            throw new CallFailed("write took only " + written + " bytes of 4 KiB");
        }
        CallFailed.check("unlink", Paths.unlinkat(Descriptors.AT_FDCWD, path, 0));
    }

    @Override
    public void close() {
        buffer.close();
    }
}
