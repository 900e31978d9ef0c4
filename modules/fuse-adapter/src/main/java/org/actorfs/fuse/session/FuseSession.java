package org.actorfs.fuse.session;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.actor.CacheCounts;
import org.actorfs.fs.actor.Census;
import org.actorfs.fs.actor.Description;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.driver.KernelUse;
import org.actorfs.fs.driver.Traits;
import org.actorfs.fuse.protocol.Agreed;
import org.actorfs.fuse.protocol.EntryRequest;
import org.actorfs.fuse.protocol.HandleRequest;
import org.actorfs.fuse.protocol.InitFlags;
import org.actorfs.fuse.protocol.InitWishes;
import org.actorfs.fuse.protocol.InodeRequest;
import org.actorfs.fuse.protocol.Negotiation;
import org.actorfs.fuse.protocol.Request;
import org.actorfs.fuse.protocol.RequestDecoder;
import org.actorfs.fuse.protocol.SessionRequest;
import org.actorfs.fuse.session.Answer.Ticket;
import org.actorfs.fuse.transport.DeviceChannel;
import org.actorfs.fuse.transport.ReplyBuffer;
import org.actorfs.fuse.transport.Worker;
import org.actorfs.fuse.transport.Workers;
import org.actorfs.posix.Memory;
import org.actorfs.posix.NativeBuffer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One volume at one mountpoint, from {@link FuseDaemon#open} until the kernel ends it (unmount or abort) and the volume is closed. Reads run
 * only after {@link #serve}.
 */
public final class FuseSession implements DeviceChannel.Receiver {
    /** Files of ordinary filesystems, not of stacked ones such as overlayfs; and an overlayfs may be stacked on us. */
    private static final int MAX_STACK_DEPTH = 1;

    private static final Logger log = LoggerFactory.getLogger(FuseSession.class);

    /** How far the kernel may read ahead of a sequential reader. */
    private static final int MAX_READAHEAD_BYTES = 1 << 20;

    private static final long ALWAYS_WANTED = InitFlags.ATOMIC_O_TRUNC
            | InitFlags.BIG_WRITES
            | InitFlags.PARALLEL_DIROPS
            | InitFlags.DO_READDIRPLUS
            | InitFlags.READDIRPLUS_AUTO
            | InitFlags.HANDLE_KILLPRIV_V2
            | InitFlags.ASYNC_DIO
            | InitFlags.SETXATTR_EXT
            | InitFlags.HAS_EXPIRE_ONLY
            | InitFlags.DIRECT_IO_ALLOW_MMAP;

    private final Connection connection;
    private final Workers workers;
    private final ActorRef<Volume.Command> volume;
    private final Requests requests;
    private final Headcount headcount;
    private final CacheCounts attributeCounts;
    private final Inspection inspection;
    private final ChangeFeed changes = new ChangeFeed(this::tellKernel);
    private final long begunNanos = System.nanoTime();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> agreed = new CompletableFuture<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile boolean abandoned;
    private volatile RequestDecoder decoder = RequestDecoder.beforeInit();

    FuseSession(Connection connection, Workers workers, ActorRef<Volume.Command> volume, CacheCounts attributeCounts) {
        this.connection = connection;
        this.workers = workers;
        this.volume = volume;
        this.requests = new Requests(connection, volume);
        this.headcount = new Headcount(volume);
        this.attributeCounts = attributeCounts;
        this.inspection = new Inspection(connection);
    }

    /** Takes over a mounted /dev/fuse descriptor and serves what the kernel asks. */
    public void serve(int fuseFd) throws IOException {
        DeviceChannel.serve(fuseFd, workers, this, connection.buffers(), connection::connect);
    }

    /** Completes when the kernel has taken the answer to its first request; never if it sends none. */
    public CompletionStage<Void> agreed() {
        return agreed;
    }

    /** Completes when the kernel ended the session and the volume is closed: then everything acknowledged is kept. */
    public CompletionStage<Void> ended() {
        return ended;
    }

    /**
     * Something else changed what is at a path (from the root, which is the empty path): the kernel forgets what it believes of it, and of
     * everything if it is a directory. Completes when it has been told; exceptionally if the session ends meanwhile.
     */
    public CompletionStage<Void> invalidate(List<Name> path) {
        return changes.add(path);
    }

    private CompletionStage<Void> tellKernel(List<Name> path) {
        Notifier notifier = connection.notifier();
        return notifier == null
                ? CompletableFuture.completedStage(null)
                : new Invalidation(connection, notifier).of(path);
    }

    /** How requests come in. */
    public String transport() {
        return "dev";
    }

    /** When it began, as {@link System#nanoTime} has it. */
    public long begunNanos() {
        return begunNanos;
    }

    /** The volume, for tools and tests. */
    public ActorRef<Volume.Command> volume() {
        return volume;
    }

    /** What it was asked so far, by kind of request; nothing if {@link DaemonSettings#metrics} are off. Waits for nobody. */
    public List<OperationStats> stats() {
        return connection.stats().read();
    }

    /** The inodes of its volume. Completes when all of them have answered, which they may never: whoever waits sets a limit. */
    public CompletionStage<Census> census() {
        return headcount.take();
    }

    /** How often its volume's inodes knew their attributes, and had to ask the driver. */
    public CacheCounts attributeCounts() {
        return attributeCounts;
    }

    /**
     * The inode at a path (from the root, which is the empty path; links are not followed), as its actor has it. ENOENT, and what else a
     * lookup may fail with. Completes when driver and actor have answered, which they may never: whoever waits sets a limit.
     */
    public CompletionStage<Outcome.Ready<Description>> describe(List<Name> path) {
        return inspection.describe(path);
    }

    /**
     * Tells of requests as they come and are answered: of those about the inode at a path, or of all. First come those that wait already, and
     * whoever waits for longer than a second is told of before its answer. EMFILE: there are {@link Tracers#MOST} traces; ENODEV: the session has ended;
     * else as {@link #describe}. Whoever gets the trace closes it.
     */
    public CompletionStage<Outcome.Ready<Trace>> trace(Optional<List<Name>> path, TraceListener listener) {
        return inspection.trace(path, listener);
    }

    Connection connection() {
        return connection;
    }

    @Override
    public boolean receive(Worker worker, int fd, NativeBuffer buffer, int length) {
        long begunNanos = connection.stats().now();
        Request request = decoder.decode(buffer.segment(), length);
        int opcode = RequestDecoder.opcode(buffer.segment(), length);
        connection.stats().received(opcode, request.expectsReply());
        Borrow borrow = request instanceof HandleRequest.Write ? new Borrow(buffer) : null;
        Traced traced = connection.tracers().asked(request, opcode);
        Answer<?> answer =
                dispatch(request, new Ticket(connection, request.unique(), fd, borrow, opcode, begunNanos, traced));
        worker.drain();
        if (answer != null && !answer.isComplete()) {
            connection.pending().add(answer, request, opcode);
            if (abandoned) {
                connection.pending().failAll();
            }
        }
        return borrow == null || borrow.leaveWorker();
    }

    private @Nullable Answer<?> dispatch(Request request, Ticket ticket) {
        if (abandoned && wantsAnswer(request)) {
            return Requests.refuse(ticket, Errno.EIO);
        }
        return switch (request) {
            case EntryRequest entry -> requests.entry(entry, ticket);
            case InodeRequest inode -> requests.inode(inode, ticket);
            case HandleRequest handle -> requests.handle(handle, ticket);
            case SessionRequest session -> onSession(session, ticket);
        };
    }

    private static boolean wantsAnswer(Request request) {
        return switch (request) {
            case EntryRequest _, HandleRequest _, SessionRequest.Init _ -> true;
            case InodeRequest inode -> !(inode instanceof InodeRequest.Forget);
            case SessionRequest _ -> false;
        };
    }

    private @Nullable Answer<?> onSession(SessionRequest request, Ticket ticket) {
        return switch (request) {
            case SessionRequest.Init init -> {
                onInit(init, ticket);
                yield null;
            }
            case SessionRequest.Destroy _ -> Requests.ok(ticket);
            case SessionRequest.Interrupt interrupt -> {
                connection.pending().interrupt(interrupt.interrupted());
                yield null;
            }
            case SessionRequest.BatchForget forgets -> {
                for (int i = 0; i < forgets.nodeids().length; i++) {
                    connection.forget(forgets.nodeids()[i], forgets.nlookups()[i]);
                }
                yield null;
            }
            case SessionRequest.NotifyReply _ -> null;
            case SessionRequest.Syncfs _ -> requests.sync(ticket);
            case SessionRequest.Unknown _ -> Requests.refuse(ticket, Errno.ENOSYS);
            case SessionRequest.Malformed malformed -> {
                if (malformed.errno() != Errno.ENAMETOOLONG.number()) { // that one is the caller's mistake
                    log.warn("the kernel sent bytes that make no sense: {}", malformed.reason());
                }
                yield malformed.expectsReply() ? Requests.refuse(ticket, Errno.of(malformed.errno())) : null;
            }
        };
    }

    private void onInit(SessionRequest.Init init, Ticket ticket) {
        ReplyBuffer buffer = connection.buffers().takeSmall();
        int length =
                switch (Negotiation.decide(init, wishes())) {
                    case Agreed agreed -> {
                        decoder = RequestDecoder.after(agreed);
                        if (mayBypassCache(agreed)) {
                            connection.allowDirectIo();
                        }
                        if (agreed.has(InitFlags.PASSTHROUGH)) {
                            connection.allowPassthrough();
                        }
                        connection.startNotifying(agreed);
                        yield buffer.encoder().init(ticket.unique(), agreed);
                    }
                    case Negotiation.NewerMajor _ -> buffer.encoder().initVersionOnly(ticket.unique());
                    case Negotiation.Refused refused -> {
                        log.error("{}", refused.reason());
                        yield buffer.encoder().error(ticket.unique(), refused.errno());
                    }
                };
        connection.channel().write(ticket.fd(), buffer, length);
        connection
                .stats()
                .answered(ticket.opcode(), ticket.begunNanos(), buffer.encoder().errno(), 0);
        connection.buffers().giveSmall(buffer);
        agreed.complete(null);
    }

    /**
     * Kernels before "fuse: Invalidate the page cache after FOPEN_DIRECT_IO write" (6.19, and later 6.18) may leave a page in the cache that
     * a reader filled while a direct write was on its way. A foreign file's mtime tells; for ours nothing would. With a writeback cache the
     * kernel alone knows where a file ends, and a bypass would ask us.
     */
    private boolean mayBypassCache(Agreed agreed) {
        if (agreed.has(InitFlags.WRITEBACK_CACHE)) {
            return false;
        }
        boolean heals = !connection.traits().ownsNamespace();
        return agreed.has(InitFlags.DIRECT_IO_ALLOW_MMAP) && (heals || agreed.supportsPrune());
    }

    private InitWishes wishes() {
        SessionOptions options = connection.options();
        long flags = ALWAYS_WANTED;
        Traits traits = connection.traits();
        KernelUse kernel = traits.kernel();
        boolean keeps = traits.ownsNamespace() || kernel.pages() == KernelUse.Pages.KEPT;
        flags |= keeps ? InitFlags.EXPLICIT_INVAL_DATA : InitFlags.AUTO_INVAL_DATA;
        flags |= kernel.asyncReads() ? InitFlags.ASYNC_READ : 0;
        flags |= kernel.symlinks() ? InitFlags.CACHE_SYMLINKS : 0;
        flags |= kernel.passthrough() ? InitFlags.PASSTHROUGH : 0;
        flags |= traits.persistentInos() ? InitFlags.EXPORT_SUPPORT : InitFlags.NO_EXPORT_SUPPORT;
        if (kernel.acls() && options.defaultPermissions() && traits.operations().contains(Traits.Operation.XATTR)) {
            flags |= InitFlags.POSIX_ACL | InitFlags.DONT_MASK; // a default ACL takes the place of the umask
        }
        if (options.ownLocks()) {
            flags |= InitFlags.POSIX_LOCKS | InitFlags.FLOCK_LOCKS;
        }
        if (options.writebackCache()) {
            flags |= InitFlags.WRITEBACK_CACHE;
        }
        return new InitWishes(
                flags,
                options.maxWriteBytes(),
                MAX_READAHEAD_BYTES,
                options.maxBackground(),
                0,
                1,
                kernel.passthrough() ? MAX_STACK_DEPTH : 0,
                0,
                options.defaultPermissions(),
                Memory.pageSizeBytes());
    }

    /**
     * Gives the session up, whatever the kernel says: who waits gets EIO, who comes gets that or ENOTCONN, and the volume is closed. For a
     * session that was never served, that does not end in time, or whose daemon ends. Others of the daemon go on.
     */
    public void abandon() {
        abandoned = true;
        connection.buffers().abandon(); // drivers may still be at work in them
        connection.pending().failAll();
        onEnded();
        if (connection.isServed()) {
            connection.channel().abandon();
        }
    }

    /** The volume's actor stopped; that it had not been asked to is known from what is not ended yet. */
    void onVolumeStopped() {
        IOException died = new IOException("the volume's actor died: see the log");
        if (ended.completeExceptionally(died)) {
            abandon();
        }
    }

    @Override
    public void onEnded() {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        connection.end();
        ReplyFuture<Nothing> detached = new ReplyFuture<>();
        ReplyFuture<Nothing> closed = new ReplyFuture<>();
        var _ = detached.stage().thenRun(() -> volume.tell(new Volume.Close(closed)));
        var _ = closed.stage().thenAccept(this::onClosed);
        volume.tell(new Volume.Detach(connection, detached));
    }

    private void onClosed(Outcome.Ready<Nothing> outcome) {
        switch (outcome) {
            case Outcome.Done<Nothing> _ -> ended.complete(null);
            case Outcome.Failed<Nothing> failed ->
                ended.completeExceptionally(new IOException("closing the volume failed: " + failed.errno()));
        }
    }
}
