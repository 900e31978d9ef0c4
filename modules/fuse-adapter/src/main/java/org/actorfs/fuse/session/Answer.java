package org.actorfs.fuse.session;

import org.actorfs.fs.Errno;
import org.actorfs.fs.Reply;
import org.actorfs.fuse.transport.Borrow;
import org.actorfs.fuse.transport.ReplyBuffer;
import org.actorfs.fuse.transport.ReplyPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one kernel request: encoded and written on the thread that completes it. If the kernel refuses it (the caller was killed, the
 * connection is gone), {@link #refused} undoes what it granted.
 */
abstract class Answer<T> extends Reply<T> {
    private static final Logger log = LoggerFactory.getLogger(Answer.class);

    private final Connection connection;
    private final long unique;
    private final ReplyPort port;
    private final @Nullable Borrow borrow;
    private final int opcode;
    private final long begunNanos;

    /** Whoever was asked may still be at work for it when it is answered. */
    private boolean abandoned;

    /** Null while nobody traces the request; whoever begins to may set it. */
    private volatile @Nullable Traced traced;

    Answer(Ticket ticket) {
        this.connection = ticket.connection();
        this.unique = ticket.unique();
        this.port = ticket.port();
        this.borrow = ticket.borrow();
        this.opcode = ticket.opcode();
        this.begunNanos = ticket.begunNanos();
        if (ticket.traced() != null) { // the store of a null would be a fence for each request
            this.traced = ticket.traced();
        }
        port.begin();
    }

    /**
     * Where an answer goes: the connection, the request's number, the port it came in by, the buffer it may use. What the {@link
     * SessionStats} want of its request: what it is, and when it came. And who traces it, if anybody does.
     */
    record Ticket(
            Connection connection,
            long unique,
            ReplyPort port,
            @Nullable Borrow borrow,
            int opcode,
            long begunNanos,
            @Nullable Traced traced) {}

    /** Writes the answer into the buffer; its length in bytes. */
    abstract int encode(ReplyBuffer buffer, T value);

    /** How much of a file it carried, or took. */
    long dataBytes(T value) {
        return 0;
    }

    /** Whether whoever is asked works in the memory of the request or of the answer: takes data from there, or puts it there. */
    boolean lendsMemory() {
        return false;
    }

    /** The kernel did not take the answer: gives back what it granted. */
    void refused(T value) {}

    /** Whether this waits for what other processes do, however long; then an interrupt ends it at once. */
    boolean waitsForOthers() {
        return false;
    }

    /** A buffer for the answer; data answers bring their own. */
    ReplyBuffer takeBuffer() {
        return port.takeSmall();
    }

    void giveBuffer(ReplyBuffer buffer) {
        port.giveSmall(buffer);
    }

    final ReplyPort port() {
        return port;
    }

    /** From now on its request is traced as the first said who did. */
    final synchronized Traced trace(Traced fresh) {
        Traced known = traced;
        if (known != null) {
            return known;
        }
        traced = fresh;
        return fresh;
    }

    final @Nullable Traced traced() {
        return traced;
    }

    final long unique() {
        return unique;
    }

    final Connection connection() {
        return connection;
    }

    @Override
    protected final void onBegin() {
        Traced known = traced;
        if (known != null) {
            known.begin(connection.tracers().now());
        }
    }

    @Override
    protected final void onSuccess(T value) {
        onSuccess(value, Answer::nothing);
    }

    @Override
    protected final void onSuccess(T value, Runnable rest) {
        ReplyBuffer buffer = takeBuffer();
        try {
            int length = encodeSafely(buffer, value);
            int errno = buffer.encoder().errno();
            if (port.write(buffer, length) < 0) {
                refused(value);
            }
            count(errno, dataBytes(value));
            rest.run();
        } finally {
            giveBuffer(buffer);
            finish(false);
        }
    }

    /** Answers EIO; whoever was asked may go on, and may take the memory that it works in only now. */
    final void abandon() {
        abandoned = true;
        fail(Errno.EIO);
    }

    private static void nothing() {}

    private int encodeSafely(ReplyBuffer buffer, T value) {
        try {
            return encode(buffer, value);
        } catch (RuntimeException e) {
            log.error("an answer cannot be encoded; its caller gets EIO", e);
            refused(value);
            return buffer.encoder().error(unique, Errno.EIO.number());
        }
    }

    @Override
    protected final void onFailure(Errno errno) {
        ReplyBuffer buffer = port.takeSmall();
        try {
            port.write(buffer, encodeFailure(buffer, errno));
            count(errno.number(), 0);
        } finally {
            port.giveSmall(buffer);
            onFailed();
            finish(abandoned && lendsMemory());
        }
    }

    int encodeFailure(ReplyBuffer buffer, Errno errno) {
        return buffer.encoder().error(unique, errno.number());
    }

    /** An error was answered: frees what only a success would have used. */
    void onFailed() {}

    private void count(int errno, long dataBytes) {
        connection.stats().answered(opcode, begunNanos, errno, dataBytes);
        Traced known = traced;
        if (known != null) {
            known.answer(errno, connection.tracers().now());
        }
    }

    private void finish(boolean inUse) {
        if (borrow != null) {
            borrow.leaveAnswer();
        }
        connection.pending().remove(this);
        port.end(inUse);
    }
}
