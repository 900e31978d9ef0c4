package org.actorfs.fuse.transport;

import java.util.concurrent.atomic.AtomicLong;
import org.actorfs.fuse.protocol.NotificationEncoder;
import org.actorfs.fuse.protocol.Protocol;
import org.actorfs.posix.Errnos;

/**
 * Lets the kernel ask something of a session, for the sake of its asking: it is told to send what its page cache has of a file, and that
 * nothing of it is wanted. Kernels since "fuse: reject FUSE_NOTIFY_RETRIEVE on non-regular files" (2026) want a regular file that they know.
 */
final class Nudge {
    /** The numbers of its questions: the kernel's own requests have none of these. They are even, as all that are no interrupts. */
    private static final AtomicLong UNIQUES = new AtomicLong(1L << 62);

    /** Each is a system call, of a microsecond. */
    private static final int MAX_FILES = 1024;

    private final KernelLink link;
    private final Receiver receiver;

    /** What has done it last. */
    private volatile long file = Protocol.ROOT_ID;

    Nudge(KernelLink link, Receiver receiver) {
        this.link = link;
        this.receiver = receiver;
    }

    /**
     * How often the kernel asks, of the queue of the processor that this runs on if there are such: less than {@code times} if it knows no file, or the
     * session has ended.
     */
    int send(int times) {
        try (ReplyBuffer buffer = ReplyBuffer.forNotifications()) {
            int sent = 0;
            while (sent < times && send(buffer)) {
                sent++;
            }
            return sent;
        }
    }

    private boolean send(ReplyBuffer buffer) {
        int result = ask(buffer, file);
        if (result == -Errnos.EINVAL || result == -Errnos.ENOENT) {
            for (long other : receiver.nodes(MAX_FILES)) {
                result = ask(buffer, other);
                if (result == 0) {
                    file = other;
                    return true;
                }
            }
        }
        return result == 0;
    }

    private int ask(ReplyBuffer buffer, long nodeid) {
        long unique = UNIQUES.getAndAdd(2);
        return link.notify(buffer, new NotificationEncoder(buffer.memory()).retrieve(unique, nodeid, 0, 0));
    }
}
