package org.actorfs.app.mounts;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What HTTP, and through it the command line and the page, may ask of the mounts. No stage completes exceptionally. A mount is named by its
 * id or by its mountpoint; {@code by} says who asks, for the history.
 */
public interface Mounts {
    /** Sorted by mountpoint. */
    CompletionStage<Answer<List<MountView>>> list();

    CompletionStage<Answer<MountView>> get(String name);

    /** Adds a mount, and starts it if {@code start}. If the start fails the mount stays: the answer has it in {@link
     * MountStatus#ERROR}. */
    CompletionStage<Answer<MountView>> create(MountSpec spec, boolean start, String by);

    CompletionStage<Answer<Updated>> update(String name, SpecChange change, String by);

    /**
     * A mount after a change.
     *
     * @param live the fields that hold at once
     * @param atNextStart those that hold from the next start on
     */
    record Updated(MountView mount, List<String> live, List<String> atNextStart) {}

    /** Stops it first. */
    CompletionStage<Answer<MountView>> delete(String name, String by);

    /** Returns when it is mounted. */
    CompletionStage<Answer<MountView>> start(String name, String by);

    /** Returns when it is unmounted and its volume closed; of a stopped one, at once. */
    CompletionStage<Answer<Stopped>> stop(String name, String by);

    record Stopped(MountView mount, StopKind how) {}

    /** Stops all, side by side; goes on past failures. */
    CompletionStage<Answer<List<Result>>> stopAll(String by);

    /** Starts all that start with the daemon and do not run. */
    CompletionStage<Answer<List<Result>>> startAuto(String by);

    /** What became of one mount of several. */
    record Result(MountView mount, Optional<MountFault> fault) {}

    /** Reads the configuration file again and applies what is different in the mounts that it declares; the others are not touched. */
    CompletionStage<Answer<Reloaded>> reload(String by);

    /** The mountpoints that a reload added, changed, removed; and what failed. */
    record Reloaded(List<String> added, List<String> changed, List<String> removed, List<Result> failed) {}

    /**
     * Something else has changed what a mount shows at a path: the kernel forgets what it believes of it. Answers when it has.
     *
     * @param path from the root of the volume; {@code /} is everything, and so is any directory
     */
    CompletionStage<Answer<MountView>> invalidate(String name, String path, String by);

    /** Hears what happens to the mounts from now on. */
    Watch<MountNotice> watch();

    /** Why the daemon is not ready: the journal is away, or mounts are still being started; empty when it is. */
    Optional<String> unready();
}
