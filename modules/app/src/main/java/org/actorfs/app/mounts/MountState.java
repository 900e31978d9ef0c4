package org.actorfs.app.mounts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mount as its events have made it; immutable. Pure: what happens is decided by {@link MountEntity}.
 *
 * @param spec null before it was created
 * @param running what runs now, if something does: the spec of its start
 * @param message why it is in {@link MountStatus#ERROR}, or what else there is to know
 */
public record MountState(
        UUID id,
        MountStatus status,
        @Nullable MountOrigin origin,
        @Nullable MountSpec spec,
        @Nullable MountSpec running,
        Optional<String> message,
        Instant created,
        Instant updated,
        List<Deed> history) {
    /** Lines of history that are kept; older ones go. */
    public static final int HISTORY = 100;

    /** Who did what nobody asked for. */
    static final String DAEMON = "daemon";

    public MountState {
        history = List.copyOf(history);
    }

    public static MountState absent(UUID id) {
        return new MountState(
                id, MountStatus.ABSENT, null, null, null, Optional.empty(), Instant.EPOCH, Instant.EPOCH, List.of());
    }

    /** Whether there is such a mount. */
    public boolean exists() {
        return status != MountStatus.ABSENT && status != MountStatus.DELETED;
    }

    /** To be asked of a mount that {@link #exists} only. */
    MountSpec currentSpec() {
        if (spec == null) {
            throw new IllegalStateException("there is no mount " + id);
        }
        return spec;
    }

    /** What a stop has to end: as it was started, or else as it would be. */
    MountSpec specToStop() {
        return running == null ? currentSpec() : running;
    }

    public MountView view() {
        if (origin == null) {
            throw new IllegalStateException("there is no mount " + id);
        }
        List<String> pending = running == null ? List.of() : SpecChange.atNextStart(running, currentSpec());
        return new MountView(id, origin, currentSpec(), status, message, pending, created, updated, history);
    }

    /** The state after an event; an event that {@link Transitions} has not is a bug. */
    public MountState after(MountEvent event) {
        MountStatus next = Transitions.after(status, event)
                .orElseThrow(() -> new UnreadableException("mount %s cannot be %s by %s"
                        .formatted(id, status, event.getClass().getSimpleName())));
        return switch (event) {
            case MountEvent.Created(Instant at, String by, MountOrigin from, MountSpec what) ->
                new MountState(id, next, from, what, null, Optional.empty(), at, at, history).noting(at, by, "created");
            case MountEvent.Updated(Instant at, String by, MountSpec what) ->
                new MountState(id, next, origin, what, running, message, created, at, history)
                        .noting(at, by, "changed " + String.join(", ", changes(what)));
            case MountEvent.StartRequested(Instant at, String by) ->
                with(next, at, currentSpec(), Optional.empty()).noting(at, by, "start");
            case MountEvent.Started(Instant at, String note) ->
                with(next, at, running, Optional.of(note).filter(text -> !text.isEmpty()))
                        .noting(at, DAEMON, "running");
            case MountEvent.StartFailed(Instant at, MountFault fault) ->
                failed(next, at, "start failed: ", fault.sentence()).withoutRun();
            case MountEvent.StopRequested(Instant at, String by) ->
                with(next, at, running, Optional.empty()).noting(at, by, "stop");
            case MountEvent.Stopped(Instant at, StopKind how) ->
                with(next, at, null, Optional.empty()).noting(at, DAEMON, "stopped: " + words(how));
            case MountEvent.StopFailed(Instant at, MountFault fault) ->
                failed(next, at, "stop failed: ", fault.sentence());
            case MountEvent.Ended(Instant at) ->
                with(next, at, null, Optional.empty()).noting(at, DAEMON, "unmounted by somebody else");
            case MountEvent.Died(Instant at, String why) ->
                failed(next, at, "died: ", why).withoutRun();
            case MountEvent.Reconciled(Instant at, String found) ->
                with(next, at, null, Optional.empty()).noting(at, DAEMON, found);
            case MountEvent.Deleted(Instant at, String by) ->
                with(next, at, null, Optional.empty()).noting(at, by, "removed");
        };
    }

    private List<String> changes(MountSpec what) {
        List<String> fields = new ArrayList<>(SpecChange.live(currentSpec(), what));
        fields.addAll(SpecChange.atNextStart(currentSpec(), what));
        return fields;
    }

    private MountState failed(MountStatus next, Instant at, String what, String why) {
        return with(next, at, running, Optional.of(why)).noting(at, DAEMON, what + why);
    }

    private MountState withoutRun() {
        return with(status, updated, null, message);
    }

    private MountState with(MountStatus next, Instant at, @Nullable MountSpec runs, Optional<String> text) {
        return new MountState(id, next, origin, spec, runs, text, created, at, history);
    }

    private MountState noting(Instant at, String by, String what) {
        List<Deed> deeds = new ArrayList<>(history);
        deeds.add(new Deed(at, by, what));
        List<Deed> last = deeds.subList(Math.max(0, deeds.size() - HISTORY), deeds.size());
        return new MountState(id, status, origin, spec, running, message, created, updated, last);
    }

    static String words(StopKind how) {
        return switch (how) {
            case CLEAN -> "clean";
            case LAZY -> "detached while in use";
            case FORCED -> "forced, its users got EIO";
            case NOT_MOUNTED -> "was not mounted";
        };
    }
}
