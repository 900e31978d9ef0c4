package org.actorfs.app.mounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.actorfs.app.mounts.Mounts.Stopped;
import org.actorfs.app.mounts.Mounts.Updated;
import org.actorfs.simulation.Schedule;
import org.junit.jupiter.api.Assertions;

/**
 * All who use a simulated daemon at once: they ask what the dice say, of any mount, and look at what they are told. Beside requests they
 * change the configuration file, and unmount with a shell.
 */
final class Clients {
    private static final int MOUNTPOINTS = 16;
    static final int DECLARED = 10;
    private static final long BUSY_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long EDIT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final String DECLARED_BELOW = "/mnt/declared/";
    private static final String BY = "client";

    private final Schedule schedule;
    private final Supplier<ManagedMounts> mounts;
    private final DicedRunner runner;
    private final DicedJournal journal;
    private final Map<Integer, String> waiting = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private List<MountSpec> file = List.of();
    private boolean fileIsWrong;
    private int asked;

    Clients(Schedule schedule, Supplier<ManagedMounts> mounts, DicedRunner runner, DicedJournal journal) {
        this.schedule = schedule;
        this.mounts = mounts;
        this.runner = runner;
        this.journal = journal;
        writeFile();
    }

    /** So many requests, within a while. */
    void ask(int requests) {
        for (int i = 0; i < requests; i++) {
            schedule.later((long) (schedule.dice().nextDouble() * BUSY_NANOS), this::act);
        }
    }

    private void act() {
        int luck = schedule.dice().nextInt(100);
        String name = anyMountpoint();
        if (luck < 30) {
            askOf(name, "start", mounts.get().start(name, BY), view -> view.status() == MountStatus.RUNNING, STARTS);
        } else if (luck < 52) {
            askOf(
                    name,
                    "stop",
                    mounts.get().stop(name, BY),
                    Clients::isStopped,
                    Set.of(MountFault.UnmountFailed.class));
        } else if (luck < 60) {
            askOf(name, "set", mounts.get().update(name, change(), BY), Clients::isSettled, UPDATES);
        } else if (luck < 70) {
            boolean start = chance(2);
            ask(
                    "add",
                    mounts.get().create(spec(anyMountpoint()), start, BY),
                    view -> start || isStopped(view),
                    CREATES);
        } else if (luck < 77) {
            askOf(name, "rm", mounts.get().delete(name, BY), view -> view.status() == MountStatus.DELETED, DELETES);
        } else if (luck < 83) {
            askOf(
                    name,
                    "invalidate",
                    mounts.get().invalidate(name, "/f", BY),
                    _ -> true,
                    Set.of(MountFault.NotRunning.class));
        } else if (luck < 88) {
            askOf(name, "get", mounts.get().get(name), _ -> true, Set.of());
        } else if (luck < 92) {
            writeFile();
            ask("reload", mounts.get().reload(BY), _ -> true, Set.of(MountFault.BadRequest.class));
        } else if (luck < 94) {
            ask("start --auto", mounts.get().startAuto(BY), _ -> true, Set.of());
        } else if (luck < 95) {
            ask("stop --all", mounts.get().stopAll(BY), _ -> true, Set.of());
        } else if (luck < 97) {
            journal.goAway(Duration.ofMillis(schedule.dice().nextInt(5_000)));
        } else {
            runner.unmountAny();
        }
    }

    private static final Set<Class<? extends MountFault>> STARTS = Set.of(
            MountFault.AlreadyRunning.class,
            MountFault.Disabled.class,
            MountFault.SpawnFailed.class,
            MountFault.VolumeLoad.class,
            MountFault.MountpointTaken.class);
    private static final Set<Class<? extends MountFault>> UPDATES =
            Set.of(MountFault.Declared.class, MountFault.MountpointTaken.class, MountFault.VolumeNotFound.class);
    private static final Set<Class<? extends MountFault>> CREATES =
            Set.of(MountFault.MountpointTaken.class, MountFault.VolumeNotFound.class);
    private static final Set<Class<? extends MountFault>> DELETES =
            Set.of(MountFault.Declared.class, MountFault.UnmountFailed.class);

    /** What anybody may be told at any time. */
    private static final Set<Class<? extends MountFault>> ALWAYS =
            Set.of(MountFault.Journal.class, MountFault.Ending.class);

    private static boolean isStopped(Stopped stopped) {
        return isStopped(stopped.mount()) || stopped.mount().status() == MountStatus.DELETED;
    }

    private static boolean isStopped(MountView view) {
        return view.status() == MountStatus.STOPPED;
    }

    private static boolean isSettled(Updated updated) {
        return updated.mount().status() != MountStatus.STARTING
                && updated.mount().status() != MountStatus.STOPPING
                && updated.mount().status() != MountStatus.DELETED;
    }

    /** Of a mount that may not be there. */
    private <T> void askOf(
            String mountpoint,
            String what,
            CompletionStage<Answer<T>> stage,
            Predicate<T> fits,
            Set<Class<? extends MountFault>> mayFail) {
        Set<Class<? extends MountFault>> faults = new HashSet<>(mayFail);
        faults.add(MountFault.MountNotFound.class);
        ask(what + " " + mountpoint, stage, fits, faults);
        var _ = stage.thenAccept(answer -> expect(
                !(answer instanceof Answer.Failed<T>(MountFault.MountNotFound _)) || mayBeMissing(mountpoint),
                () -> "%s %s is not told that there is a mount".formatted(what, mountpoint)));
    }

    /** Unless it was there when all was at rest, and has never been given up since. */
    private boolean mayBeMissing(String mountpoint) {
        return !known.contains(mountpoint) || journal.left().contains(mountpoint);
    }

    /** Those that are there now that all has come to rest. */
    void known(List<MountView> views) {
        known.clear();
        views.forEach(view -> known.add(view.spec().mountpoint()));
        journal.left().clear();
    }

    private <T> void ask(
            String what,
            CompletionStage<Answer<T>> stage,
            Predicate<T> fits,
            Set<Class<? extends MountFault>> mayFail) {
        int number = asked++;
        waiting.put(number, what);
        var _ = stage.whenComplete((answer, error) -> {
            waiting.remove(number);
            expect(error == null, () -> what + " ends with " + error);
            expect(isRight(answer, fits, mayFail), () -> what + " is answered with " + answer);
        });
    }

    private static <T> boolean isRight(Answer<T> answer, Predicate<T> fits, Set<Class<? extends MountFault>> mayFail) {
        return switch (answer) {
            case Answer.Done<T>(T value) -> fits.test(value);
            case Answer.Failed<T>(MountFault fault) ->
                mayFail.contains(fault.getClass()) || ALWAYS.contains(fault.getClass());
        };
    }

    /** What is wrong is told by {@link #checkTold}: here, nobody would hear of an exception. */
    void expect(boolean right, Supplier<String> complaint) {
        if (!right) {
            wrong.add(complaint.get());
        }
    }

    // --- what they ask for --------------------------------------------------------------------------------------

    private boolean chance(int of) {
        return schedule.dice().nextInt(of) == 0;
    }

    private String mountpoint() {
        return "/mnt/" + schedule.dice().nextInt(MOUNTPOINTS);
    }

    private String declaredMountpoint() {
        return DECLARED_BELOW + schedule.dice().nextInt(DECLARED);
    }

    private String anyMountpoint() {
        return chance(3) ? declaredMountpoint() : mountpoint();
    }

    private MountSpec spec(String mountpoint) {
        return new MountSpec(
                chance(2) ? "memory:" : "memory:size=1M",
                mountpoint,
                chance(2),
                !chance(8),
                chance(2),
                1,
                Duration.ofSeconds(1),
                List.of());
    }

    private SpecChange change() {
        MountSpec other = spec(anyMountpoint());
        return new SpecChange(
                Optional.of(other.volume()).filter(_ -> chance(3)),
                Optional.of(other.mountpoint()).filter(_ -> chance(3)),
                Optional.of(other.autoMount()).filter(_ -> chance(2)),
                Optional.of(other.enabled()).filter(_ -> chance(2)),
                Optional.of(other.readOnly()).filter(_ -> chance(2)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    void writeFile() {
        if (chance(10)) {
            fileIsWrong = true;
            schedule.later(BUSY_NANOS, () -> fileIsWrong = false);
        }
        file = IntStream.range(0, DECLARED)
                .filter(_ -> chance(2))
                .mapToObj(number -> spec(DECLARED_BELOW + number))
                .toList();
    }

    /** For a while it cannot be read, and says the same afterwards. */
    void editFile() {
        long begin = (long) (schedule.dice().nextDouble() * EDIT_NANOS);
        long end = begin + (long) (schedule.dice().nextDouble() * EDIT_NANOS);
        schedule.later(begin, () -> fileIsWrong = true);
        schedule.later(end, () -> fileIsWrong = false);
    }

    /** What the file says now. */
    Answer<List<MountSpec>> declared() {
        return fileIsWrong ? Answer.failed(new MountFault.BadRequest("actorfs.conf:7: no")) : Answer.of(file);
    }

    // --- when all has come to rest ------------------------------------------------------------------------------

    /** The daemon they had asked is no more. */
    void forget() {
        waiting.clear();
    }

    void checkAnswered() {
        Assertions.assertEquals(Map.of(), waiting, "requests without an answer");
    }

    void checkTold() {
        Assertions.assertEquals(List.of(), wrong);
    }

    /** The file is right now, and applied once more. */
    void reload() {
        fileIsWrong = false;
        ask("reload", mounts.get().reload(BY), _ -> true, Set.of());
    }

    /** After that, what the file has is there, and as it says; unless a mount was added there before. */
    void checkDeclared(List<MountView> views) {
        Map<String, MountSpec> declared = views.stream()
                .filter(view -> view.origin() == MountOrigin.DECLARED)
                .collect(Collectors.toMap(view -> view.spec().mountpoint(), MountView::spec));
        Set<String> others = views.stream()
                .filter(view -> view.origin() == MountOrigin.ADDED)
                .map(view -> view.spec().mountpoint())
                .collect(Collectors.toSet());
        file.stream()
                .filter(spec -> !others.contains(spec.mountpoint()))
                .forEach(spec -> Assertions.assertEquals(spec, declared.get(spec.mountpoint())));
    }
}
