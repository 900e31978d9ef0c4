package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Later;
import org.actorfs.fs.Outcome;

/** Decides, call by call, how a driver's answer comes: at once, late, wrong, twice or not before the end. Lives for one run. */
final class Flakiness {
    private static final int MAX_DELAY_NANOS = 200_000;

    private final Schedule schedule;
    private final Trace trace;
    private final ContractWatch watch;
    private final List<Runnable> withheld = new ArrayList<>();
    private Faults faults;
    private long injected;
    private int withholdings;

    Flakiness(Schedule schedule, Trace trace, Faults faults) {
        this.schedule = schedule;
        this.trace = trace;
        this.watch = new ContractWatch();
        this.faults = faults;
    }

    ContractWatch watch() {
        return watch;
    }

    /** How many calls ended in an error or exception that the driver under it did not make. */
    long injected() {
        return injected;
    }

    /** From now on the driver does well. */
    void heal() {
        faults = Faults.NONE;
    }

    boolean isWithholding() {
        return !withheld.isEmpty();
    }

    /** Gives all answers that were withheld. */
    void releaseWithheld() {
        List<Runnable> all = List.copyOf(withheld);
        withheld.clear();
        all.forEach(Runnable::run);
    }

    <T> Outcome<T> answer(String call, ContractWatch.Claim claim, Supplier<Outcome<T>> work) {
        Random dice = schedule.dice();
        Faults.Fate fate = faults.next(dice);
        if (fate == Faults.Fate.WITHHELD && withholdings >= faults.maxWithheld()) {
            fate = Faults.Fate.LATE;
        }
        trace.say(() -> "             driver: " + call);
        trace.sayIf(fate != Faults.Fate.PROMPT, fate::name);
        watch.begin(call, claim);
        return switch (fate) {
            case PROMPT -> prompt(claim, work);
            case FAILING -> failing(claim);
            case THROWING -> throw thrown(call, claim);
            case LATE -> later(claim, work, false);
            case DOUBLED -> later(claim, work, true);
            case WITHHELD -> withheld(claim, work);
        };
    }

    private <T> Outcome<T> prompt(ContractWatch.Claim claim, Supplier<Outcome<T>> work) {
        Outcome<T> outcome = work.get();
        watch.end(claim);
        return outcome;
    }

    private <T> Outcome<T> failing(ContractWatch.Claim claim) {
        injected++;
        watch.end(claim);
        return Outcome.failed(Errno.EIO);
    }

    private RuntimeException thrown(String call, ContractWatch.Claim claim) {
        injected++;
        watch.end(claim);
        return new Injected(call);
    }

    private <T> Outcome<T> later(ContractWatch.Claim claim, Supplier<Outcome<T>> work, boolean twice) {
        Later<T> later = new Later<>();
        Supplier<Outcome<T>> doing = nowOrThen(work);
        schedule.later(delay(), () -> finish(later, claim, doing, twice));
        return later;
    }

    private <T> Outcome<T> withheld(ContractWatch.Claim claim, Supplier<Outcome<T>> work) {
        withholdings++;
        Later<T> later = new Later<>();
        Supplier<Outcome<T>> doing = nowOrThen(work);
        withheld.add(() -> finish(later, claim, doing, false));
        return later;
    }

    /** Does the work now, to be told then; or does it then. */
    private <T> Supplier<Outcome<T>> nowOrThen(Supplier<Outcome<T>> work) {
        if (schedule.dice().nextBoolean()) {
            return work;
        }
        Outcome<T> done = work.get();
        return () -> done;
    }

    private <T> void finish(Later<T> later, ContractWatch.Claim claim, Supplier<Outcome<T>> work, boolean twice) {
        Outcome<T> outcome = work.get();
        watch.end(claim);
        later.completeWith(outcome);
        if (twice) {
            schedule.later(delay(), () -> later.complete(new Outcome.Failed<>(Errno.EIO)));
        }
    }

    private long delay() {
        return schedule.dice().nextInt(MAX_DELAY_NANOS);
    }

    /** A driver's bug, made for the purpose; without stack, because there are many. */
    private static final class Injected extends RuntimeException {
        private static final long serialVersionUID = 1;

        Injected(String call) {
            super("injected into " + call, null, false, false);
        }
    }
}
