package org.actorfs.fuse.transport;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Poll;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to hand a message to an actor and have it handled, one after another. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HopBenchmark {
    /** So many that waking the worker for a batch is a small part of it. */
    private static final int BATCH = 5_000;

    private static final Config DAEMON = ConfigFactory.parseResources(
                    WorkerDispatcher.class.getClassLoader(), "actorfs-actors.conf")
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    private static final Config DEFAULT = ConfigFactory.parseString(
                    "pekko { loglevel = WARNING, stdout-loglevel = OFF, jvm-shutdown-hooks = off }")
            .withFallback(ConfigFactory.defaultReference())
            .resolve();

    /** Something that was handled gives a permit. */
    private final Semaphore done = new Semaphore(0);

    private final Workers workers = Workers.start(1);
    private final int wakeUp = Poll.eventFd();
    private final ActorSystem<Integer> onWorkers = ActorSystem.create(new Counter(done, BATCH), "workers", DAEMON);
    private final ActorSystem<Integer> onDefault = ActorSystem.create(new Counter(done, 1), "default", DEFAULT);

    public HopBenchmark() {
        workers.attach(this::serve, new int[] {wakeUp}, false);
    }

    /** Gives a permit after so many messages. */
    private static final class Counter extends ExtensibleBehavior<Integer> {
        private final Semaphore done;
        private final int every;
        private int seen;

        Counter(Semaphore done, int every) {
            this.done = done;
            this.every = every;
        }

        @Override
        public Behavior<Integer> receive(TypedActorContext<Integer> context, Integer message) {
            seen++;
            if (seen == every) {
                seen = 0;
                done.release();
            }
            return this;
        }

        @Override
        public Behavior<Integer> receiveSignal(TypedActorContext<Integer> context, Signal signal) {
            return this;
        }
    }

    /** What a worker does for each request: tells the actor, and runs it. */
    private boolean serve(Worker worker, int fd) {
        Poll.drain(fd);
        for (int i = 0; i < BATCH; i++) {
            onWorkers.tell(1);
            worker.drain();
        }
        return true;
    }

    /** On the daemon's dispatcher: the worker that tells runs the actor too. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void daemonDispatcher() {
        Poll.signal(wakeUp);
        done.acquireUninterruptibly();
    }

    /** On Pekko's default dispatcher: another thread runs the actor, and this one waits for it. */
    @Benchmark
    public void defaultDispatcher() {
        onDefault.tell(1);
        done.acquireUninterruptibly();
    }

    /** Ends both actor systems and the worker. */
    @TearDown
    public void close() {
        workers.close();
        onWorkers.terminate();
        onDefault.terminate();
        Descriptors.close(wakeUp);
    }
}
