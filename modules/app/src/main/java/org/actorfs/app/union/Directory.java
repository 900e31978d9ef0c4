package org.actorfs.app.union;

import java.util.function.Consumer;
import org.actorfs.posix.DirectoryEntries;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.Paths;
import org.actorfs.posix.Statx;

/** A directory of the mount that a {@link Walk} has come to. It can be read as often as one likes, in pieces, so it may be large. */
final class Directory implements AutoCloseable {
    private static final int BUFFER_BYTES = 32 * 1024;

    private final Fd fd;
    private final TreePath path;
    private final Report report;
    private final Statx statx = new Statx();

    /** @param fd open for reading; closed with this */
    Directory(Fd fd, TreePath path, Report report) {
        this.fd = fd;
        this.path = path;
        this.report = report;
    }

    Fd fd() {
        return fd;
    }

    TreePath path() {
        return path;
    }

    /** Everything in it, as it is found; what vanishes meanwhile, and what is mounted on top, is left out. */
    void entries(Consumer<Entry> consumer) {
        long device = statx.fill(fd.number(), Statx.STATX_BASIC_STATS) < 0 ? 0 : statx.dev();
        try (DirectoryEntries names = new DirectoryEntries(BUFFER_BYTES)) {
            FileIo.lseek(fd.number(), 0, FileIo.SEEK_SET);
            while (fill(names)) {
                while (names.next()) {
                    if (!names.isDot()) {
                        entry(names.name(), device, consumer);
                    }
                }
            }
        }
    }

    private void entry(byte[] name, long device, Consumer<Entry> consumer) {
        int result = statx.fill(fd.number(), name, Paths.AT_SYMLINK_NOFOLLOW, Statx.STATX_BASIC_STATS);
        if (result >= 0 && statx.dev() == device) {
            consumer.accept(new Entry(fd, path.child(name), Stat.of(statx)));
        } else if (result < 0 && !isGone(result)) {
            report.warn("%s is left out: %s".formatted(path.child(name), Errnos.name(result)));
        }
    }

    /** The next batch; false at the end. */
    boolean fill(DirectoryEntries names) {
        int result = names.fill(fd.number());
        if (result < 0 && !isGone(result)) {
            report.warn("the rest of %s is left out: %s".formatted(path, Errnos.name(result)));
        }
        return result > 0;
    }

    /** ESTALE: the daemon still knew the name when the kernel asked for it, and then found nothing there. */
    static boolean isGone(int result) {
        return result == -Errnos.ENOENT || result == -Errnos.ESTALE;
    }

    @Override
    public void close() {
        fd.close();
    }
}
