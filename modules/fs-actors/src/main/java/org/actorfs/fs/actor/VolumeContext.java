package org.actorfs.fs.actor;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.TimeSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * What every actor of a volume is handed: the driver and the way to the others. Immutable once the Volume has published its shards,
 * which it does before it answers anybody.
 */
final class VolumeContext {
    private final Driver driver;
    private final TimeSource clock;
    private final VolumeLimits limits;
    private final CacheCounts attributeCounts;
    private List<ActorRef<InodeShard.Command>> shards = List.of();
    private final ActorRef<RenameCoordinator.Command> renames;
    private final ActorRef<DeadlockWatch.Command> deadlocks;

    /** Written by the Volume alone. */
    private volatile List<Session> attached = List.of();

    VolumeContext(
            Driver driver,
            TimeSource clock,
            VolumeLimits limits,
            CacheCounts attributeCounts,
            ActorContext<Volume.Command> volume) {
        this.driver = driver;
        this.attributeCounts = attributeCounts;
        this.clock = clock;
        this.limits = limits;
        this.renames = volume.spawn(RenameCoordinator.create(this), "renames");
        this.deadlocks = volume.spawn(DeadlockWatch.create(), "deadlocks");
    }

    void publish(List<ActorRef<InodeShard.Command>> all) {
        shards = List.copyOf(all);
    }

    void attach(Session session) {
        List<Session> more = new ArrayList<>(attached);
        more.add(session);
        attached = List.copyOf(more);
    }

    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    void detach(Session session) {
        List<Session> fewer = new ArrayList<>(attached);
        fewer.removeIf(other -> other == session);
        attached = List.copyOf(fewer);
    }

    /**
     * Whether a session may be given references and handles. An answer that comes after its end would otherwise leave it some that
     * nobody gives back: the mark falls before any inode is told that the session is gone.
     */
    @SuppressWarnings("ReferenceEquality") // a session is itself, whatever its equals says
    boolean isAttached(Session session) {
        for (Session other : attached) {
            if (other == session) {
                return true;
            }
        }
        return false;
    }

    Driver driver() {
        return driver;
    }

    TimeSource clock() {
        return clock;
    }

    VolumeLimits limits() {
        return limits;
    }

    CacheCounts attributeCounts() {
        return attributeCounts;
    }

    ActorRef<RenameCoordinator.Command> renames() {
        return renames;
    }

    ActorRef<DeadlockWatch.Command> deadlocks() {
        return deadlocks;
    }

    List<ActorRef<InodeShard.Command>> shards() {
        return shards;
    }

    /** Tells an inode through the shard that knows whether it is awake. */
    void deliver(Node node, InodeCommand command) {
        shards.get(shard(node.key(), shards.size())).tell(new InodeShard.Deliver(node, command));
    }

    /** By the upper bits of a product, so that the hashes of a shard's keys still differ in their lower ones, which its maps go by. */
    static int shard(InodeKey key, int shards) {
        long mixed = Integer.toUnsignedLong(key.hashCode() * 0x9E3779B9);
        return (int) ((mixed * shards) >>> Integer.SIZE);
    }
}
