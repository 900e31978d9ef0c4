package org.actorfs.app.mounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.actorfs.simulation.Schedule;
import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.ProcessingPolicy;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.ReadEvents;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;

/**
 * The journal in memory, in front of which its dice say what fails: now one write or read, now all of them for a while. What gets through is
 * looked at by {@link Transitions}, so this knows what every mount has come to.
 */
final class DicedJournal implements MountJournal, ProcessingPolicy<JournalOperation> {
    private static final int ONE_FAILS_OF = 60;

    /** Of the writes that fail: it is kept, but whoever wrote it does not hear so. */
    private static final int ONE_IS_KEPT_OF = 3;

    /** A write that was begun before the lock was lost takes no longer. */
    private static final long WRITE_NANOS = Duration.ofMillis(100).toNanos();

    /** What is written because it was asked for, or is tried again; anything else is the outcome of what was under way. */
    private static final Set<Class<? extends MountEvent>> BEGINNINGS = Set.of(
            MountEvent.Created.class,
            MountEvent.Updated.class,
            MountEvent.StartRequested.class,
            MountEvent.StopRequested.class,
            MountEvent.Deleted.class);

    private final Schedule schedule;
    private final Map<UUID, MountState> states = new LinkedHashMap<>();
    private final Set<Transitions.Transition> seen = new HashSet<>();
    private final Map<MountStatus, Integer> reached = new EnumMap<>(MountStatus.class);
    private BiConsumer<String, List<Object>> storage = (_, _) -> {};
    private final Set<String> left = new HashSet<>();
    private int away;
    private int hiding;
    private int full;
    private int refused;
    private final List<String> wrong = new ArrayList<>();
    private boolean lockLost;
    private long lostNanos;

    DicedJournal(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Where events go, by entity. */
    void keepsIn(BiConsumer<String, List<Object>> place) {
        storage = place;
    }

    /** Nothing can be written or read for so long. */
    void goAway(Duration time) {
        away++;
        schedule.later(time.toNanos(), () -> away--);
    }

    /** It can be read, and takes nothing for so long. */
    void takeNothing(Duration time) {
        full++;
        schedule.later(time.toNanos(), () -> full--);
    }

    /** How often it was asked to take something when it {@linkplain #takeNothing took nothing}. */
    int refused() {
        return refused;
    }

    /** Every third mount cannot be read for so long. */
    void hideSome(Duration time) {
        hiding++;
        schedule.later(time.toNanos(), () -> hiding--);
    }

    /** Another daemon seems to have it for so long. */
    void loseLock(Duration time) {
        lockLost = true;
        lostNanos = schedule.nanos();
        schedule.later(time.toNanos(), () -> lockLost = false);
    }

    /** What every mount has come to, those that are deleted too. */
    Map<UUID, MountState> states() {
        return states;
    }

    /** What was begun while another daemon had it. */
    List<String> wrong() {
        return wrong;
    }

    /** The mountpoints that were given up, by a mount that was removed or moved. */
    Set<String> left() {
        return left;
    }

    /** The rows of the table that were taken. */
    Set<Transitions.Transition> seen() {
        return seen;
    }

    /** How often a status was changed for another. */
    int changes() {
        return reached.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public CompletionStage<Answer<Set<UUID>>> open() {
        CompletableFuture<Answer<Set<UUID>>> opened = new CompletableFuture<>();
        schedule.later(
                schedule.dice().nextInt(1_000_000),
                () -> opened.complete(
                        fails()
                                ? Answer.failed(new MountFault.Journal("nobody answers"))
                                : Answer.of(new LinkedHashSet<>(states.keySet()))));
        return opened;
    }

    @Override
    public Optional<MountFault> trouble() {
        return lockLost ? Optional.of(new MountFault.Journal("another daemon has it")) : Optional.empty();
    }

    @Override
    public ProcessingResult tryProcess(String entity, JournalOperation operation) {
        return switch (operation) {
            case ReadEvents _ when isHidden(entity) || fails() -> failure();
            case WriteEvents write -> write(entity, write);
            default -> ProcessingSuccess.getInstance();
        };
    }

    private ProcessingResult write(String entity, WriteEvents write) {
        if (full > 0) {
            refused++;
            return failure();
        }
        boolean fails = fails();
        if (fails && schedule.dice().nextInt(ONE_IS_KEPT_OF) != 0) {
            return failure();
        }
        UUID id = UUID.fromString(entity.substring(entity.indexOf('|') + 1));
        checkLock(id, (MountEvent) write.getBatch().iterator().next());
        write.getBatch().forEach(event -> keep(id, (MountEvent) event));
        if (fails) {
            storage.accept(entity, new ArrayList<>(write.getBatch()));
            return failure();
        }
        return ProcessingSuccess.getInstance();
    }

    private static ProcessingResult failure() {
        return StorageFailure.create(new IllegalStateException("no disk"));
    }

    private void checkLock(UUID id, MountEvent first) {
        if (lockLost && schedule.nanos() > lostNanos + WRITE_NANOS && BEGINNINGS.contains(first.getClass())) {
            wrong.add("%s: %s without the lock".formatted(id, first));
        }
    }

    private static String mountpoint(MountState state) {
        return state.currentSpec().mountpoint();
    }

    private boolean isHidden(String entity) {
        return hiding > 0 && entity.hashCode() % 3 == 0;
    }

    private boolean fails() {
        return away > 0 || schedule.dice().nextInt(ONE_FAILS_OF) == 0;
    }

    private void keep(UUID id, MountEvent event) {
        MountState before = states.getOrDefault(id, MountState.absent(id));
        MountState after = before.after(event);
        states.put(id, after);
        if (before.exists() && !(after.exists() && mountpoint(after).equals(mountpoint(before)))) {
            left.add(mountpoint(before));
        }
        Transitions.ALL.stream()
                .filter(row -> row.from() == before.status() && row.event().isInstance(event))
                .forEach(seen::add);
        if (after.status() != before.status()) {
            reached.merge(after.status(), 1, Integer::sum);
        }
    }
}
