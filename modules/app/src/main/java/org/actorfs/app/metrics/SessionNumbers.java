package org.actorfs.app.metrics;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.actorfs.app.api.StatsJson;

/** Where the numbers of the mounts that run come from. */
public interface SessionNumbers {
    /** With all buckets. Waits for nobody. Empty if nothing is counted. */
    Optional<StatsJson> stats();

    /** The inodes of each volume that answers in time: what is asked goes to all that are awake. */
    CompletionStage<List<Population>> populations();

    /**
     * The inodes of a volume: how many have an actor, how many are asleep, how many references the kernel holds on them, how many operations wait for
     * their turn, and how many requests for a lock.
     */
    record Population(String mountpoint, long awake, long asleep, long references, long queued, long lockWaiters) {}
}
