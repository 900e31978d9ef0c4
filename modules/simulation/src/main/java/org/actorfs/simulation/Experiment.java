package org.actorfs.simulation;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs worlds, one after the other, on one actor system; after a failure on a new one. Owned by one thread, until {@link #close}. */
final class Experiment implements AutoCloseable {
    /**
     * What came of one run.
     *
     * @param traceHash equal for equal seeds and operations
     * @param calls how many requests were sent
     * @param undecided how many histories were too tangled to be judged
     */
    record Result(
            long seed,
            long traceHash,
            int calls,
            int undecided,
            @Nullable CheckFailed failure,
            List<String> trace) {}

    private final Supplier<Tampering> tampering;
    private SimulatedSystem system = new SimulatedSystem();

    Experiment(Supplier<Tampering> tampering) {
        this.tampering = tampering;
    }

    /** The operations that belong to a seed. */
    static List<Operation> operations(long seed, int count) {
        return Operation.generate(new Random(~seed), count);
    }

    Result run(long seed, List<Operation> operations, boolean readable) {
        World world = new World(system, seed, tampering.get(), readable);
        Ending ending = new Ending(world);
        CheckFailed failure = null;
        try {
            world.run(operations);
            ending.run();
        } catch (CheckFailed e) {
            failure = e;
            renew();
        }
        return new Result(
                seed,
                world.trace().hash(),
                world.journal().calls(),
                ending.undecided(),
                failure,
                world.trace().lines());
    }

    /** What is left of a world that failed must not disturb the next. */
    private void renew() {
        system.close();
        system = new SimulatedSystem();
    }

    @Override
    public void close() {
        system.close();
    }
}
