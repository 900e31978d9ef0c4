package org.actorfs.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.actorfs.posix.TestDirectory.succeeded;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams to sockets that have a name; the receiver is made of the same C library. */
final class DatagramTest {
    private static final MethodHandle SOCKET = Libc.returningInt("socket", 3);
    private static final MethodHandle BIND = Libc.returningInt("bind", 3);
    private static final MethodHandle RECV = Libc.returningLong("recv", 4);
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int ADDRESS_BYTES = 2;

    @Test
    void shouldReachASocketByItsPath(@TempDir Path directory) {
        byte[] name = directory.resolve("socket").toString().getBytes(UTF_8);
        int receiver = bound(name);
        assertEquals(5, Sockets.sendDatagram(name, "hello".getBytes(UTF_8)));
        assertEquals(3, Sockets.sendDatagram(name, "you".getBytes(UTF_8)));
        assertEquals("hello", receive(receiver));
        assertEquals("you", receive(receiver));
        Descriptors.close(receiver);
        assertEquals(-Errnos.ECONNREFUSED, Sockets.sendDatagram(name, new byte[1]));
    }

    @Test
    void shouldReachAnAbstractSocket() {
        byte[] name = ("\0actorfs-test-" + ProcessHandle.current().pid()).getBytes(UTF_8);
        assertEquals(-Errnos.ECONNREFUSED, Sockets.sendDatagram(name, new byte[1]));
        int receiver = bound(name);
        assertEquals(5, Sockets.sendDatagram(name, "hello".getBytes(UTF_8)));
        assertEquals("hello", receive(receiver));
        Descriptors.close(receiver);
    }

    @Test
    void shouldNotWaitForAReceiverWhoDoesNotRead(@TempDir Path directory) {
        byte[] name = directory.resolve("socket").toString().getBytes(UTF_8);
        int receiver = bound(name);
        int sent = 1;
        while (sent == 1) {
            sent = Sockets.sendDatagram(name, new byte[1]);
        }
        assertEquals(-Errnos.EAGAIN, sent);
        Descriptors.close(receiver);
    }

    @Test
    void shouldRefuseWhatCannotBeSent(@TempDir Path directory) {
        byte[] nowhere = directory.resolve("nobody").toString().getBytes(UTF_8);
        assertEquals(-Errnos.ENOENT, Sockets.sendDatagram(nowhere, new byte[1]));
        assertEquals(-Errnos.ENAMETOOLONG, Sockets.sendDatagram("x".repeat(108).getBytes(UTF_8), new byte[1]));
        assertEquals(-Errnos.EMSGSIZE, Sockets.sendDatagram(nowhere, new byte[65_537]));
    }

    private static int bound(byte[] name) {
        CallFrame frame = CallFrame.current();
        int socket = succeeded((int) frame.call(SOCKET, AF_UNIX, SOCK_DGRAM, 0));
        long address = Sockets.putAddress(frame.struct(), name);
        succeeded((int) frame.call(BIND, socket, address, ADDRESS_BYTES + name.length));
        return socket;
    }

    private static String receive(int socket) {
        CallFrame frame = CallFrame.current();
        int length = (int) frame.call(RECV, socket, frame.struct(), 100, MSG_DONTWAIT);
        byte[] message = new byte[succeeded(length)];
        Memory.copy(frame.struct(), message, 0, message.length);
        return new String(message, UTF_8);
    }
}
