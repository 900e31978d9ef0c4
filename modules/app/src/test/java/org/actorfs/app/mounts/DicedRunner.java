package org.actorfs.app.mounts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.actorfs.simulation.Schedule;

/**
 * A runner in virtual time, which keeps to the contract of {@link MountRunner} and otherwise does what its dice say: a mount starts now or
 * later, fails, hangs until the limit, dies, is unmounted by somebody else, cannot be unmounted, or ends long after its stop was given up.
 */
final class DicedRunner implements MountRunner {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MOST_MILLIS = 3_000;

    /** One mount from its start to its end; {@code live} in between. */
    private static final class Mount {
        private final MountSpec spec;
        private final CompletableFuture<Answer<String>> started = new CompletableFuture<>();
        private boolean live;

        /** A stop of it has failed, and it goes on. */
        private boolean hasRefused;

        Mount(MountSpec spec) {
            this.spec = spec;
        }
    }

    private final Schedule schedule;
    private final Listener listener;
    private final Map<UUID, Mount> mounts = new LinkedHashMap<>();
    private int incarnation;

    DicedRunner(Schedule schedule, Listener listener) {
        this.schedule = schedule;
        this.listener = listener;
    }

    /** The process is killed: nothing that was under way is heard of again. */
    void crash() {
        incarnation++;
        mounts.clear();
    }

    /** What is mounted now. */
    Set<UUID> live() {
        return mounts.keySet().stream().filter(this::isLive).collect(Collectors.toSet());
    }

    /** Whether it goes on since it could not be stopped. */
    boolean hasRefused(UUID id) {
        Mount mount = mounts.get(id);
        return mount != null && mount.hasRefused;
    }

    /** What is on its way to be. */
    int starting() {
        return mounts.size() - live().size();
    }

    /** Somebody with a shell unmounts one of them. */
    void unmountAny() {
        List<UUID> live = mounts.keySet().stream().filter(this::isLive).toList();
        if (!live.isEmpty()) {
            end(live.get(dice(live.size())), new Ending.Unmounted());
        }
    }

    @Override
    public CompletionStage<Answer<Checked>> check(MountSpec spec) {
        Path mountpoint = Path.of(spec.mountpoint());
        return answer(() -> {
            if (isMounted(spec.mountpoint())) {
                return Answer.failed(new MountFault.MountpointTaken("something is mounted on " + mountpoint));
            }
            return dice(10) == 0
                    ? Answer.failed(new MountFault.VolumeNotFound("there is no such volume"))
                    : Answer.of(new Checked(mountpoint, List.of(mountpoint)));
        });
    }

    private boolean isMounted(String mountpoint) {
        return mounts.values().stream()
                .anyMatch(mount -> mount.live && mount.spec.mountpoint().equals(mountpoint));
    }

    @Override
    public CompletionStage<Answer<String>> checkVolume(MountSpec spec) {
        return answer(() -> Answer.of(""));
    }

    @Override
    public void undo(Checked checked) {
        // nothing was made
    }

    @Override
    public CompletionStage<Answer<String>> start(UUID id, MountSpec spec) {
        Mount mount = new Mount(spec);
        if (mounts.putIfAbsent(id, mount) != null) {
            return CompletableFuture.completedStage(
                    Answer.failed(new MountFault.AlreadyRunning(spec.mountpoint() + " runs already")));
        }
        int luck = dice(100);
        if (luck < 8) {
            later(LIMIT, () -> isOf(id, mount), () -> fail(id, mount, new MountFault.VolumeLoad("it did not open")));
        } else if (luck < 25) {
            soon(() -> isOf(id, mount), () -> fail(id, mount, new MountFault.SpawnFailed("it cannot be mounted")));
        } else if (luck < 35) {
            mount(id, mount); // at once
        } else {
            soon(() -> isOf(id, mount), () -> mount(id, mount));
        }
        return mount.started;
    }

    private void mount(UUID id, Mount mount) {
        if (isMounted(mount.spec.mountpoint())) {
            fail(id, mount, new MountFault.MountpointTaken("something is mounted on " + mount.spec.mountpoint()));
            return;
        }
        mount.live = true;
        mount.started.complete(Answer.of(""));
        int luck = dice(100);
        if (luck < 15) {
            soon(() -> isOf(id, mount), () -> end(id, new Ending.Died("what served it died")));
        } else if (luck < 18) {
            end(id, new Ending.Died("it died at once"));
        }
    }

    private void fail(UUID id, Mount mount, MountFault fault) {
        mounts.remove(id, mount);
        mount.started.complete(Answer.failed(fault));
    }

    private void end(UUID id, Ending ending) {
        mounts.remove(id);
        listener.onEnded(id, ending);
    }

    private boolean isOf(UUID id, Mount mount) {
        return mount.equals(mounts.get(id));
    }

    @Override
    public CompletionStage<Answer<StopKind>> stop(UUID id, MountSpec spec) {
        Mount mount = mounts.get(id);
        if (mount != null && !mount.live) {
            fail(id, mount, new MountFault.SpawnFailed("the start was called off"));
        }
        return answer(() -> {
            Mount live = mounts.get(id);
            return live == null ? stopNothing() : stop(id, live);
        });
    }

    private Answer<StopKind> stopNothing() {
        return dice(20) == 0
                ? Answer.failed(new MountFault.UnmountFailed("the directory cannot be reached"))
                : Answer.of(StopKind.NOT_MOUNTED);
    }

    private Answer<StopKind> stop(UUID id, Mount mount) {
        int luck = dice(100);
        mount.hasRefused = luck < 15;
        if (luck < 10) {
            return Answer.failed(new MountFault.UnmountFailed("no right to unmount"));
        }
        if (luck < 15) {
            later(LIMIT, () -> isOf(id, mount), () -> end(id, new Ending.Unmounted()));
            return Answer.failed(new MountFault.UnmountFailed("it was not unmounted in time"));
        }
        if (luck < 25) {
            end(id, new Ending.Died("it did not close well"));
            return Answer.failed(new MountFault.UnmountFailed("it did not close well"));
        }
        end(id, new Ending.Unmounted());
        return Answer.of(luck < 60 ? StopKind.CLEAN : luck < 80 ? StopKind.LAZY : StopKind.FORCED);
    }

    @Override
    public CompletionStage<Answer<String>> invalidate(UUID id, MountSpec spec, List<String> path) {
        return answer(() -> isLive(id) ? Answer.of("") : Answer.failed(new MountFault.NotRunning("it does not run")));
    }

    @Override
    public boolean isLive(UUID id) {
        Mount mount = mounts.get(id);
        return mount != null && mount.live;
    }

    // --- in virtual time ----------------------------------------------------------------------------------------

    private interface Looks<T> {
        Answer<T> look();
    }

    private <T> CompletionStage<Answer<T>> answer(Looks<T> later) {
        CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        soon(() -> true, () -> answer.complete(later.look()));
        return answer;
    }

    private void soon(BooleanSupplier wanted, Runnable task) {
        later(Duration.ofMillis(dice(MOST_MILLIS)), wanted, task);
    }

    private void later(Duration delay, BooleanSupplier wanted, Runnable task) {
        int then = incarnation;
        schedule.later(delay.toNanos(), () -> {
            if (then == incarnation && wanted.getAsBoolean()) {
                task.run();
            }
        });
    }

    private int dice(int sides) {
        return schedule.dice().nextInt(sides);
    }
}
