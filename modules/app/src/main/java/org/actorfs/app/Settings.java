package org.actorfs.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration, read and checked once at start by {@link SettingsFile}. {@code reference.conf} has the defaults
 * and {@code conf/actorfs.conf} the explanations.
 *
 * @param workers threads that read kernel requests and run their actors; 0: one per CPU
 * @param maxAwakeInodes inode actors awake at a time, per volume
 * @param maxCountedInodes inodes that the kernel may hold references to, per volume
 * @param slots requests in flight per worker
 * @param blockingThreads threads for calls that can block, per volume
 * @param watchdog how long a request may go unanswered before it is logged
 * @param metrics requests are counted and timed, see {@link org.actorfs.app.metrics}
 * @param stateDir what outlives a mount is kept there
 * @param logback the Logback configuration, absolute if it came from a file
 * @param logFormat how its lines look
 */
record Settings(
        int workers,
        int maxAwakeInodes,
        int maxCountedInodes,
        int slots,
        int blockingThreads,
        Duration watchdog,
        boolean metrics,
        Path stateDir,
        Optional<Path> logback,
        LogFormat logFormat) {}
