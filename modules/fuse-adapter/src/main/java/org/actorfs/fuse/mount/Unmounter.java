package org.actorfs.fuse.mount;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.Mounts;
import org.actorfs.posix.Processes;

/** Unmounts: root with umount2(2), anybody else through fusermount3. The volume may still be closing afterwards. */
public final class Unmounter {
    private Unmounter() {}

    /** As {@link #unmount}, though it is in use: it ends with its last user. */
    public static void detach(Path directory) throws MountException, IOException {
        try {
            unmount(directory, true);
        } catch (BusyException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Takes the topmost mount off the directory. It waits for what the kernel still has to write.
     *
     * @param lazy detach it even if it is in use: it ends with its last user
     * @throws BusyException if it is in use and {@code lazy} was not asked for
     */
    public static void unmount(Path directory, boolean lazy) throws MountException, BusyException, IOException {
        if (Processes.geteuid() != 0) {
            FuseHelper.find().unmount(directory, lazy);
            return;
        }
        int flags = Mounts.UMOUNT_NOFOLLOW | (lazy ? Mounts.MNT_DETACH : 0);
        int result = Mounts.umount2(directory.toString().getBytes(UTF_8), flags);
        switch (-result) {
            case 0 -> {}
            case Errnos.EBUSY -> throw new BusyException(directory);
            case Errnos.EINVAL -> throw MountException.failed("nothing is mounted on %s any more".formatted(directory));
            case Errnos.EPERM ->
                throw MountException.failed("no right to unmount %s: run as root; a container needs --cap-add SYS_ADMIN"
                        .formatted(directory));
            default ->
                throw MountException.failed(
                        "cannot unmount %s: umount2(2) says %s".formatted(directory, Errnos.name(result)));
        }
    }
}
