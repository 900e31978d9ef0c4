package org.actorfs.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.actorfs.fs.actor.DirectoryHandle;
import org.actorfs.fs.actor.FileHandle;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.actor.Route;
import org.actorfs.fs.actor.Session;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A session that remembers nothing but its root, which is the first it is told of: so only the volume is weighed. */
final class RootSession implements Session {
    private final AtomicLong last = new AtomicLong();
    private volatile @Nullable ActorRef<InodeCommand> root;

    /** Once attached. */
    ActorRef<InodeCommand> root() {
        ActorRef<InodeCommand> known = root;
        if (known == null) {
            throw new IllegalStateException("not attached");
        }
        return known;
    }

    @Override
    public long counted(Node node, ActorRef<InodeCommand> inode) {
        long name = last.incrementAndGet();
        if (name == 1) {
            root = inode;
        }
        return name;
    }

    @Override
    public void asleep(long name, Route.Asleep route) {}

    /** The root does not sleep for good: it makes every file. */
    @Override
    public void awake(long name, ActorRef<InodeCommand> inode) {
        if (name == 1) {
            root = inode;
        }
    }

    @Override
    public void uncounted(long name) {}

    @Override
    public long openedFile(ActorRef<FileHandle.Command> handle, OpenFile file) {
        return last.incrementAndGet();
    }

    @Override
    public long openedDirectory(ActorRef<DirectoryHandle.Command> handle) {
        return last.incrementAndGet();
    }

    @Override
    public void released(long handle) {}
}
