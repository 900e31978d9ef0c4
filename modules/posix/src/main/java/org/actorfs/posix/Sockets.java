package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/**
 * A pair of connected unix sockets, and passing one open descriptor through it (SCM_RIGHTS, unix(7)): how fusermount3
 * hands /dev/fuse to an unprivileged daemon. Results, or -errno.
 */
public final class Sockets {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SHUT_RDWR = 2;
    private static final int SOCK_CLOEXEC = OpenFlags.O_CLOEXEC;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    /** struct msghdr of 64-bit Linux. */
    private static final int MSG_IOV = 16;

    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSGHDR_BYTES = 56;

    /** struct cmsghdr, then its data. */
    private static final int CMSG_LEVEL = 8;

    private static final int CMSG_TYPE = 12;
    private static final int CMSG_DATA = 16;
    private static final int CMSG_LEN_OF_ONE_FD = CMSG_DATA + Integer.BYTES;
    private static final int CMSG_SPACE_OF_ONE_FD = CMSG_DATA + 8;

    /** Where the parts of a message are in the frame's struct: header, iovec, control, one byte of data. */
    private static final int IOVEC = MSGHDR_BYTES;

    private static final int CONTROL = IOVEC + FileIo.IOVEC_BYTES;
    private static final int DATA = CONTROL + CMSG_SPACE_OF_ONE_FD;

    private static final MethodHandle SOCKETPAIR = Libc.returningInt("socketpair", 4);
    private static final MethodHandle SHUTDOWN = Libc.returningInt("shutdown", 2);
    private static final MethodHandle RECVMSG = Libc.returningLong("recvmsg", 3);
    private static final MethodHandle SENDMSG = Libc.returningLong("sendmsg", 3);

    private Sockets() {}

    /** socketpair(2) of stream sockets, both close-on-exec; fills {@code pair} with two descriptors. 0 or -errno. */
    public static int socketPair(int[] pair) {
        return socketPair(SOCK_STREAM, pair);
    }

    /** As {@link #socketPair(int[])}, but each write is one read at the other end. */
    public static int packetSocketPair(int[] pair) {
        return socketPair(SOCK_SEQPACKET, pair);
    }

    /** shutdown(2) in both directions: both ends read end of file from now on. 0 or -errno. */
    public static int shutdown(int socket) {
        return (int) CallFrame.current().call(SHUTDOWN, socket, SHUT_RDWR);
    }

    private static int socketPair(int type, int[] pair) {
        CallFrame frame = CallFrame.current();
        long fds = frame.struct();
        int result = (int) frame.call(SOCKETPAIR, AF_UNIX, type | SOCK_CLOEXEC, 0, fds);
        if (result == 0) {
            pair[0] = Memory.getInt(fds);
            pair[1] = Memory.getInt(fds + Integer.BYTES);
        }
        return result;
    }

    /**
     * Waits for one message and takes the descriptor that it carries; the receiver owns it, close-on-exec. -ENOTCONN
     * when the other end closed without a word, -ENODATA when the message carries no descriptor.
     */
    public static int receiveFd(int socket) {
        CallFrame frame = CallFrame.current();
        long message = putMessage(frame.struct());
        long bytes = frame.call(RECVMSG, socket, message, MSG_CMSG_CLOEXEC);
        if (bytes <= 0) {
            return bytes == 0 ? -Errnos.ENOTCONN : (int) bytes;
        }
        return carriesOneFd(message) ? Memory.getInt(message + CONTROL + CMSG_DATA) : -Errnos.ENODATA;
    }

    /** Sends a copy of a descriptor with one byte of data. 1 or -errno; the sender keeps its own descriptor. */
    public static int sendFd(int socket, int fd) {
        CallFrame frame = CallFrame.current();
        long message = putMessage(frame.struct());
        long control = message + CONTROL;
        Memory.putLong(control, CMSG_LEN_OF_ONE_FD);
        Memory.putInt(control + CMSG_LEVEL, SOL_SOCKET);
        Memory.putInt(control + CMSG_TYPE, SCM_RIGHTS);
        Memory.putInt(control + CMSG_DATA, fd);
        return (int) frame.call(SENDMSG, socket, message, MSG_NOSIGNAL);
    }

    private static long putMessage(long message) {
        Memory.zero(message, DATA + 1);
        Memory.putLong(message + MSG_IOV, message + IOVEC);
        Memory.putLong(message + MSG_IOVLEN, 1);
        Memory.putLong(message + MSG_CONTROL, message + CONTROL);
        Memory.putLong(message + MSG_CONTROLLEN, CMSG_SPACE_OF_ONE_FD);
        FileIo.putIovec(message + IOVEC, 0, message + DATA, 1);
        return message;
    }

    private static boolean carriesOneFd(long message) {
        long control = message + CONTROL;
        return Memory.getLong(message + MSG_CONTROLLEN) >= CMSG_LEN_OF_ONE_FD
                && Memory.getLong(control) == CMSG_LEN_OF_ONE_FD
                && Memory.getInt(control + CMSG_LEVEL) == SOL_SOCKET
                && Memory.getInt(control + CMSG_TYPE) == SCM_RIGHTS;
    }
}
