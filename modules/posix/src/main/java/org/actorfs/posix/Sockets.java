package org.actorfs.posix;

import java.lang.invoke.MethodHandle;

/**
 * Unix sockets (unix(7)): a connected pair, and passing one open descriptor through it (SCM_RIGHTS), which is how fusermount3
 * hands /dev/fuse to an unprivileged daemon; and single datagrams, which is how systemd hears of its services. Results, or -errno.
 */
public final class Sockets {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SHUT_RDWR = 2;
    private static final int SOCK_CLOEXEC = OpenFlags.O_CLOEXEC;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    /** struct msghdr of 64-bit Linux. */
    private static final int MSG_IOV = 16;

    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSGHDR_BYTES = 56;

    /** struct sockaddr_un: the family, then the name. */
    private static final int SUN_PATH = 2;

    private static final int SUN_PATH_BYTES = 108;

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

    private static final MethodHandle SOCKET = Libc.returningInt("socket", 3);
    private static final MethodHandle SENDTO = Libc.returningLong("sendto", 6);
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

    /**
     * Sends one datagram to the socket with that name, without waiting: a path, or after a NUL a name in the kernel's own namespace (unix(7),
     * abstract). The number of bytes, or -errno: ENOENT or ECONNREFUSED when nobody has that name, EAGAIN when its queue is full,
     * ENAMETOOLONG for a name above 107 bytes, EMSGSIZE for a message above 64 KiB.
     */
    public static int sendDatagram(byte[] name, byte[] message) {
        if (name.length >= SUN_PATH_BYTES) {
            return -Errnos.ENAMETOOLONG;
        }
        if (message.length > CallFrame.BULK_BYTES) {
            return -Errnos.EMSGSIZE;
        }
        CallFrame frame = CallFrame.current();
        int socket = (int) frame.call(SOCKET, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (socket < 0) {
            return socket;
        }
        int sent = sendDatagram(socket, frame, name, message);
        Descriptors.close(socket);
        return sent;
    }

    private static int sendDatagram(int socket, CallFrame frame, byte[] name, byte[] message) {
        long address = putAddress(frame.struct(), name);
        long data = frame.bulk();
        Memory.copy(message, 0, data, message.length);
        return (int) frame.call(
                SENDTO, socket, data, message.length, MSG_DONTWAIT | MSG_NOSIGNAL, address, SUN_PATH + name.length);
    }

    /** The length says where the name ends; a NUL after it would belong to an abstract one. */
    static long putAddress(long address, byte[] name) {
        Memory.putShort(address, (short) AF_UNIX);
        Memory.copy(name, 0, address + SUN_PATH, name.length);
        return address;
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
