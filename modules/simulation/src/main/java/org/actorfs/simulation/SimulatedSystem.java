package org.actorfs.simulation;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.actor.VolumeLimits;
import org.actorfs.fs.driver.Driver;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The volumes of a simulation, one after another, in one {@link ThreadlessSystem}; ends with it. */
final class SimulatedSystem implements AutoCloseable {
    /** What the guardian is asked. */
    private record Start(Behavior<Volume.Command> volume, List<ActorRef<Volume.Command>> started) {}

    private final ThreadlessSystem<Start> actors = ThreadlessSystem.start(guardian(), ConfigFactory.defaultReference());

    private static Behavior<Start> guardian() {
        return Behaviors.setup(context -> Behaviors.receiveMessage(start -> {
            start.started().add(context.spawnAnonymous(start.volume()));
            return Behaviors.same();
        }));
    }

    Schedule schedule() {
        return actors.schedule();
    }

    /** Starts a volume, and waits until it is there. */
    ActorRef<Volume.Command> start(Driver driver, VolumeLimits limits) {
        List<ActorRef<Volume.Command>> started = new ArrayList<>(1);
        actors.system().tell(new Start(Volume.create(driver, schedule(), limits), started));
        schedule().drain();
        return started.getFirst();
    }

    @Override
    public void close() {
        actors.close();
    }
}
