package org.actorfs.fuse.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.actorfs.posix.MountInfo;

/**
 * One mount, as a file in the {@link RuntimeDirectory} that is named after the mount's major:minor. Its daemon holds it
 * locked from the mount until the volume is closed, so whoever gets the lock knows that the daemon is done, or dead.
 *
 * <p>The lock is fcntl's: it falls with the process, and also when the process closes any other descriptor of the same
 * file. So a daemon never reads its own record.
 */
public final class MountRecord implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final int pid;
    private final Optional<Object> ino;

    private MountRecord(Path file, FileChannel channel, int pid) throws IOException {
        this.file = file;
        this.channel = channel;
        this.pid = pid;
        this.ino = inoOf(file);
    }

    /** Leaves word of a mount that this process serves. To be called while {@link RuntimeDirectory#enter} is held. */
    public static MountRecord create(RuntimeDirectory directory, MountInfo mount, int pid) throws IOException {
        Path file = directory.path().resolve(name(mount));
        Files.deleteIfExists(file); // of a mount before, whose number the kernel used again
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (!RuntimeDirectory.tryLock(channel)) {
            throw new IOException("a new file is locked: " + file);
        }
        String text = "pid=%d%nmountpoint=%s".formatted(pid, mount.mountPoint());
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return new MountRecord(file, channel, pid);
    }

    /** The record of this very mount; the file may be one of an earlier mount with the same number. */
    static Optional<MountRecord> read(Path directory, MountInfo mount) {
        Path file = directory.resolve(name(mount));
        try {
            String text = Files.readString(file);
            int end = text.indexOf('\n');
            if (end < 0 || !text.substring(end + 1).equals("mountpoint=" + mount.mountPoint())) {
                return Optional.empty();
            }
            int pid = Integer.parseInt(text.substring("pid=".length(), end));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return Optional.of(new MountRecord(file, channel, pid));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The daemon's. */
    public int pid() {
        return pid;
    }

    /** Whether the daemon neither ended nor died. Not to be asked by the daemon itself. */
    public boolean isAlive() throws IOException {
        return !awaitEnd(Duration.ZERO);
    }

    /** Waits until the daemon has closed the volume, or is dead; false if that took longer than the limit. */
    public boolean awaitEnd(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!RuntimeDirectory.tryLock(channel)) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            RuntimeDirectory.pause();
        }
        return true;
    }

    /** Removes the record: by its daemon when the volume is closed, or by who found the daemon dead. */
    public void remove() throws IOException {
        if (channel.isOpen() && inoOf(file).equals(ino)) {
            Files.deleteIfExists(file); // else the number serves a newer mount already
        }
        close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Optional<Object> inoOf(Path file) throws IOException {
        try {
            return Optional.of(Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String name(MountInfo mount) {
        return mount.major() + ":" + mount.minor();
    }
}
