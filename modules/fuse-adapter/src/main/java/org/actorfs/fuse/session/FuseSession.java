package org.actorfs.fuse.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.actor.CacheCounts;
import org.actorfs.fs.actor.Census;
import org.actorfs.fs.actor.Description;
import org.actorfs.fs.actor.Session;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.driver.KernelUse;
import org.actorfs.fs.driver.Traits;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.fuse.mount.Mounter;
import org.actorfs.fuse.mount.Mounter.Mounted;
import org.actorfs.fuse.mount.Unmounter;
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
import org.actorfs.fuse.transport.Borrow;
import org.actorfs.fuse.transport.DeviceChannel;
import org.actorfs.fuse.transport.Incoming;
import org.actorfs.fuse.transport.Receiver;
import org.actorfs.fuse.transport.ReplyBuffer;
import org.actorfs.fuse.transport.ReplyPort;
import org.actorfs.fuse.transport.UringChannel;
import org.actorfs.fuse.transport.Worker;
import org.actorfs.fuse.transport.Workers;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Memory;
import org.actorfs.posix.MountInfo;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One volume at one mountpoint, from {@link FuseDaemon#open} until the kernel ends it (unmount or abort) and the volume is closed. Reads run
 * only after {@link #serve}.
 */
public final class FuseSession implements KernelSession, Receiver {
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
    private final SessionEnd end;
    private final long begunNanos = System.nanoTime();
    private final CompletableFuture<Void> agreed = new CompletableFuture<>();
    private volatile boolean abandoned;
    private volatile RequestDecoder decoder = RequestDecoder.beforeInit();

    FuseSession(Connection connection, Workers workers, ActorRef<Volume.Command> volume, CacheCounts attributeCounts) {
        this.connection = connection;
        this.workers = workers;
        this.volume = volume;
        this.requests = new Requests(connection, volume);
        this.headcount = new Headcount(volume);
        this.end = new SessionEnd(volume);
        this.attributeCounts = attributeCounts;
        this.inspection = new Inspection(connection, end);
    }

    @Override
    public MountInfo mount(Path directory, MountOptions options, String source) throws MountException, IOException {
        Mounted mounted = Mounter.mount(directory, options, source);
        boolean served = false;
        try {
            serve(mounted.fuseFd());
            served = true;
            return mounted.info();
        } finally {
            if (!served) {
                Unmounter.detach(directory);
            }
        }
    }

    /** Takes over a mounted /dev/fuse descriptor and serves what the kernel asks. */
    public void serve(int fuseFd) throws IOException {
        switch (connection.options().transport()) {
            case URING -> serveRingsOnly(fuseFd);
            case DEV, JNR -> serveDevice(fuseFd);
            case AUTO -> {
                if (!hasRings(fuseFd)) {
                    serveDevice(fuseFd);
                }
            }
        }
    }

    private void serveDevice(int fuseFd) throws IOException {
        DeviceChannel.serve(fuseFd, workers, this, connection.buffers(), connection::connect);
    }

    private void serveRings(int fuseFd) throws IOException {
        UringChannel.serve(fuseFd, workers, this, connection.buffers(), connection::connect);
    }

    private void serveRingsOnly(int fuseFd) throws IOException {
        boolean served = false;
        try {
            serveRings(fuseFd);
            served = true;
        } finally {
            if (!served) {
                Descriptors.close(fuseFd);
            }
        }
    }

    /** Serves through rings, if there are any, and workers to spare for them. */
    private boolean hasRings(int fuseFd) {
        if (!UringChannel.isAvailable() || !workers.hasRoom()) {
            return false;
        }
        try {
            serveRings(fuseFd);
            return true;
        } catch (IOException e) {
            log.warn("{}: /dev/fuse is read instead", e.getMessage());
            return false;
        }
    }

    @Override
    public CompletionStage<Void> agreed() {
        return agreed;
    }

    @Override
    public CompletionStage<Void> ended() {
        return end.ended();
    }

    @Override
    public CompletionStage<Void> invalidate(List<Name> path) {
        return changes.add(path);
    }

    private CompletionStage<Void> tellKernel(List<Name> path) {
        Notifier notifier = connection.notifier();
        return notifier == null
                ? CompletableFuture.completedStage(null)
                : new Invalidation(connection, notifier).of(path);
    }

    @Override
    public String transport() {
        return connection.link().transport();
    }

    @Override
    public long begunNanos() {
        return begunNanos;
    }

    @Override
    public ActorRef<Volume.Command> volume() {
        return volume;
    }

    @Override
    public List<OperationStats> stats() {
        return connection.stats().read();
    }

    @Override
    public CompletionStage<Census> census() {
        return headcount.take();
    }

    @Override
    public CacheCounts attributeCounts() {
        return attributeCounts;
    }

    @Override
    public CompletionStage<Inspected<Description>> describe(List<Name> path) {
        return inspection.describe(path);
    }

    @Override
    public CompletionStage<Inspected<Trace>> trace(Optional<List<Name>> path, TraceListener listener) {
        return inspection.trace(path, listener);
    }

    @Override
    public Session user() {
        return connection;
    }

    @Override
    public void logOlderThan(Duration limit) {
        connection.pending().logOlderThan(limit);
    }

    @Override
    public void lookAtPending() {
        connection.pending().endInterrupted();
        connection.tracers().tellSlow();
    }

    Connection connection() {
        return connection;
    }

    @Override
    public boolean receive(Worker worker, Incoming incoming, ReplyPort port) {
        long begunNanos = connection.stats().now();
        Request request = incoming.decode(decoder);
        int opcode = incoming.opcode();
        connection.stats().received(opcode, request.expectsReply());
        Borrow borrow = request instanceof HandleRequest.Write ? incoming.lend() : null;
        Traced traced = connection.tracers().asked(request, opcode);
        Answer<?> answer =
                dispatch(request, new Ticket(connection, request.unique(), port, borrow, opcode, begunNanos, traced));
        drain(worker, answer);
        if (answer != null && !answer.isComplete()) {
            connection.pending().add(answer, request, opcode);
            if (abandoned) {
                connection.pending().abandon();
            }
        }
        if (!request.expectsReply()) {
            port.silence();
        }
        return borrow == null || borrow.leaveWorker();
    }

    /** What cannot be run costs its caller EIO, and no more. */
    private static void drain(Worker worker, @Nullable Answer<?> answer) {
        try {
            worker.drain();
        } catch (RuntimeException | AssertionError e) { // of a dispatcher that has ended
            log.error("a request met a bug; its caller gets EIO", e);
            if (answer != null && !answer.isComplete()) {
                answer.fail(Errno.EIO);
            }
        }
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
        Agreed with;
        ticket.port().begin();
        try {
            with = answer(init, ticket);
        } finally {
            ticket.port().end(false);
        }
        if (with != null) {
            connection.link().agreed(with);
        }
        agreed.complete(null);
    }

    /** What was agreed; null if nothing. */
    private @Nullable Agreed answer(SessionRequest.Init init, Ticket ticket) {
        ReplyBuffer buffer = ticket.port().takeSmall();
        @Nullable Agreed with = null;
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
                        with = agreed;
                        yield buffer.encoder().init(ticket.unique(), agreed);
                    }
                    case Negotiation.NewerMajor _ -> buffer.encoder().initVersionOnly(ticket.unique());
                    case Negotiation.Refused refused -> {
                        log.error("{}", refused.reason());
                        yield buffer.encoder().error(ticket.unique(), refused.errno());
                    }
                };
        ticket.port().write(buffer, length);
        connection
                .stats()
                .answered(ticket.opcode(), ticket.begunNanos(), buffer.encoder().errno(), 0);
        ticket.port().giveSmall(buffer);
        return with;
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
        long flags = ALWAYS_WANTED | connection.link().wishes();
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

    @Override
    public void abandon() {
        connection.buffers().abandon(); // drivers may still be at work in them
        if (connection.isServed()) {
            connection.link().abandon();
        }
        abandoned = true; // last: who sees this answers what waits
        connection.pending().abandon();
        onEnded();
    }

    @Override
    public void onVolumeStopped() {
        if (end.died()) {
            abandon();
        }
    }

    @Override
    public long[] nodes(int atMost) {
        return connection.nodes().some(atMost);
    }

    @Override
    public void onEnded() {
        if (end.begin(connection)) {
            connection.end();
        }
    }
}
