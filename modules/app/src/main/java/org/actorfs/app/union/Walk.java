package org.actorfs.app.union;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.actorfs.posix.DirectoryEntries;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.OpenFlags;

/**
 * Goes through a directory of the mount and all below it, a directory before those in it. Follows no symbolic link and leaves out what is
 * mounted on top; nor one that the mount shows as a directory and no branch has as one. Remembers only the way to where it is.
 */
final class Walk {
    private static final int READ = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
    private static final int BUFFER_BYTES = 4 * 1024;

    /** No call takes a path that is as long. */
    private static final int PATH_MAX = 4096;

    private final UnionMount mount;
    private final BranchTrees trees;
    private final Report report;
    private final Deque<Level> way = new ArrayDeque<>();
    private boolean warnedOfLongPaths;

    Walk(UnionMount mount, BranchTrees trees, Report report) {
        this.mount = mount;
        this.trees = trees;
        this.report = report;
    }

    /** A directory on the way, and how far its subdirectories were visited. */
    private record Level(Directory directory, DirectoryEntries names) implements AutoCloseable {
        @Override
        public void close() {
            names.close();
            directory.close();
        }
    }

    /** Directories that vanish meanwhile are left out. */
    void from(TreePath start, Consumer<Directory> visitor) {
        try {
            enter(mount.open(start, READ), start, visitor);
            while (!way.isEmpty()) {
                Level level = way.getLast();
                Optional<byte[]> name = nextSubdirectory(level);
                if (name.isPresent()) {
                    descend(level.directory(), name.get(), visitor);
                } else {
                    way.removeLast().close();
                }
            }
        } finally {
            way.forEach(Level::close);
            way.clear();
        }
    }

    private void descend(Directory parent, byte[] name, Consumer<Directory> visitor) {
        TreePath path = parent.path().child(name);
        if (path.bytes().length >= PATH_MAX) {
            warnOfLongPaths(path);
        } else if (trees.haveDirectory(path)) {
            enter(parent.fd().within(name, READ | OpenFlags.O_NOFOLLOW), path, visitor);
        }
    }

    private void warnOfLongPaths(TreePath path) {
        if (!warnedOfLongPaths) {
            warnedOfLongPaths = true;
            report.warn("%s is left out, and all whose paths have %d bytes or more".formatted(path, PATH_MAX));
        }
    }

    private void enter(Fd fd, TreePath path, Consumer<Directory> visitor) {
        if (fd.failed()) {
            if (!isNoMatter(fd.number())) {
                report.warn("%s is left out: %s".formatted(path, Errnos.name(fd.number())));
            }
            return;
        }
        Directory directory = new Directory(fd, path, report);
        way.addLast(new Level(directory, new DirectoryEntries(BUFFER_BYTES)));
        visitor.accept(directory);
        FileIo.lseek(fd.number(), 0, FileIo.SEEK_SET);
    }

    /** Gone, or not a directory after all, or another filesystem. */
    private static boolean isNoMatter(int result) {
        return switch (-result) {
            case Errnos.ENOTDIR, Errnos.ELOOP, Errnos.EXDEV -> true;
            default -> Directory.isGone(result);
        };
    }

    private static Optional<byte[]> nextSubdirectory(Level level) {
        DirectoryEntries names = level.names();
        do {
            while (names.next()) {
                boolean maybe = names.type() == DirectoryEntries.DT_DIR || names.type() == DirectoryEntries.DT_UNKNOWN;
                if (maybe && !names.isDot()) {
                    return Optional.of(names.name());
                }
            }
        } while (level.directory().fill(names));
        return Optional.empty();
    }
}
