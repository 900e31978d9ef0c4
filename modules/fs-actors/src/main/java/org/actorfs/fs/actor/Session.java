package org.actorfs.fs.actor;

import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One user of a volume: a kernel mount, or a program without a kernel. It gives inodes and handles names of its own (a kernel's node ids
 * and fh) and maps them to routes. The callbacks come from inode actors, on any thread; each concerns one inode and comes in that inode's
 * order, so that a name is known before the reply that carries it.
 */
public interface Session {
    /** The first reference was handed out: names the inode. Given back with every later call about it. */
    long counted(Node node, ActorRef<InodeCommand> inode);

    /** The inode sleeps, still counted: its shard takes the messages. */
    void asleep(long name, Route.Asleep route);

    /** The inode woke up. */
    void awake(long name, ActorRef<InodeCommand> inode);

    /** The last reference was given back: the name is void. */
    void uncounted(long name);

    /** A file was opened, and is open until the handle is released: names the handle. */
    long openedFile(ActorRef<FileHandle.Command> handle, OpenFile file);

    /** A directory was opened: names the handle. */
    long openedDirectory(ActorRef<DirectoryHandle.Command> handle);

    /** The handle is released: its name is void. */
    void released(long handle);
}
