package org.actorfs.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.actorfs.fuse.mount.BusyException;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountRecord;
import org.actorfs.fuse.mount.Mountpoint;
import org.actorfs.fuse.mount.RuntimeDirectory;
import org.actorfs.fuse.mount.Unmounter;
import org.actorfs.posix.MountInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actorfs unmount DIR}. */
@Command(
        name = "unmount",
        description = "Unmounts DIR; returns when its volume is closed and everything written is kept (30 s at most).")
final class UnmountCommand implements Runnable {
    private final PrintWriter out;

    @Parameters(index = "0", paramLabel = "DIR", description = "The directory that a volume of actorfs is mounted on.")
    private String directory = "";

    @Option(names = "--lazy", description = "Detaches DIR though it is in use; its volume closes with its last user.")
    private boolean lazy;

    UnmountCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void run() {
        try {
            Mountpoint mountpoint = Mountpoint.locate(directory);
            MountInfo mount = OurMount.on(mountpoint, "umount");
            Optional<MountRecord> record = RuntimeDirectory.find(mount);
            unmount(mountpoint.path());
            if (record.isPresent()) {
                awaitEnd(mountpoint.path(), record.get());
            }
            out.printf("unmounted %s%n", mountpoint.path());
        } catch (MountException e) {
            throw MountRun.failure(e);
        } catch (IOException e) {
            throw MountRun.unexpected("cannot unmount " + directory, e);
        }
    }

    private void unmount(Path path) throws MountException, IOException {
        try {
            Unmounter.unmount(path, lazy);
        } catch (BusyException e) {
            throw CommandFailure.failed(
                    "%s; then try again, or detach it with  actorfs unmount --lazy %s".formatted(e.getMessage(), path));
        }
    }

    private static void awaitEnd(Path path, MountRecord record) throws IOException {
        try (record) {
            if (!record.awaitEnd(MountRun.END_LIMIT)) {
                throw CommandFailure.failed(
                        "%s is unmounted, but process %d has not closed its volume within %d s: a program still has files of it open and must end first, or the process hangs (see its log)"
                                .formatted(path, record.pid(), MountRun.END_LIMIT.toSeconds()));
            }
            record.remove();
        }
    }
}
