package org.actorfs.union;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.actorfs.fs.driver.VolumeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until disks are mounted: a branch that is on the filesystem of the mountpoint is only the directory where its disk is to be. */
final class BranchMounts {
    private static final Logger log = LoggerFactory.getLogger(BranchMounts.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private BranchMounts() {}

    /**
     * Returns when all are mounts, or the time is over.
     *
     * @param mountpoint of the union
     * @param fail whether it is a failure if the time is over
     */
    static void await(List<BranchSpec> specs, Path mountpoint, long nanos, boolean fail) throws VolumeException {
        long start = System.nanoTime();
        Path above = mountpoint.getParent() == null ? mountpoint : mountpoint.getParent();
        List<Path> missing = unmounted(specs, device(above));
        if (!missing.isEmpty()) {
            log.info("waiting for mounts: {}", missing);
        }
        while (!missing.isEmpty() && System.nanoTime() - start < nanos) {
            LockSupport.parkNanos(PAUSE_NANOS);
            missing = unmounted(specs, device(above));
        }
        if (missing.isEmpty()) {
            return;
        }
        String what = "no mounts after %d s: %s".formatted(TimeUnit.NANOSECONDS.toSeconds(nanos), missing);
        if (fail) {
            throw new VolumeException(false, what + "; mount them, or leave out branches-mount-timeout-fail");
        }
        log.warn("{}; the union begins with what is there", what);
    }

    private static List<Path> unmounted(List<BranchSpec> specs, long device) {
        return specs.stream()
                .map(BranchSpec::path)
                .filter(path -> !Files.isDirectory(path) || device(path) == device)
                .toList();
    }

    /** 0 of what cannot be reached. */
    private static long device(Path path) {
        try {
            return (Long) Files.getAttribute(path, "unix:dev");
        } catch (IOException e) {
            return 0;
        }
    }
}
