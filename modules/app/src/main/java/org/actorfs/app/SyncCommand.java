package org.actorfs.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.Mountpoint;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.OpenFlags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code actorfs sync DIR}. */
@Command(
        name = "sync",
        description =
                "Makes everything durable that was written to the volume mounted on DIR (sync(1) alone does not reach it).")
final class SyncCommand implements Runnable {
    private final PrintWriter out;

    @Parameters(index = "0", paramLabel = "DIR", description = "The directory that a volume of actorfs is mounted on.")
    private String directory = "";

    SyncCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void run() {
        try {
            Mountpoint mountpoint = Mountpoint.locate(directory);
            OurMount.on(mountpoint, "sync -f");
            sync(mountpoint.path());
            out.printf("%s is on its storage%n", mountpoint.path());
        } catch (MountException e) {
            throw MountRun.failure(e);
        } catch (IOException e) {
            throw MountRun.unexpected("cannot sync " + directory, e);
        }
    }

    /** First what the kernel still holds back (writeback_cache), then what the volume does: it takes an fsync(2) of its root for that. */
    private static void sync(Path path) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        int fd = check(
                path, Descriptors.open(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC, 0));
        try {
            check(path, FileIo.syncfs(fd));
            check(path, FileIo.fsync(fd));
        } finally {
            Descriptors.close(fd);
        }
    }

    private static int check(Path path, int result) {
        if (result < 0) {
            throw CommandFailure.failed("%s is not on its storage: %s: look into the log of the process that serves it"
                    .formatted(path, Errnos.name(result)));
        }
        return result;
    }
}
