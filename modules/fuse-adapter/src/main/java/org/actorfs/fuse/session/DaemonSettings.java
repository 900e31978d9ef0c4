package org.actorfs.fuse.session;

import java.time.Duration;

/**
 * What a daemon is made of.
 *
 * @param workers threads that read requests and run actors; 0 for one a CPU
 * @param slots buffers of each kind that a session keeps for use again
 * @param maxAwakeInodes of each volume; above it idle inodes go to sleep
 * @param maxCountedInodes of each session; above it the kernel is asked to let go of inodes that nobody uses
 * @param watchdog a request older than this is logged
 * @param metrics requests are counted and timed
 */
public record DaemonSettings(
        int workers, int slots, int maxAwakeInodes, int maxCountedInodes, Duration watchdog, boolean metrics) {
    int workerCount() {
        return workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
    }
}
