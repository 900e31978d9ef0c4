package org.actorfs.fuse.transport;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.actorfs.fs.TurnThread;
import org.actorfs.posix.Processes;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * The executor under the actors: a mailbox that a worker or a driver's own thread fills runs on that {@link TurnThread}, any other on a
 * small pool. Named in the actor system's configuration ({@code executor = "org.actorfs.fuse.transport.WorkerDispatcher"}); made and
 * ended by Pekko.
 */
public final class WorkerDispatcher extends ExecutorServiceConfigurator {
    private final int poolThreads;

    /** Called by Pekko with the dispatcher's part of the configuration. */
    public WorkerDispatcher(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        this.poolThreads = config.getInt("actorfs-pool-threads");
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        return () -> new WorkerExecutor(
                Executors.newFixedThreadPool(poolThreads, work -> threads.newThread(Processes.unpinned(work))));
    }

    /** Runs on the calling thread, after what it does now, or on the pool. */
    private static final class WorkerExecutor extends AbstractExecutorService {
        private final ExecutorService pool;

        WorkerExecutor(ExecutorService pool) {
            this.pool = pool;
        }

        @Override
        public void execute(Runnable task) {
            if (Thread.currentThread() instanceof TurnThread thread && thread.takesTurns()) {
                thread.enqueue(task, pool);
            } else {
                pool.execute(task);
            }
        }

        @Override
        public void shutdown() {
            pool.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return pool.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return pool.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return pool.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return pool.awaitTermination(timeout, unit);
        }
    }
}
