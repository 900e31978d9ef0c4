package org.actorfs.app.mounts;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * What makes, serves and ends the mounts themselves; the only part of the daemon that the kernel knows. It owns whatever is live, by the
 * mount's id, so nothing is lost when an entity is. Nothing here blocks its caller; every stage completes within a bounded time, and none
 * exceptionally.
 */
public interface MountRunner {
    /**
     * Looks whether this could be mounted: in this order the volume opens, the options fit, the mountpoint is a directory, empty unless
     * {@code nonempty}, which is made if it is missing. Nothing is mounted.
     */
    CompletionStage<Answer<Checked>> check(MountSpec spec);

    /**
     * What a check found.
     *
     * @param mountpoint the path without links
     * @param made the directories that it made, outermost first
     */
    record Checked(Path mountpoint, List<Path> made) {}

    /** As {@link #check}, but does not look at the mountpoint: for a mount that may be running there. */
    CompletionStage<Answer<String>> checkVolume(MountSpec spec);

    /** Takes back what a check made, as far as it is still empty. */
    void undo(Checked checked);

    /**
     * Mounts and serves. If it ends without having been asked to by {@link #stop}, {@link Listener#onEnded} is called once, when it is not
     * {@link #isLive} any more. What fails leaves nothing behind.
     *
     * @return what is to be told of the mount beside that it runs; empty as a rule
     */
    CompletionStage<Answer<String>> start(UUID id, MountSpec spec);

    /**
     * Ends whatever there is of a mount: a start under way is called off, a mount is unmounted, lazily after the grace, and what a dead
     * daemon left on the mountpoint is taken away.
     */
    CompletionStage<Answer<StopKind>> stop(UUID id, MountSpec spec);

    /**
     * Something else has changed what is at a path of a live mount: the kernel forgets what it believes of it.
     *
     * @param path its names from the root of the volume; none for everything
     */
    CompletionStage<Answer<String>> invalidate(UUID id, MountSpec spec, List<String> path);

    /** Whether it is mounted and served now, by this process. */
    boolean isLive(UUID id);

    /** Is told what became of mounts that were started. */
    interface Listener {
        /** From any thread. */
        void onEnded(UUID id, Ending ending);
    }

    /** How a mount ended that nobody had asked to stop. */
    sealed interface Ending {
        /** Somebody else unmounted it, and its volume is closed. */
        record Unmounted() implements Ending {}

        /** What served it died, or its volume did not close well. */
        record Died(String why) implements Ending {}
    }
}
