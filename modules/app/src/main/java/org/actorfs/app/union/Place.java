package org.actorfs.app.union;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.terminal.Printable;
import org.actorfs.fuse.mount.Mountpoint;
import org.actorfs.posix.MountInfo;

/** What somebody named on the command line: the mount of actorfs that it is on, and where it is there. */
record Place(MountInfo mount, TreePath path) {
    /** A symbolic link is itself. */
    static Place ofFile(String given) {
        return locate(given, false);
    }

    /** A symbolic link is what it leads to. */
    static Place ofDirectory(String given) {
        return locate(given, true);
    }

    String mountpoint() {
        return mount.mountPoint();
    }

    /** Refuses what others than root mounted: their daemon could name any directory as a branch. */
    Place trusted() {
        int owner = Mountpoint.owner(mount);
        if (owner != 0) {
            throw CommandFailure.failed(
                    "%s was mounted by user %s, whose daemon could name any directory as a branch: mount it as root"
                            .formatted(Printable.of(mountpoint()), Integer.toUnsignedString(owner)));
        }
        return this;
    }

    private static Place locate(String given, boolean follow) {
        try {
            Path path = resolved(Path.of(given).toAbsolutePath(), follow);
            return on(
                    MountInfo.containing(MountInfo.readSelf(), path.toString())
                            .orElseThrow(() -> new IOException("nothing is mounted above it")),
                    path);
        } catch (NoSuchFileException e) {
            throw CommandFailure.failed("%s does not exist: name what is there".formatted(Printable.of(given)));
        } catch (InvalidPathException e) {
            throw CommandFailure.usage(
                    "'%s' is not a path: %s".formatted(Printable.of(given), Printable.of(e.getReason())));
        } catch (IOException e) {
            throw CommandFailure.failed("cannot look at %s: %s; if its daemon is gone:  actorfs unmount DIR"
                    .formatted(Printable.of(given), Printable.of(String.valueOf(e.getMessage()))));
        }
    }

    private static Path resolved(Path path, boolean follow) throws IOException {
        Path parent = path.getParent();
        Path name = path.getFileName();
        boolean dots =
                name == null || name.toString().equals(".") || name.toString().equals("..");
        return follow || dots || parent == null
                ? path.toRealPath()
                : parent.toRealPath().resolve(name);
    }

    private static Place on(MountInfo mount, Path path) throws IOException {
        if (!Mountpoint.isOurs(mount)) {
            throw CommandFailure.failed(
                    "%s is on a mount of type %s, not on a union of actorfs: name something below one, see  findmnt -t fuse.actorfs"
                            .formatted(Printable.of(path.toString()), Printable.of(mount.fstype())));
        }
        Path below = Path.of(mount.mountPoint()).relativize(path);
        return new Place(mount, TreePath.of(below.toString()));
    }
}
