package org.actorfs.bench.floor;

import java.util.function.IntConsumer;
import org.actorfs.fs.Errno;
import org.actorfs.fs.driver.Driver;
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
import org.actorfs.fuse.session.NodeAttributes;
import org.actorfs.fuse.transport.Incoming;
import org.actorfs.fuse.transport.Receiver;
import org.actorfs.fuse.transport.ReplyBuffer;
import org.actorfs.fuse.transport.ReplyPort;
import org.actorfs.fuse.transport.Worker;
import org.actorfs.posix.Memory;

/**
 * The floor: the same codec, transport, driver and count table as actorfs, with a lock for each inode instead of an actor.
 * What actors cost is the distance to it. It serves what the benchmark asks and refuses the rest with ENOSYS.
 */
final class FloorReceiver implements Receiver {
    private static final long WANTED = InitFlags.ASYNC_READ
            | InitFlags.ATOMIC_O_TRUNC
            | InitFlags.BIG_WRITES
            | InitFlags.PARALLEL_DIROPS
            | InitFlags.DO_READDIRPLUS
            | InitFlags.READDIRPLUS_AUTO
            | InitFlags.HANDLE_KILLPRIV_V2
            | InitFlags.ASYNC_DIO
            | InitFlags.EXPLICIT_INVAL_DATA;
    private final int dataBytes;
    private final Runnable onEnded;
    private final FloorEncoding encoding;
    private final FloorInodes inodes;
    private final FloorHandles handles;
    private final FloorDirectories directories;
    private final FloorNames names;
    private volatile RequestDecoder decoder = RequestDecoder.beforeInit();

    FloorReceiver(Driver driver, int dataBytes, long timeoutNanos, Runnable onEnded) {
        this.dataBytes = dataBytes;
        this.onEnded = onEnded;
        this.encoding = new FloorEncoding(timeoutNanos);
        this.inodes = new FloorInodes(driver);
        this.handles = new FloorHandles(driver, inodes, dataBytes);
        this.directories = new FloorDirectories(driver, inodes, encoding, dataBytes);
        this.names = new FloorNames(driver, inodes, handles, encoding);
    }

    @Override
    public boolean receive(Worker worker, Incoming incoming, ReplyPort port) {
        Request request = incoming.decode(decoder);
        port.begin();
        try {
            if (request instanceof HandleRequest.Read
                    || request instanceof HandleRequest.Readdir
                    || request instanceof HandleRequest.Readdirplus) {
                ReplyBuffer reply = port.takeLarge();
                answer(port, request, reply);
                port.giveLarge(reply);
            } else {
                ReplyBuffer reply = port.takeSmall();
                answer(port, request, reply);
                port.giveSmall(reply);
            }
        } finally {
            port.end(false);
        }
        return true;
    }

    private void answer(ReplyPort port, Request request, ReplyBuffer reply) {
        int length;
        try {
            length = encode(request, reply, encoded -> write(port, reply, encoded));
        } catch (Refused e) {
            length = reply.encoder().error(request.unique(), e.errno().number());
        }
        write(port, reply, length);
    }

    private static void write(ReplyPort port, ReplyBuffer reply, int length) {
        if (length > 0) {
            port.write(reply, length);
        }
    }

    /** The length of the answer; 0 where none is due, or {@code early} was given it. */
    private int encode(Request request, ReplyBuffer reply, IntConsumer early) {
        long unique = request.unique();
        return switch (request) {
            case EntryRequest.Lookup r -> names.lookup(r, reply);
            case EntryRequest.Create r -> names.create(r, reply);
            case EntryRequest.Mkdir r -> names.mkdir(r, reply);
            case EntryRequest.Unlink r -> names.unlink(r, reply);
            case InodeRequest.Getattr r -> getattr(inodes.get(r.header().nodeid()), unique, reply);
            case InodeRequest.Open r -> handles.open(r, reply);
            case InodeRequest.Opendir r -> directories.opendir(r, reply);
            case InodeRequest.Forget r -> inodes.forget(r.header().nodeid(), r.nlookup());
            case HandleRequest.Read r -> handles.read(r, reply);
            case HandleRequest.Write r -> handles.write(r, reply, early);
            case HandleRequest.Release r -> handles.release(r, reply);
            case HandleRequest.Releasedir r -> directories.releasedir(r, reply);
            case HandleRequest.Readdir r -> directories.list(r.header(), r.fh(), r.offset(), r.size(), false, reply);
            case HandleRequest.Readdirplus r -> directories.list(r.header(), r.fh(), r.offset(), r.size(), true, reply);
            case SessionRequest.Init r -> init(r, reply);
            case SessionRequest.Destroy _ -> reply.encoder().ok(unique);
            case SessionRequest.Interrupt _, SessionRequest.NotifyReply _ -> 0;
            case SessionRequest.BatchForget r -> {
                for (int i = 0; i < r.nodeids().length; i++) {
                    inodes.forget(r.nodeids()[i], r.nlookups()[i]);
                }
                yield 0;
            }
            default -> reply.encoder().error(unique, Errno.ENOSYS.number());
        };
    }

    private int init(SessionRequest.Init request, ReplyBuffer reply) {
        InitWishes wishes = new InitWishes(WANTED, dataBytes, 1 << 20, 64, 0, 1, 0, 0, true, Memory.pageSizeBytes());
        if (Negotiation.decide(request, wishes) instanceof Agreed agreed) {
            decoder = RequestDecoder.after(agreed);
            return reply.encoder().init(request.unique(), agreed);
        }
        throw new Refused(Errno.EPROTO);
    }

    private int getattr(FloorInode inode, long unique, ReplyBuffer reply) {
        inode.lock();
        try {
            return reply.encoder().attr(unique, encoding.timeoutNanos(), NodeAttributes.wire(reply, inode.node()));
        } finally {
            inode.unlock();
        }
    }

    @Override
    public void onEnded() {
        onEnded.run();
    }
}
