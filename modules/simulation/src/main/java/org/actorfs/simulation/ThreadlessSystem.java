package org.actorfs.simulation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import scala.concurrent.ExecutionContext;

/**
 * An actor system without threads: every mailbox runs where the {@link Schedule} says, one message at a time. Owned by one simulating
 * thread, used for many seeds, until {@link #close}.
 *
 * <p>Pekko makes executors by class name from the configuration, which would need static state to find the schedule. A dispatcher whose
 * executor is {@code default-executor} instead uses the execution context that {@link BootstrapSetup} carries: so the schedule is
 * handed in as an object, and all dispatchers of the system are told to use it.
 */
public final class ThreadlessSystem<T> implements AutoCloseable {
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

    private final Schedule schedule = new Schedule();
    private final ActorSystem<T> system;

    private ThreadlessSystem(Behavior<T> guardian, Config more) {
        Config config = ConfigFactory.parseString(CONFIGURATION).withFallback(more);
        system = ActorSystem.create(
                guardian,
                "simulation",
                BootstrapSetup.create(config.resolve())
                        .withDefaultExecutionContext(ExecutionContext.fromExecutor(schedule)));
        ((VirtualTimers) system.classicSystem().scheduler()).attach(schedule);
        schedule.drain();
    }

    /** {@code configuration} holds whatever else the system needs, with Pekko's own defaults. */
    public static <T> ThreadlessSystem<T> start(Behavior<T> guardian, Config configuration) {
        return new ThreadlessSystem<>(guardian, configuration);
    }

    public ActorSystem<T> system() {
        return system;
    }

    public Schedule schedule() {
        return schedule;
    }

    @Override
    public void close() {
        schedule.begin(0);
        system.terminate();
        schedule.drain();
    }
}
