package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs many seeds and shrinks those that fail: what {@code ./actorfs simulate} and the tests call. One object for one simulation. */
public final class Simulator {
    /** One seed in so many is run twice, and the traces compared. */
    private static final int TWICE_EVERY = 16;

    private static final int PROGRESS_EVERY = 500;

    private final SimulationOptions options;
    private final Supplier<Tampering> tampering;
    private final Consumer<String> progress;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong undecided = new AtomicLong();
    private final ConcurrentLinkedQueue<SimulationFailure> failures = new ConcurrentLinkedQueue<>();

    Simulator(SimulationOptions options, Supplier<Tampering> tampering, Consumer<String> progress) {
        this.options = options;
        this.tampering = tampering;
        this.progress = progress;
    }

    /** Simulates, and tells of each failing seed, and how far it is, as it goes. */
    public static SimulationReport run(SimulationOptions options, Consumer<String> progress) {
        return new Simulator(options, Tampering::none, progress).run();
    }

    SimulationReport run() {
        long start = System.nanoTime();
        int threads = Math.clamp(options.seeds(), 1, options.threads());
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(this::work));
            }
            workers.forEach(Simulator::await);
        }
        List<SimulationFailure> sorted = failures.stream()
                .sorted(Comparator.comparingLong(SimulationFailure::seed))
                .toList();
        long ran = Math.min(next.get(), options.seeds());
        return new SimulationReport(ran, requests.get(), undecided.get(), System.nanoTime() - start, sorted);
    }

    private static void await(Future<?> worker) {
        try {
            worker.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulation itself failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the simulation was interrupted", e);
        }
    }

    private void work() {
        try (Experiment experiment = new Experiment(tampering)) {
            for (long index = next.getAndIncrement();
                    index < options.seeds() && failures.size() < options.maxFailures();
                    index = next.getAndIncrement()) {
                simulate(experiment, options.firstSeed() + index);
                if ((index + 1) % PROGRESS_EVERY == 0) {
                    progress.accept((index + 1) + " of " + options.seeds() + " seeds");
                }
            }
        }
    }

    private void simulate(Experiment experiment, long seed) {
        List<Operation> operations = Experiment.operations(seed, options.operations());
        Experiment.Result result = experiment.run(seed, operations, false);
        requests.addAndGet(result.calls());
        undecided.addAndGet(result.undecided());
        CheckFailed failure = result.failure();
        if (failure != null) {
            failed(shrunk(experiment, seed, failure, operations));
        } else if (seed % TWICE_EVERY == 0) {
            compare(result, experiment.run(seed, operations, false));
        }
    }

    private void compare(Experiment.Result one, Experiment.Result other) {
        if (one.traceHash() != other.traceHash()) {
            failed(new SimulationFailure(
                    one.seed(),
                    "determinism",
                    "the same seed gave two traces, " + one.traceHash() + " and " + other.traceHash(),
                    options.operations(),
                    List.of()));
        }
    }

    private static SimulationFailure shrunk(
            Experiment experiment, long seed, CheckFailed failure, List<Operation> operations) {
        List<Operation> few = Shrinker.shrink(experiment, seed, failure.check(), operations);
        Experiment.Result result = experiment.run(seed, few, true);
        CheckFailed again = result.failure() == null ? failure : result.failure();
        return new SimulationFailure(seed, again.check(), again.text(), few.size(), result.trace());
    }

    private void failed(SimulationFailure failure) {
        failures.add(failure);
        progress.accept(failure.text());
    }
}
