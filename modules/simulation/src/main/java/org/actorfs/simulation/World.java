package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Reply;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.actor.Census;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** One run: a volume, its kernels, and what they are to do. Made for it, closed by {@link Ending}. */
final class World {
    private final Schedule schedule;
    private final Setup setup;
    private final Trace trace;
    private final Journal journal;
    private final Flakiness flakiness;
    private final Tampering tampering;
    private final Driver memory;
    private final Outcome<StatFs> spaceBefore;
    private final ActorRef<Volume.Command> volume;
    private final Requests requests;
    private final List<SimulatedKernel> kernels = new ArrayList<>();
    private final List<SimulatedKernel> gone = new ArrayList<>();
    private int mounts;

    World(SimulatedSystem system, long seed, Tampering tampering, boolean readable) {
        this.schedule = system.schedule();
        schedule.begin(seed);
        this.setup = Setup.any(new Random(seed));
        this.trace = new Trace(schedule, readable);
        this.journal = new Journal(schedule, trace);
        this.flakiness = new Flakiness(schedule, trace, setup.faults());
        this.tampering = tampering;
        this.memory = openMemory();
        this.spaceBefore = memory.root().then(memory::statfs);
        Driver flaky = new FlakyDriver(tampering.driver(memory), flakiness, journal.hearsay(), setup.keyShift());
        this.volume = system.start(flaky, setup.limits());
        schedule.begin(seed); // how a volume starts depends on what the actor system did before
        this.requests = new Requests(journal, volume, flakiness::injected, setup.baseOffset());
        trace.say(setup::toString);
    }

    private Driver openMemory() {
        try {
            return new MemoryDriverFactory()
                    .open(new VolumeUri("memory", setup.volume()), new DriverContext(schedule, 1));
        } catch (VolumeException e) {
            throw new IllegalStateException("a volume of the simulation's own making cannot be opened", e);
        }
    }

    /** The kernels do the operations, while actors, answers and arrivals come in any order. */
    void run(List<Operation> operations) {
        for (int i = 0; i < setup.kernels(); i++) {
            kernels.add(mount());
        }
        for (Operation operation : operations) {
            perform(operation);
            for (int i = 0; i < operation.pause() && schedule.step(); i++) {
                check();
            }
            while (journal.underWay() > setup.maxPending() && schedule.step()) {
                check();
            }
        }
        quiesce();
    }

    private void perform(Operation operation) {
        int index = operation.kernel() % kernels.size();
        switch (operation.kind()) {
            case PAUSE -> quiesce();
            case REMOUNT -> {
                unmount(kernels.get(index));
                kernels.set(index, mount());
            }
            default -> {
                if (kernels.get(index).isMounted()) {
                    requests.send(kernels.get(index), operation);
                }
            }
        }
    }

    /** Attaches a new kernel; a driver that fails is asked again. */
    SimulatedKernel mount() {
        SimulatedKernel kernel = new SimulatedKernel(++mounts, journal, tampering);
        requests.inodes().attach(kernel);
        return kernel;
    }

    void unmount(SimulatedKernel kernel) {
        requests.locks().detached(kernel);
        requests.inodes().detach(kernel);
        gone.add(kernel);
    }

    /** Lets everything happen that can, then compares the references on both sides. */
    void quiesce() {
        schedule.drain();
        check();
        boolean withholding = flakiness.isWithholding();
        kernels.forEach(kernel -> kernel.checkTables(withholding));
        gone.forEach(kernel -> kernel.checkTables(withholding));
        long held = kernels.stream().mapToLong(SimulatedKernel::references).sum();
        Census census = census();
        if (withholding ? census.references() < held : census.references() != held) {
            throw new CheckFailed("counts", "the kernels hold " + held + " references, the actors say " + census);
        }
        if (journal.underWay() == 0) {
            requests.locks().check();
        }
    }

    /** Throws what a check found since it was last asked. */
    void check() {
        journal.check();
        flakiness.watch().check();
        if (journal.ioErrors() > flakiness.injected()) {
            throw new CheckFailed(
                    "answer",
                    "EIO was answered " + journal.ioErrors() + " times, but the driver failed only "
                            + flakiness.injected() + " times: an actor has a bug and caught it");
        }
    }

    Census census() {
        return ask("count", Volume.Count::new);
    }

    /** Everything was removed and nobody remembers it: no page, inode or byte is still taken. */
    void checkSpace() {
        Outcome<StatFs> after = memory.root().then(memory::statfs);
        if (!after.equals(spaceBefore)) {
            throw new CheckFailed("space", "an empty volume had " + spaceBefore + " at first, and at the end " + after);
        }
    }

    /** Asks the volume and lets everything happen until it answers. */
    <T> T ask(String what, Function<Reply<T>, Volume.Command> question) {
        Question<T> answer = new Question<>();
        volume.tell(question.apply(answer));
        schedule.drain();
        T value = answer.value;
        if (value == null) {
            throw new CheckFailed("replies", what + " was answered " + answer.errno);
        }
        return value;
    }

    Schedule schedule() {
        return schedule;
    }

    Trace trace() {
        return trace;
    }

    Journal journal() {
        return journal;
    }

    Flakiness flakiness() {
        return flakiness;
    }

    Requests requests() {
        return requests;
    }

    List<SimulatedKernel> kernels() {
        return kernels;
    }

    private static final class Question<T> extends Reply<T> {
        private @Nullable T value;
        private @Nullable Errno errno;

        @Override
        protected void onSuccess(T answer) {
            value = answer;
        }

        @Override
        protected void onFailure(Errno failure) {
            errno = failure;
        }
    }
}
