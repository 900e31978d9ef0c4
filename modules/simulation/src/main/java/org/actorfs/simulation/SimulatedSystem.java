package org.actorfs.simulation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.actor.VolumeLimits;
import org.actorfs.fs.driver.Driver;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import scala.concurrent.ExecutionContext;

/**
 * An actor system without threads: every mailbox runs where the {@link Schedule} says, one message at a time. Owned by one simulating
 * thread, used for many seeds, until {@link #close}.
 *
 * <p>Pekko makes executors by class name from the configuration, which would need static state to find the schedule. A dispatcher whose
 * executor is {@code default-executor} instead uses the execution context that {@link BootstrapSetup} carries: so the schedule is
 * handed in as an object, and all dispatchers of the system are told to use it.
 */
final class SimulatedSystem implements AutoCloseable {
    private static final String CONFIGURATION = """
            pekko.use-slf4j = off
            pekko.loggers = ["org.apache.pekko.event.Logging$StandardOutLogger"]
            pekko.loglevel = off
            pekko.stdout-loglevel = off
            pekko.log-dead-letters = off
            pekko.log-dead-letters-during-shutdown = off
            pekko.jvm-exit-on-fatal-error = off
            pekko.jvm-shutdown-hooks = off
            pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            pekko.scheduler.implementation = "org.actorfs.simulation.VirtualTimers"
            pekko.actor.default-dispatcher { executor = default-executor, throughput = 1 }
            pekko.actor.internal-dispatcher { executor = default-executor, throughput = 1 }
            pekko.actor.default-blocking-io-dispatcher { executor = default-executor, throughput = 1 }
            """;

    /** What the guardian is asked. */
    private record Start(Behavior<Volume.Command> volume, List<ActorRef<Volume.Command>> started) {}

    private final Schedule schedule = new Schedule();
    private final ActorSystem<Start> system;

    SimulatedSystem() {
        Config config = ConfigFactory.parseString(CONFIGURATION).withFallback(ConfigFactory.defaultReference());
        system = ActorSystem.create(
                guardian(),
                "simulation",
                BootstrapSetup.create(config.resolve())
                        .withDefaultExecutionContext(ExecutionContext.fromExecutor(schedule)));
        ((VirtualTimers) system.classicSystem().scheduler()).attach(schedule);
        schedule.drain();
    }

    private static Behavior<Start> guardian() {
        return Behaviors.setup(context -> Behaviors.receiveMessage(start -> {
            start.started().add(context.spawnAnonymous(start.volume()));
            return Behaviors.same();
        }));
    }

    Schedule schedule() {
        return schedule;
    }

    /** Starts a volume, and waits until it is there. */
    ActorRef<Volume.Command> start(Driver driver, VolumeLimits limits) {
        List<ActorRef<Volume.Command>> started = new ArrayList<>(1);
        system.tell(new Start(Volume.create(driver, schedule, limits), started));
        schedule.drain();
        return started.getFirst();
    }

    @Override
    public void close() {
        schedule.begin(0);
        system.terminate();
        schedule.drain();
    }
}
