package org.actorfs.posix;

import static org.actorfs.posix.TestDirectory.succeeded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Epoll, poll, eventfd and sockets. */
final class WaitingTest {
    private int wakeup;

    @BeforeEach
    void open() {
        wakeup = succeeded(Poll.eventFd());
    }

    @AfterEach
    void close() {
        Descriptors.close(wakeup);
    }

    @Test
    void shouldWakeAWaiterThroughAnEventFd() throws InterruptedException {
        try (Epoll epoll = Epoll.create(4)) {
            succeeded(epoll.add(wakeup, Epoll.EPOLLIN, 0xabcdef0123456789L));
            assertEquals(0, epoll.await(0));
            Thread waker = Thread.ofPlatform().start(() -> Poll.signal(wakeup));
            assertEquals(1, epoll.await(10_000));
            waker.join();
            assertEquals(Epoll.EPOLLIN, epoll.events(0));
            assertEquals(0xabcdef0123456789L, epoll.data(0));
            assertEquals(1, Poll.drain(wakeup));
            assertEquals(0, epoll.await(0));
        }
    }

    @Test
    void shouldTellDescriptorsApartByTheirData() {
        int other = succeeded(Poll.eventFd());
        try (Epoll epoll = Epoll.create(4)) {
            succeeded(epoll.add(wakeup, Epoll.EPOLLIN | Epoll.EPOLLET, 1));
            succeeded(epoll.add(other, Epoll.EPOLLIN | Epoll.EPOLLEXCLUSIVE, 2));
            Poll.signal(wakeup);
            Poll.signal(other);
            assertEquals(2, epoll.await(0));
            assertEquals(3, epoll.data(0) + epoll.data(1));
            assertEquals(1, epoll.await(0), "the edge-triggered one has been told");
            assertEquals(2, epoll.data(0));
            succeeded(epoll.modify(wakeup, Epoll.EPOLLIN, 7));
            succeeded(epoll.remove(other));
            assertEquals(1, epoll.await(0));
            assertEquals(7, epoll.data(0));
            assertEquals(-Errnos.ENOENT, epoll.remove(other));
        } finally {
            Descriptors.close(other);
        }
    }

    @Test
    void shouldCountSignalsUntilDrained() {
        assertEquals(-Errnos.EAGAIN, Poll.drain(wakeup));
        Poll.signal(wakeup);
        Poll.signal(wakeup);
        assertEquals(Poll.POLLIN, Poll.poll(wakeup, Poll.POLLIN, 0));
        assertEquals(2, Poll.drain(wakeup));
        assertEquals(0, Poll.poll(wakeup, Poll.POLLIN, 1));
    }

    @Test
    void shouldPollTwoDescriptors() {
        int other = succeeded(Poll.eventFd());
        assertEquals(0, Poll.pollBoth(wakeup, other, Poll.POLLIN, 1));
        Poll.signal(other);
        assertEquals(Poll.POLLIN << 16, Poll.pollBoth(wakeup, other, Poll.POLLIN, -1));
        Poll.signal(wakeup);
        assertEquals(Poll.POLLIN << 16 | Poll.POLLIN, Poll.pollBoth(wakeup, other, Poll.POLLIN, -1));
        Descriptors.close(other);
    }

    @Test
    void shouldPassADescriptorThroughASocket(@TempDir Path temporary) {
        int[] pair = new int[2];
        succeeded(Sockets.socketPair(pair));
        try (TestDirectory directory = new TestDirectory(temporary)) {
            int file = directory.create("file");
            TestDirectory.write(file, "passed on");
            succeeded(Sockets.sendFd(pair[0], file));
            int received = succeeded(Sockets.receiveFd(pair[1]));
            assertNotEquals(file, received);
            Descriptors.close(file);
            assertEquals("passed on", TestDirectory.read(received));
            assertEquals(1, Descriptors.descriptorFlags(received), "close-on-exec");
            Descriptors.close(received);
        }
        TestDirectory.write(pair[0], "x");
        assertEquals(-Errnos.ENODATA, Sockets.receiveFd(pair[1]));
        Descriptors.close(pair[0]);
        assertEquals(-Errnos.ENOTCONN, Sockets.receiveFd(pair[1]));
        Descriptors.close(pair[1]);
    }
}
