package org.actorfs.app;

import java.io.IOException;
import java.nio.file.Path;
import org.actorfs.fuse.mount.Mountpoint;
import org.actorfs.posix.MountInfo;

/** What a command for a mounted volume asks first. */
final class OurMount {
    private OurMount() {}

    /**
     * The mount on this directory; fails with what to do if there is none, or none of ours.
     *
     * @param instead the command that does it for other mounts
     */
    static MountInfo on(Mountpoint mountpoint, String instead) throws IOException {
        Path path = mountpoint.path();
        MountInfo mount = mountpoint
                .mounted()
                .orElseThrow(() -> CommandFailure.failed(
                        "nothing is mounted on %s: see what is with  findmnt -t fuse.actorfs".formatted(path)));
        if (!Mountpoint.isOurs(mount)) {
            throw CommandFailure.failed("%s is a mount of type %s, not one of actorfs: use  %s %s"
                    .formatted(path, mount.fstype(), instead, path));
        }
        return mount;
    }
}
