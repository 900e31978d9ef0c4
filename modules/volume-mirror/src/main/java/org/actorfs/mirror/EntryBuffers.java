package org.actorfs.mirror;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.actorfs.posix.DirectoryEntries;

/** Buffers for getdents64, lent to one read of a directory at a time; as many come to be as pool threads read at once. */
final class EntryBuffers {
    private static final int BUFFER_BYTES = 32 * 1024;

    private final ConcurrentLinkedQueue<DirectoryEntries> idle = new ConcurrentLinkedQueue<>();

    DirectoryEntries take() {
        DirectoryEntries buffer = idle.poll();
        return buffer == null ? new DirectoryEntries(BUFFER_BYTES) : buffer;
    }

    void giveBack(DirectoryEntries buffer) {
        idle.add(buffer);
    }

    /** With none lent. */
    void close() {
        for (DirectoryEntries buffer = idle.poll(); buffer != null; buffer = idle.poll()) {
            buffer.close();
        }
    }
}
