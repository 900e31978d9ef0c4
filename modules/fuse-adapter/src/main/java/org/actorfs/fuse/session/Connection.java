package org.actorfs.fuse.session;

import java.time.Clock;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.actor.DirectoryHandle;
import org.actorfs.fs.actor.FileHandle;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.actor.Route;
import org.actorfs.fs.actor.Session;
import org.actorfs.fs.driver.KernelUse;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.Traits;
import org.actorfs.fuse.protocol.Agreed;
import org.actorfs.fuse.protocol.Fopen;
import org.actorfs.fuse.transport.Buffers;
import org.actorfs.fuse.transport.KernelLink;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What the answers and requests of one kernel session share: names, handles, timeouts, buffers. Lives as long as its FuseSession. */
final class Connection implements Session {
    private final SessionOptions options;
    private final Traits traits;
    private final Nodes nodes;
    private final Handles handles = new Handles();
    private final Pending pending = new Pending(System::nanoTime);
    private final Buffers buffers;
    private final Tracers tracers = new Tracers(pending, System::nanoTime, Clock.systemUTC());
    private final SessionStats stats;
    private final int maxCounted;
    private volatile @Nullable KernelLink link;
    private volatile @Nullable Notifier notifier;

    /** It is not to notify any more; under this. */
    private boolean ended;

    private volatile boolean directIo;
    private volatile @Nullable Passthrough passthrough;

    Connection(SessionOptions options, Traits traits, Buffers buffers, int maxCounted, SessionStats stats) {
        this.maxCounted = maxCounted;
        this.options = options;
        this.traits = traits;
        this.buffers = buffers;
        this.stats = stats;
        this.nodes = new Nodes(traits.persistentInos());
    }

    void connect(KernelLink to) {
        link = to;
    }

    /** The kernel and we have agreed: it may be told something unasked. */
    synchronized void startNotifying(Agreed agreed) {
        if (!ended) {
            notifier = new Notifier(link(), agreed);
        }
    }

    /** Null before the kernel has begun, and after it has ended: then it believes nothing. */
    @Nullable
    Notifier notifier() {
        return notifier;
    }

    /** The kernel ended the session. */
    void end() {
        tracers.end();
        Passthrough modes = passthrough;
        if (modes != null) {
            modes.end();
        }
        Notifier asked = endNotifying();
        if (asked != null) {
            asked.close();
        }
    }

    private synchronized @Nullable Notifier endNotifying() {
        ended = true;
        Notifier asked = notifier;
        notifier = null;
        return asked;
    }

    boolean isServed() {
        return link != null;
    }

    KernelLink link() {
        KernelLink known = link;
        if (known == null) {
            throw new IllegalStateException("the session is not served yet");
        }
        return known;
    }

    SessionOptions options() {
        return options;
    }

    Traits traits() {
        return traits;
    }

    Nodes nodes() {
        return nodes;
    }

    Handles handles() {
        return handles;
    }

    Pending pending() {
        return pending;
    }

    Buffers buffers() {
        return buffers;
    }

    Tracers tracers() {
        return tracers;
    }

    SessionStats stats() {
        return stats;
    }

    int maxDataBytes() {
        return options.maxWriteBytes();
    }

    /** How long a name of this inode may be believed. */
    long entryNanos(Node node) {
        if (!traits.kernel().fileNames() && !node.attributes().isDirectory()) {
            return 0;
        }
        return options.entryTimeoutNanos() >= 0 ? options.entryTimeoutNanos() : traits.entryTimeoutNanos();
    }

    /** As {@link #attrNanos()}, for what came with a name. */
    long attrNanos(Node named) {
        return traits.isPartial(named.attributes()) ? 0 : attrNanos();
    }

    long attrNanos() {
        return options.attrTimeoutNanos() >= 0 ? options.attrTimeoutNanos() : traits.attrTimeoutNanos();
    }

    long negativeNanos() {
        long asked = options.negativeTimeoutNanos();
        return asked >= 0 ? asked : traits.kernel().negativeTimeoutNanos();
    }

    /** A number that is never used again needs no generation. */
    long generation(Node node) {
        return traits.persistentInos() ? node.generation() : 0;
    }

    /** Files may bypass the page cache of this kernel and be mapped all the same. */
    void allowDirectIo() {
        directIo = true;
    }

    /** The kernel takes files to read and write itself. */
    void allowPassthrough() {
        passthrough = new Passthrough(link().notificationFd());
    }

    /** What the kernel is told of a file that was opened with these flags. */
    int openFlags(int flagsOfOpen, long handle, int backingId) {
        if (backingId > 0) {
            return Fopen.PASSTHROUGH;
        }
        int flags = Fopen.PARALLEL_DIRECT_WRITES;
        KernelUse.Pages pages = traits.kernel().pages();
        if (pages == KernelUse.Pages.NONE || (directIo && OpenFlags.has(flagsOfOpen, OpenFlags.DIRECT))) {
            // Else a direct read cut short by a truncate is filled up with zeros, and direct writes wait for each
            // other.
            flags |= Fopen.DIRECT_IO;
        }
        if (traits.ownsNamespace()) {
            flags |= Fopen.KEEP_CACHE; // nobody else writes
        } else if (options.kernelCache()
                || pages == KernelUse.Pages.KEPT
                || pages == KernelUse.Pages.KEPT_UNTIL_CHANGED) {
            flags |= Fopen.KEEP_CACHE;
        }
        if (!options.ownLocks() && isClosedSilently(flagsOfOpen, handle)) {
            flags |= Fopen.NOFLUSH; // and no lock ends with it
        }
        return flags;
    }

    /**
     * Whether no write is delayed that close(2) could report, or should do. With FLUSH the kernel also hands over what was written through shared
     * mappings, which are for files that are open for reading, too; it matters where others can see the backing file.
     */
    private boolean isClosedSilently(int flagsOfOpen, long handle) {
        int access = flagsOfOpen & OpenFlags.ACCESS_MODE;
        return access == OpenFlags.READ_ONLY
                || ((traits.ownsNamespace() || access == OpenFlags.WRITE_ONLY) && !handles.tellsAtClose(handle));
    }

    /** What the kernel is told of a directory that was opened. */
    int openDirectoryFlags() {
        return traits.kernel().listings() ? Fopen.CACHE_DIR | Fopen.KEEP_CACHE : 0;
    }

    void forget(long nodeid, long references) {
        nodes.forget(this, nodeid, references);
    }

    @Override
    public long counted(Node node, ActorRef<InodeCommand> inode) {
        Notifier asks = notifier;
        if (asks != null && asks.canPrune() && nodes.size() > maxCounted) {
            asks.prune(() -> nodes.sleeping(Notifier.PRUNE_BATCH));
        }
        return nodes.add(node, inode);
    }

    @Override
    public void asleep(long name, Route.Asleep route) {
        nodes.put(name, route);
    }

    @Override
    public void awake(long name, ActorRef<InodeCommand> inode) {
        nodes.put(name, new Route.Awake(inode));
    }

    @Override
    public void uncounted(long name) {
        nodes.remove(name);
    }

    @Override
    public long openedFile(ActorRef<FileHandle.Command> handle, OpenFile file) {
        long fh = handles.addFile(handle, file.tellsAtClose());
        Passthrough modes = passthrough;
        if (modes != null) {
            modes.opened(fh, file);
        }
        return fh;
    }

    @Override
    public long openedDirectory(ActorRef<DirectoryHandle.Command> handle) {
        return handles.addDirectory(handle);
    }

    @Override
    public void released(long handle) {
        handles.remove(handle);
        endPassthrough(handle);
    }

    /** RELEASE of a file, or nobody will: takes the number away at once, and lets the handle end. */
    void releaseFile(long handle) {
        handles.releaseFile(handle);
        endPassthrough(handle);
    }

    private void endPassthrough(long handle) {
        Passthrough modes = passthrough;
        if (modes != null) {
            modes.released(handle);
        }
    }

    /** The backing file that the kernel is to use for an open file; 0: none, it asks us. */
    int backingId(long nodeid, long handle) {
        Passthrough modes = passthrough;
        return modes == null ? 0 : modes.backingId(nodeid, handle);
    }
}
