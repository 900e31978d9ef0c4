package org.actorfs.simulation;

import java.util.List;
import java.util.Map;
import org.actorfs.fs.Name;
import org.actorfs.fs.actor.Census;
import org.actorfs.fs.actor.Volume;
import org.actorfs.simulation.check.FileModel;
import org.actorfs.simulation.check.Interval;
import org.actorfs.simulation.check.Linearizability;
import org.actorfs.simulation.check.NameStep;
import org.actorfs.simulation.check.NameStep.Kind;
import org.actorfs.simulation.check.NamespaceModel;
import org.actorfs.simulation.check.Verdict;

/** The end of a run: all answers come, the histories are judged, everything is removed, and nothing may be left. One for a run. */
final class Ending {
    private static final int MAX_CONFIGURATIONS = 100_000;
    private static final long ROOT = 1;

    private final World world;
    private int undecided;

    Ending(World world) {
        this.world = world;
    }

    /** How many histories were too tangled to be judged. */
    int undecided() {
        return undecided;
    }

    void run() {
        world.flakiness().heal();
        world.flakiness().releaseWithheld();
        world.quiesce();
        endWaits();
        checkReplies();
        judge();
        SimulatedKernel sweeper = world.mount();
        world.kernels().add(sweeper);
        world.quiesce();
        sweep(sweeper);
        forgetEverything();
        unmountAll();
    }

    /** Who waits for a lock is given it, in the end: each round ends whom nobody keeps waiting. */
    private void endWaits() {
        LockRequests locks = world.requests().locks();
        for (int waiters = locks.waiters(); waiters > 0; waiters--) {
            locks.unlockAll();
            world.quiesce();
        }
    }

    private void checkReplies() {
        for (Call call : world.journal().pending()) {
            throw new CheckFailed("replies", call + " was never answered");
        }
    }

    private void judge() {
        judge(
                "names",
                Linearizability.check(new NamespaceModel(ROOT), world.journal().names(), MAX_CONFIGURATIONS));
        for (Map.Entry<Long, List<Interval<FileModel.Step>>> file :
                world.journal().files().entrySet()) {
            judge(
                    "contents of file " + file.getKey(),
                    Linearizability.check(new FileModel(), file.getValue(), MAX_CONFIGURATIONS));
        }
    }

    private <O> void judge(String what, Verdict<O> verdict) {
        switch (verdict) {
            case Verdict.Linearizable<O> _ -> {}
            case Verdict.Undecided<O> _ -> undecided++;
            case Verdict.Impossible<O> impossible ->
                throw new CheckFailed("linearizability", Explanation.of(what, impossible));
        }
    }

    /** Removes every name, the deepest directories first. */
    private void sweep(SimulatedKernel sweeper) {
        NameRequests names = world.requests().names();
        int seen = 0;
        List<KnownInode> directories = List.of(sweeper.root());
        while (directories.size() > seen) {
            for (KnownInode directory : directories.subList(seen, directories.size())) {
                for (Name name : NameRequests.all()) {
                    names.lookup(sweeper, directory, name);
                    names.remove(sweeper, directory, name, false);
                }
            }
            seen = directories.size();
            world.schedule().drain();
            directories = sweeper.known(inode -> inode.kind() == Kind.DIRECTORY);
        }
        for (KnownInode directory : directories.reversed()) {
            for (Name name : NameRequests.all()) {
                names.remove(sweeper, directory, name, true);
            }
            world.schedule().drain();
        }
        world.check();
    }

    private void forgetEverything() {
        for (SimulatedKernel kernel : world.kernels()) {
            List.copyOf(kernel.files()).forEach(kernel::closeFile);
            List.copyOf(kernel.directories()).forEach(kernel::closeDirectory);
        }
        world.quiesce();
        for (SimulatedKernel kernel : world.kernels()) {
            for (KnownInode inode : kernel.known(_ -> true)) {
                boolean isRoot = inode.ino() == ROOT;
                if (inode.lookups() > (isRoot ? 1 : 0)) {
                    kernel.forget(inode, isRoot ? inode.lookups() - 1 : inode.lookups());
                }
            }
        }
        world.quiesce();
        Census census = world.census();
        long roots = world.kernels().stream().filter(SimulatedKernel::isMounted).count();
        if (census.references() != roots || census.awake() + census.asleep() != 1) {
            throw new CheckFailed("counts", "only the root is known, by " + roots + " kernels; there are " + census);
        }
        world.checkSpace();
    }

    private void unmountAll() {
        List.copyOf(world.kernels()).forEach(kernel -> {
            world.kernels().remove(kernel);
            world.unmount(kernel);
        });
        world.quiesce();
        checkReplies();
        Census census = world.census();
        if (census.awake() + census.asleep() + census.references() != 0) {
            throw new CheckFailed("counts", "nobody uses the volume, but there are " + census);
        }
        world.ask("close", Volume.Close::new);
        world.check();
        if (!world.flakiness().watch().isClosed()) {
            throw new CheckFailed("driver contract", "the volume closed, but not its driver");
        }
    }

    /** What a person needs to see of a history that nothing explains. */
    private static final class Explanation {
        private static final int SHOWN = 12;

        private Explanation() {}

        static <O> String of(String what, Verdict.Impossible<O> impossible) {
            StringBuilder text = new StringBuilder("the " + what + " have no order that explains ")
                    .append(text(impossible.stuck()))
                    .append("; the best order before it ends");
            List<Interval<O>> ordered = impossible.ordered();
            for (Interval<O> step : ordered.subList(Math.max(0, ordered.size() - SHOWN), ordered.size())) {
                text.append("\n    ").append(text(step));
            }
            return text.toString();
        }

        private static <O> String text(Interval<O> interval) {
            String text = interval.operation() instanceof NameStep ? "" + interval.operation() : bytes(interval);
            return text + " (events " + interval.invoked() + " to " + interval.responded() + ")";
        }

        private static <O> String bytes(Interval<O> interval) {
            return switch (interval.operation()) {
                case FileModel.Write write ->
                    write.data().length + " bytes written at " + write.offset() + ": "
                            + java.util.Arrays.toString(write.data());
                case FileModel.Append append -> "appended " + java.util.Arrays.toString(append.data());
                case FileModel.Read read ->
                    read.askedBytes() + " bytes read at " + read.offset() + ": "
                            + java.util.Arrays.toString(read.data());
                default -> String.valueOf(interval.operation());
            };
        }
    }
}
