package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Reply;
import org.actorfs.simulation.check.FileModel;
import org.actorfs.simulation.check.Interval;
import org.actorfs.simulation.check.NameStep;
import org.jspecify.annotations.Nullable;

/** Who asked what when, what was answered when, and what that says about the volume. Lives for one run. */
final class Journal {
    private static final int MAX_ARRIVAL_NANOS = 50_000;

    private final Schedule schedule;
    private final Trace trace;
    private final Set<Call> pending = new LinkedHashSet<>();
    private final List<Interval<NameStep>> names = new ArrayList<>();
    private final Map<Long, List<Interval<FileModel.Step>>> files = new TreeMap<>();
    private final Set<Long> inos = new LinkedHashSet<>();
    private final Hearsay hearsay = new Hearsay(this::tick);
    private long now;
    private int calls;
    private long ioErrors;
    private @Nullable CheckFailed failure;

    Journal(Schedule schedule, Trace trace) {
        this.schedule = schedule;
        this.trace = trace;
    }

    /** A request is about to be sent; {@code unpins} is done when its answer has arrived. */
    Call begin(SimulatedKernel kernel, String what, Runnable... unpins) {
        Call call = new Call(++calls, kernel, what, ++now, List.of(unpins));
        pending.add(call);
        trace.say(call::toString);
        return call;
    }

    /** The reply of a call, whose answer arrives at once or, as it also takes time to reach a kernel, a little later. */
    <T> Reply<T> reply(Call call, Consumer<T> done, Consumer<Errno> failed) {
        return answer(call, done, failed, schedule.dice().nextInt(4) == 0);
    }

    /** The reply of a call that lends its buffer: the answer arrives at once. */
    <T> Reply<T> promptReply(Call call, Consumer<T> done, Consumer<Errno> failed) {
        return answer(call, done, failed, false);
    }

    private <T> Reply<T> answer(Call call, Consumer<T> done, Consumer<Errno> failed, boolean slow) {
        Answer<T> answer = new Answer<>(
                value -> arrive(call, "done", slow, () -> done.accept(value)),
                errno -> arrive(call, errno.name(), slow, () -> {
                    noteError(call, errno);
                    failed.accept(errno);
                }));
        call.sent(answer);
        return answer;
    }

    private void arrive(Call call, String answer, boolean slow, Runnable then) {
        Runnable arrival = () -> {
            trace.say(() -> "    " + call + " -> " + answer);
            pending.remove(call);
            call.arrived(++now);
            then.run();
        };
        if (slow) {
            schedule.later(schedule.dice().nextInt(MAX_ARRIVAL_NANOS), arrival);
        } else {
            arrival.run();
        }
    }

    private void noteError(Call call, Errno errno) {
        if (errno == Errno.EIO && call.kernel().isAttached()) {
            ioErrors++;
        }
    }

    /** EIO was answered to kernels that were there; the driver's failures must account for it. */
    long ioErrors() {
        return ioErrors;
    }

    Set<Call> pending() {
        return pending;
    }

    /** How many calls should be answered without any other call. */
    long underWay() {
        return pending.stream().filter(call -> !call.waits()).count();
    }

    int calls() {
        return calls;
    }

    Set<Long> inos() {
        return inos;
    }

    void saw(long ino) {
        inos.add(ino);
    }

    void names(Call call, NameStep step) {
        names.add(new Interval<>(call.invoked(), call.responded(), step));
    }

    /** The answer does not tell whether it happened. */
    void maybe(Call call, NameStep step) {
        names.add(new Interval<>(call.invoked(), Interval.NEVER, step));
    }

    Hearsay hearsay() {
        return hearsay;
    }

    private long tick() {
        return ++now;
    }

    void file(Call call, long ino, FileModel.Step step) {
        files.computeIfAbsent(ino, _ -> new ArrayList<>()).add(new Interval<>(call.invoked(), call.responded(), step));
    }

    /** All that was asked of names, and what may have been done for kernels that are gone. */
    List<Interval<NameStep>> names() {
        List<Interval<NameStep>> all = new ArrayList<>(names);
        hearsay.addMade(names, all);
        return all;
    }

    /** The same for each file, by ino. */
    Map<Long, List<Interval<FileModel.Step>>> files() {
        Map<Long, List<Interval<FileModel.Step>>> all = new TreeMap<>();
        files.forEach((ino, steps) -> {
            List<Interval<FileModel.Step>> known = new ArrayList<>(steps);
            hearsay.addTruncated(ino, known);
            all.put(ino, known);
        });
        return all;
    }

    /** A check failed where it cannot be thrown, because an actor would catch it. */
    void fail(String check, String message) {
        if (failure == null) {
            failure = new CheckFailed(check, message);
            trace.say(() -> "CHECK FAILED: " + message);
        }
    }

    /** The call cannot fail but by a fault of the driver's or an interrupt, unless its kernel is gone. */
    void expectFault(Call call, Errno errno) {
        if (errno != Errno.EIO && errno != Errno.EINTR && call.kernel().isAttached()) {
            fail("answer", call + " was answered " + errno);
        }
    }

    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    private static final class Answer<T> extends Reply<T> {
        private final Consumer<T> done;
        private final Consumer<Errno> failed;

        Answer(Consumer<T> done, Consumer<Errno> failed) {
            this.done = done;
            this.failed = failed;
        }

        @Override
        protected void onSuccess(T value) {
            done.accept(value);
        }

        @Override
        protected void onFailure(Errno errno) {
            failed.accept(errno);
        }
    }
}
