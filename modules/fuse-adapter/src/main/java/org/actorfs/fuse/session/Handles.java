package org.actorfs.fuse.session;

import java.util.concurrent.atomic.AtomicLong;
import org.actorfs.fs.actor.DirectoryHandle;
import org.actorfs.fs.actor.FileHandle;
import org.actorfs.fs.driver.OpenFile;
import org.apache.pekko.actor.typed.ActorRef;
import org.jctools.maps.NonBlockingHashMapLong;
import org.jspecify.annotations.Nullable;

/** The file handles (fh) of one session; numbers from 1 that are never used twice. Read by workers, changed by actors. */
public final class Handles {
    private record OpenedFile(ActorRef<FileHandle.Command> handle, boolean tellsAtClose) {}

    private final NonBlockingHashMapLong<OpenedFile> files = new NonBlockingHashMapLong<>();
    private final NonBlockingHashMapLong<ActorRef<DirectoryHandle.Command>> directories =
            new NonBlockingHashMapLong<>();
    private final AtomicLong counter = new AtomicLong();

    /**
     * A number for an open file.
     *
     * @param tellsAtClose as {@link OpenFile#tellsAtClose}
     */
    public long addFile(ActorRef<FileHandle.Command> handle, boolean tellsAtClose) {
        long fh = counter.incrementAndGet();
        files.put(fh, new OpenedFile(handle, tellsAtClose));
        return fh;
    }

    boolean tellsAtClose(long fh) {
        OpenedFile file = files.get(fh);
        return file != null && file.tellsAtClose;
    }

    public long addDirectory(ActorRef<DirectoryHandle.Command> handle) {
        long fh = counter.incrementAndGet();
        directories.put(fh, handle);
        return fh;
    }

    public @Nullable ActorRef<FileHandle.Command> file(long fh) {
        OpenedFile file = files.get(fh);
        return file == null ? null : file.handle;
    }

    public @Nullable ActorRef<DirectoryHandle.Command> directory(long fh) {
        return directories.get(fh);
    }

    /** Takes the number away at once, so that a kernel that asks again gets EBADF, and lets the handle end. */
    public void releaseFile(long fh) {
        OpenedFile file = files.remove(fh);
        if (file != null) {
            file.handle.tell(new FileHandle.Release());
        }
    }

    public void releaseDirectory(long fh) {
        ActorRef<DirectoryHandle.Command> handle = directories.remove(fh);
        if (handle != null) {
            handle.tell(new DirectoryHandle.Release());
        }
    }

    public void remove(long fh) {
        files.remove(fh);
        directories.remove(fh);
    }
}
