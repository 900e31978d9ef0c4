package org.actorfs.fuse.transport;

import org.actorfs.posix.FileIo;

/** A descriptor of /dev/fuse, the memory of its session, and who needs them. */
public record DevicePort(int fd, Buffers buffers, Users users) implements ReplyPort {
    @Override
    public void begin() {
        users.enter();
    }

    @Override
    public ReplyBuffer takeSmall() {
        return buffers.takeSmall();
    }

    @Override
    public void giveSmall(ReplyBuffer buffer) {
        buffers.giveSmall(buffer);
    }

    @Override
    public ReplyBuffer takeLarge() {
        return buffers.takeLarge();
    }

    @Override
    public void giveLarge(ReplyBuffer buffer) {
        buffers.giveLarge(buffer);
    }

    @Override
    public int write(ReplyBuffer buffer, int length) {
        int result = (int) Math.min(0, FileIo.write(fd, buffer.address(), length));
        buffer.used(length);
        return result;
    }

    @Override
    public void end(boolean inUse) { // what is in use is kept from others by Buffers.abandon
        users.leave();
    }

    @Override
    public void silence() {}
}
