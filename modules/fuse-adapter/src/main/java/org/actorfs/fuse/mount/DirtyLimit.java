package org.actorfs.fuse.mount;

import java.io.IOException;
import org.actorfs.posix.BackingDevice;
import org.actorfs.posix.MountInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of the memory that may hold unwritten data one mount may take. The kernel gives a FUSE mount 1 % of it, for it trusts no daemon, and
 * makes writers sleep above that: with a write-back cache they were slower than without one.
 */
final class DirtyLimit {
    private static final Logger log = LoggerFactory.getLogger(DirtyLimit.class);

    /** Of what vm.dirty_ratio allows. More than this gained nothing where it was measured. */
    private static final int PERCENT = 10;

    private DirtyLimit() {}

    /** Root may; without it the mount is only slower. */
    static void raise(MountInfo mount) {
        try {
            BackingDevice.of(mount).maxRatio(PERCENT);
        } catch (IOException e) {
            log.info("max_ratio stays as it is: {}", e.toString());
        }
    }
}
