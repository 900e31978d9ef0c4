package org.actorfs.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.actorfs.posix.MountInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mountpoint that is missing, with what is missing above it: made for a mount, and taken away again if nothing comes of that. */
final class MadeDirectories {
    private static final Logger log = LoggerFactory.getLogger(MadeDirectories.class);

    private MadeDirectories() {}

    /** A mountpoint is missing and cannot be made; the message is for a person. */
    static final class NotCreatable extends IOException {
        private static final long serialVersionUID = 1;

        private NotCreatable(String sentence) {
            super(sentence);
        }
    }

    /**
     * Makes what is not there, for everybody to enter; a directory that is mounted is there, and is not looked at. What fails leaves nothing
     * behind.
     *
     * @return what was made, outermost first
     */
    static List<Path> make(Path mountpoint) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        List<MountInfo> mounts = MountInfo.readSelf();
        for (Path path = mountpoint; path != null && !isThere(path, mounts); path = path.getParent()) {
            missing.push(path);
        }
        List<Path> made = new ArrayList<>();
        try {
            for (Path path : missing) {
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
                made.add(path);
            }
            return made;
        } catch (FileSystemException e) {
            remove(made);
            throw new NotCreatable("mountpoint %s cannot be made: %s: %s; make it yourself, or choose another"
                    .formatted(mountpoint, e.getFile(), reason(e)));
        }
    }

    private static String reason(FileSystemException e) {
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getReason());
    }

    private static boolean isThere(Path path, List<MountInfo> mounts) {
        return MountInfo.find(mounts, path.toString()).isPresent() || Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Takes away what {@link #make} made, innermost first, as far as it is empty and nothing is mounted there. */
    static void remove(List<Path> made) {
        try {
            for (Path path : made.reversed()) {
                if (MountInfo.find(path.toString()).isPresent()) {
                    return;
                }
                Files.delete(path);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            // Somebody else uses it by now, or has taken it away.
        } catch (IOException e) {
            log.warn("a directory that was made for a mount stays: {}", e.toString());
        }
    }
}
