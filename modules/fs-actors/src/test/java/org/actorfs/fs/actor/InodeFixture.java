package org.actorfs.fs.actor;

import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import org.actorfs.fs.driver.Node;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One inode whose shard is a probe; or, without a node, just the context that shards and inodes live in. */
final class InodeFixture {
    final TestProbe<InodeShard.Command> shard;
    final ActorRef<InodeCommand> ref;

    InodeFixture(ActorTestKit kit, ScriptedDriver driver, Node node, LookupCounts counts, Session attached) {
        shard = kit.createTestProbe(InodeShard.Command.class);
        VolumeContext volume = context(kit, driver, attached);
        volume.publish(Collections.nCopies(64, shard.ref()));
        ref = kit.spawn(Inode.create(new Inode.Birth(node, counts, true, volume, shard.ref())));
    }

    static VolumeContext context(ActorTestKit kit, ScriptedDriver driver, Session attached) {
        TestProbe<VolumeContext> made = kit.createTestProbe(VolumeContext.class);
        kit.spawn(Behaviors.<Volume.Command>setup(context -> {
            made.ref()
                    .tell(new VolumeContext(
                            driver,
                            VolumeHarness.clock(new AtomicLong(1)),
                            VolumeLimits.DEFAULT,
                            new CacheCounts(),
                            context));
            return Behaviors.empty();
        }));
        VolumeContext volume = made.receiveMessage();
        volume.attach(attached);
        return volume;
    }
}
