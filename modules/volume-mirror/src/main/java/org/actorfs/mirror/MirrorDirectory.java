package org.actorfs.mirror;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Done;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.mirror.MirrorLocator.Place;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.DirectoryEntries;
import org.actorfs.posix.FileIo;
import org.jspecify.annotations.Nullable;

/**
 * A directory held open by a real descriptor of its own. Cursors are the backing filesystem's (d_off), so they last as long as its
 * own do. What getdents64 gave beyond one answer is kept for the next, as readdir(3) does.
 */
final class MirrorDirectory implements OpenDirectory {
    /** Stands for a d_off of 0; the next two for 1 and 2: as cursors these mean the start, "." and "..". */
    private static final long ZERO_OFFSET = Long.MAX_VALUE - 16;

    private static final long TWO_OFFSET = ZERO_OFFSET + 2;

    private final int fd;
    private final MirrorTree tree;
    private final IoPool pool;
    private final EntryBuffers buffers;

    /** Read and not yet told; the first comes after the cursor {@code told}. */
    private final Deque<DirectoryEntry> ahead = new ArrayDeque<>();

    private long told;

    /** @param fd O_DIRECTORY, now this one's */
    MirrorDirectory(int fd, MirrorTree tree, IoPool pool, EntryBuffers buffers) {
        this.fd = fd;
        this.tree = tree;
        this.pool = pool;
        this.buffers = buffers;
    }

    @Override
    public Outcome<List<DirectoryEntry>> read(Node node, long cursor, int maxEntries, boolean withNodes) {
        return pool.run(() -> {
            int result = cursor != 0 && cursor == told && !ahead.isEmpty() ? 0 : readAhead(cursor);
            return result < 0
                    ? Outcome.failed(Errno.of(-result))
                    : Outcome.of(tell(withNodes ? MirrorLocator.of(node) : null, maxEntries));
        });
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return pool.run(() -> MirrorFile.nothing(dataOnly ? FileIo.fdatasync(fd) : FileIo.fsync(fd)));
    }

    @Override
    public void release() {
        pool.runUnattended(() -> Descriptors.close(fd));
    }

    /** On this thread, see {@link BackingDirectory#list}; ends with the descriptor closed. */
    Outcome<Nothing> listAndClose(Predicate<DirectoryEntry> more) {
        try {
            int result = readAhead(0);
            while (result >= 0 && !ahead.isEmpty()) {
                DirectoryEntry entry = ahead.remove();
                if (!more.test(entry)) {
                    return Outcome.done();
                }
                if (ahead.isEmpty()) {
                    result = readAhead(entry.cursor());
                }
            }
            return MirrorFile.nothing(result);
        } finally {
            Descriptors.close(fd);
        }
    }

    /** 0, or -errno. Finds nothing at the end only. */
    private int readAhead(long cursor) {
        ahead.clear();
        long result = FileIo.lseek(fd, offset(cursor), FileIo.SEEK_SET);
        DirectoryEntries batch = buffers.take();
        try {
            while (result >= 0 && ahead.isEmpty()) {
                int bytes = batch.fill(fd);
                if (bytes <= 0) {
                    return bytes;
                }
                collect(batch);
            }
            return (int) Math.min(result, 0);
        } finally {
            buffers.giveBack(batch);
        }
    }

    private void collect(DirectoryEntries batch) {
        while (batch.next()) {
            if (!batch.isDot()) {
                long cursor = cursor(batch.off());
                ahead.add(new DirectoryEntry(Name.of(batch.name()), batch.ino(), batch.type(), cursor, null));
            }
        }
    }

    /** @param directory whose inodes are asked for, too; null if only names are */
    private List<DirectoryEntry> tell(@Nullable MirrorLocator directory, int maxEntries) {
        List<DirectoryEntry> entries = new ArrayList<>(Math.min(maxEntries, ahead.size()));
        while (entries.size() < maxEntries && !ahead.isEmpty()) {
            DirectoryEntry entry = ahead.remove();
            told = entry.cursor();
            entries.add(directory == null ? entry : withNode(entry, directory));
        }
        return entries;
    }

    /** What vanished meanwhile, or cannot be reached, is told without its inode: one entry must not cut the listing short. */
    private DirectoryEntry withNode(DirectoryEntry entry, MirrorLocator directory) {
        Outcome<Node> found = tree.nodeIn(fd, new Place(directory, entry.name()), Wait.ALLOWED);
        return found instanceof Done<Node>(Node node)
                ? new DirectoryEntry(entry.name(), entry.ino(), entry.type(), entry.cursor(), node)
                : entry;
    }

    private static long cursor(long offset) {
        return offset >= 0 && offset <= 2 ? ZERO_OFFSET + offset : offset;
    }

    private static long offset(long cursor) {
        return cursor >= ZERO_OFFSET && cursor <= TWO_OFFSET ? cursor - ZERO_OFFSET : cursor;
    }
}
