package org.actorfs.fuse.mount;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.actorfs.fuse.mount.MountException.Reason;
import org.actorfs.posix.MountInfo;

/**
 * A directory to mount on, or one that is mounted: its path as the kernel writes it. While it is a FUSE mount nothing
 * here looks at it.
 */
public final class Mountpoint {
    private static final String OUR_TYPE = "fuse.actorfs";

    /** As the kernel: more links in a row are a loop. */
    private static final int MAX_LINKS = 40;

    private final Path path;

    private Mountpoint(Path path) {
        this.path = path;
    }

    /** Finds the path without links; of a directory that is mounted only what is above it is looked at. */
    public static Mountpoint locate(String given) throws MountException, IOException {
        return locate(given, MountInfo.readSelf());
    }

    static Mountpoint locate(String given, List<MountInfo> mounts) throws MountException {
        try {
            return new Mountpoint(resolve(given, Path.of(given).toAbsolutePath().normalize(), mounts, MAX_LINKS));
        } catch (InvalidPathException e) {
            throw MountException.usage("'%s' is not a path: %s".formatted(given, e.getReason()));
        }
    }

    private static Path resolve(String given, Path path, List<MountInfo> mounts, int linksLeft) throws MountException {
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (parent == null || name == null) {
            return path;
        }
        try {
            Path resolved = parent.toRealPath().resolve(name);
            if (MountInfo.find(mounts, resolved.toString()).isPresent() || !Files.isSymbolicLink(resolved)) {
                return resolved;
            }
            if (linksLeft > 0) {
                Path target = resolved.resolveSibling(Files.readSymbolicLink(resolved));
                return resolve(given, target.normalize(), mounts, linksLeft - 1);
            }
        } catch (IOException e) {
            throw MountException.usage(Reason.MISSING, missing(given));
        }
        throw MountException.usage(
                Reason.NOT_A_DIRECTORY, "mountpoint %s is a loop of symbolic links: name a directory".formatted(given));
    }

    public Path path() {
        return path;
    }

    /** What is mounted here now, on top if there are several. */
    public Optional<MountInfo> mounted() throws IOException {
        return MountInfo.find(path.toString());
    }

    /** Whether a mount is one of actorfs: by its type, or by its record if it was given another subtype. */
    public static boolean isOurs(MountInfo mount) throws IOException {
        if (mount.fstype().equals(OUR_TYPE)) {
            return true;
        }
        Optional<MountRecord> record = isFuse(mount) ? RuntimeDirectory.find(mount) : Optional.empty();
        if (record.isPresent()) {
            record.get().close();
        }
        return record.isPresent();
    }

    /** The user who mounted a FUSE filesystem. */
    public static int owner(MountInfo mount) {
        return RuntimeDirectory.owner(mount);
    }

    /**
     * Makes sure that one can mount here: a directory, empty unless {@code nonEmpty}, not in use, and none of our own
     * files would disappear under it. A mount that a killed daemon left is taken away first.
     *
     * @return the pid of the daemon that left a mount here, if one was taken away
     */
    public Optional<Integer> prepare(boolean nonEmpty, List<OwnPath> own) throws MountException, IOException {
        refuseOwn(own);
        Optional<Integer> removed = removeDead();
        refuseUnfit(nonEmpty);
        return removed;
    }

    /**
     * Takes away what killed daemons left mounted here. Not to be asked where this process itself has a mount: it must not read its own
     * {@link MountRecord}.
     *
     * @return the pid of the last of those daemons; empty if nothing of actorfs is mounted here
     * @throws MountException if a mount of actorfs here is alive
     */
    public Optional<Integer> removeDead() throws MountException, IOException {
        Optional<Integer> removed = Optional.empty();
        for (Optional<MountInfo> mount = mounted(); mount.isPresent() && isOurs(mount.get()); mount = mounted()) {
            removed = Optional.of(removeDead(mount.get()));
        }
        return removed;
    }

    /** Makes sure that on top there is nothing but what a killed daemon left. Not to be asked where {@link #removeDead} is not. */
    public void refuseAlive() throws MountException, IOException {
        Optional<MountInfo> mount = mounted();
        if (mount.isEmpty()) {
            return;
        }
        if (!isOurs(mount.get())) {
            throw MountException.taken("mountpoint %s has a mount of type %s already: unmount it, or choose another"
                    .formatted(path, mount.get().fstype()));
        }
        try (MountRecord record = RuntimeDirectory.find(mount.get()).orElseThrow(() -> inUse(""))) {
            if (record.isAlive()) {
                throw inUse(" of process " + record.pid());
            }
        }
    }

    /**
     * Detaches the FUSE filesystems that are mounted here, alive or not: who uses them goes on, and their daemons end afterwards.
     *
     * @return how many there were
     */
    public int detachAll() throws MountException, IOException {
        int detached = 0;
        for (Optional<MountInfo> mount = mounted(); mount.isPresent() && isFuse(mount.get()); mount = mounted()) {
            Unmounter.detach(path);
            detached++;
        }
        return detached;
    }

    /** Whether looking at the mountpoint would ask a process. */
    public static boolean isFuse(MountInfo mount) {
        return mount.fstype().equals("fuse") || mount.fstype().startsWith("fuse.");
    }

    /** Makes sure that none of our own files would disappear under a mount here. */
    public void refuseOwn(List<OwnPath> own) throws MountException {
        for (OwnPath needed : own) {
            if (needed.path().startsWith(path)) {
                throw MountException.usage(
                        Reason.TAKEN,
                        "cannot mount on %s: it holds %s (%s), which actorfs needs itself; choose a directory of its own"
                                .formatted(path, needed.what(), needed.path()));
            }
            if (needed.wholeTree() && path.startsWith(needed.path())) {
                throw MountException.usage(
                        Reason.TAKEN,
                        "cannot mount on %s: it is inside %s (%s), which would then contain itself; choose a directory outside"
                                .formatted(path, needed.what(), needed.path()));
            }
        }
    }

    /** The pid of the daemon that died. */
    private int removeDead(MountInfo mount) throws MountException, IOException {
        Optional<MountRecord> found = RuntimeDirectory.find(mount);
        if (found.isEmpty()) {
            throw inUse("");
        }
        try (MountRecord record = found.get()) {
            if (record.isAlive()) {
                throw inUse(" of process " + record.pid());
            }
            Unmounter.detach(path);
            record.remove();
            return record.pid();
        }
    }

    private MountException inUse(String whose) {
        return MountException.failed(
                Reason.TAKEN,
                "mountpoint %s is already a mount of actorfs%s: unmount it first:  actorfs unmount %s"
                        .formatted(path, whose, path));
    }

    /** Makes sure that it is a directory, empty unless {@code nonEmpty}. To be asked only where no FUSE filesystem is mounted. */
    public void refuseUnfit(boolean nonEmpty) throws MountException, IOException {
        if (!Files.exists(path)) {
            throw MountException.usage(Reason.MISSING, missing(path.toString()));
        }
        if (!Files.isDirectory(path)) {
            throw MountException.usage(
                    Reason.NOT_A_DIRECTORY, "mountpoint %s is not a directory: name one".formatted(path));
        }
        if (nonEmpty) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            if (entries.iterator().hasNext()) {
                throw MountException.failed(
                        Reason.NOT_EMPTY,
                        "mountpoint %s is not empty: empty it, or hide what it holds with -o nonempty".formatted(path));
            }
        } catch (AccessDeniedException e) {
            throw MountException.failed(
                    "mountpoint %s cannot be read: permission denied; choose a directory of your own".formatted(path));
        }
    }

    private static String missing(String directory) {
        return "mountpoint %s does not exist: create it first:  mkdir -p %s".formatted(directory, directory);
    }
}
