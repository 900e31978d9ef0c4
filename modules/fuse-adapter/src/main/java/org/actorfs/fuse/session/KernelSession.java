package org.actorfs.fuse.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.actorfs.fs.Name;
import org.actorfs.fs.actor.CacheCounts;
import org.actorfs.fs.actor.Census;
import org.actorfs.fs.actor.Description;
import org.actorfs.fs.actor.Session;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.posix.MountInfo;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One volume at one mountpoint, however its kernel's requests travel: from {@link FuseDaemon#open} until the kernel ends it (unmount or abort) and
 * the volume is closed.
 */
public interface KernelSession {
    /**
     * Mounts on a directory that {@link org.actorfs.fuse.mount.Mountpoint} found good, and serves from then on; {@code source} is shown if no
     * fsname was given. To be called once. If it throws, nothing is mounted, and the session is to be abandoned.
     */
    MountInfo mount(Path directory, MountOptions options, String source) throws MountException, IOException;

    /**
     * Completes when the kernel has taken the answer to its first request, which it sends unasked; through libfuse, which tells nobody, when it sends
     * the second, and never if nobody asks anything.
     */
    CompletionStage<Void> agreed();

    /** Completes when the kernel ended the session and the volume is closed: then everything acknowledged is kept. */
    CompletionStage<Void> ended();

    /**
     * Something else changed what is at a path (from the root, which is the empty path): the kernel forgets what it believes of it, and of
     * everything if it is a directory. Completes when it has been told; exceptionally if the session ends meanwhile, with {@link
     * UnsupportedOperationException} if nobody can tell this kernel anything.
     */
    CompletionStage<Void> invalidate(List<Name> path);

    /** How requests come in: the word of the mount option. */
    String transport();

    /** When it began, as {@link System#nanoTime} has it. */
    long begunNanos();

    /** The volume, for tools and tests. */
    ActorRef<Volume.Command> volume();

    /** What it was asked so far, by kind of request; nothing if {@link DaemonSettings#metrics} are off. Waits for nobody. */
    List<OperationStats> stats();

    /** The inodes of its volume. Completes when all of them have answered, which they may never: whoever waits sets a limit. */
    CompletionStage<Census> census();

    /** How often its volume's inodes knew their attributes, and had to ask the driver. */
    CacheCounts attributeCounts();

    /**
     * The inode at a path (from the root, which is the empty path; links are not followed), as its actor has it. Completes when driver and actor
     * have answered, which they may never: whoever waits sets a limit.
     */
    CompletionStage<Inspected<Description>> describe(List<Name> path);

    /**
     * Tells of requests as they come and are answered: of those about the inode at a path, or of all. First come those that wait already, and
     * whoever waits for longer than a second is told of before its answer. The path is as that of {@link #describe}. Whoever gets the trace
     * closes it.
     */
    CompletionStage<Inspected<Trace>> trace(Optional<List<Name>> path, TraceListener listener);

    /**
     * Gives the session up, whatever the kernel says: who waits gets EIO, or ECONNABORTED if nobody has taken his request yet; who comes gets
     * EIO or ENOTCONN; and the volume is closed. For a session that was never served, that does not end in time, or whose daemon ends. Others of
     * the daemon go on.
     */
    void abandon();

    /** Who holds references and handles of the volume for this kernel. */
    Session user();

    /** The volume's actor stopped; that it had not been asked to is known from what is not ended yet. */
    void onVolumeStopped();

    /** Logs what has waited for longer than this. */
    void logOlderThan(Duration limit);

    /** Lets go whoever was interrupted and is past its grace, and tells traces who is slow. To be called now and then. */
    void lookAtPending();
}
