package org.actorfs.fuse.transport;

/**
 * A worker of one session: waits in read(2) itself. That takes half the system calls of a {@link SharedWorker}, and the kernel wakes a
 * reader on the CPU of the caller more often than not, which is worth more. It ends with its session.
 */
final class DedicatedWorker extends Worker {
    private final Channel channel;
    private final int fd;

    DedicatedWorker(String name, Channel channel, int fd) {
        super(name);
        this.channel = channel;
        this.fd = fd;
    }

    @Override
    void serve() {
        while (serve(channel, fd)) {
            drain();
        }
        channel.ended(fd);
    }
}
