package org.actorfs.app.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.Deed;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountNotice;
import org.actorfs.app.mounts.MountNotices;
import org.actorfs.app.mounts.MountOrigin;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.MountStatus;
import org.actorfs.app.mounts.MountView;
import org.actorfs.app.mounts.Mounts;
import org.actorfs.app.mounts.SpecChange;
import org.actorfs.app.mounts.StopKind;
import org.actorfs.app.mounts.Watch;

/** Mounts that are only remembered; they can be told to fail. */
public final class FakeMounts implements Mounts {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private final Map<UUID, MountView> views = new LinkedHashMap<>();
    private Optional<MountFault> fault = Optional.empty();
    private Optional<String> unready = Optional.empty();
    private Reloaded reloaded = new Reloaded(List.of(), List.of(), List.of(), List.of());
    private final MountNotices notices = new MountNotices();
    private boolean broken;
    private StopKind how = StopKind.CLEAN;

    /** From now on all fails with this. */
    public synchronized void failWith(MountFault next) {
        fault = Optional.of(next);
    }

    /** What the next reload answers. */
    public synchronized void reloadWith(Reloaded next) {
        reloaded = next;
    }

    public synchronized void stopAs(StopKind next) {
        how = next;
    }

    /** From now on a list is a bug. */
    synchronized void breakDown() {
        broken = true;
    }

    synchronized void unreadyFor(String reason) {
        unready = Optional.of(reason);
    }

    /** A mount that is there already. */
    public synchronized MountView add(MountSpec spec) {
        MountView view = view(UUID.randomUUID(), spec, MountStatus.STOPPED, Optional.empty(), List.of());
        views.put(view.id(), view);
        return view;
    }

    /** As {@link #add(MountSpec)}, with this id. */
    public synchronized MountView add(UUID id, MountSpec spec) {
        MountView view = view(id, spec, MountStatus.STOPPED, Optional.empty(), List.of());
        views.put(id, view);
        return view;
    }

    /** The only mount there is. */
    public synchronized MountView only() {
        if (views.size() != 1) {
            throw new AssertionError("there are " + views.size());
        }
        return views.values().iterator().next();
    }

    private static MountView view(
            UUID id, MountSpec spec, MountStatus status, Optional<String> message, List<Deed> history) {
        return new MountView(id, MountOrigin.ADDED, spec, status, message, List.of(), TIME, TIME, history);
    }

    private MountView become(MountView view, MountStatus status, Optional<String> message, String by, String what) {
        List<Deed> history = new ArrayList<>(view.history());
        history.add(new Deed(TIME, by, what));
        MountView next = view(view.id(), view.spec(), status, message, history);
        views.put(next.id(), next);
        return next;
    }

    private <T> CompletionStage<Answer<T>> done(T value) {
        return CompletableFuture.completedStage(
                fault.<Answer<T>>map(Answer::failed).orElseGet(() -> Answer.of(value)));
    }

    private <T> CompletionStage<Answer<T>> failed(MountFault why) {
        return CompletableFuture.completedStage(Answer.failed(fault.orElse(why)));
    }

    private Optional<MountView> find(String name) {
        return views.values().stream()
                .filter(view -> view.id().toString().equals(name)
                        || view.spec().mountpoint().equals(name))
                .findFirst();
    }

    private static MountFault unknown(String name) {
        return new MountFault.MountNotFound("there is no mount " + name);
    }

    @Override
    public synchronized CompletionStage<Answer<List<MountView>>> list() {
        if (broken) {
            throw new IllegalStateException("secret");
        }
        return done(views.values().stream()
                .sorted(Comparator.comparing(view -> view.spec().mountpoint()))
                .toList());
    }

    @Override
    public synchronized CompletionStage<Answer<MountView>> get(String name) {
        return find(name).map(this::done).orElseGet(() -> failed(unknown(name)));
    }

    /** A volume {@code memory:broken} does not start. */
    @Override
    public synchronized CompletionStage<Answer<MountView>> create(MountSpec spec, boolean start, String by) {
        if (fault.isPresent()) {
            return failed(fault.get());
        }
        MountView view = become(add(spec), MountStatus.STOPPED, Optional.empty(), by, "add");
        if (!start) {
            return done(view);
        }
        return done(
                spec.volume().equals("memory:broken")
                        ? become(view, MountStatus.ERROR, Optional.of("its volume is broken"), by, "start")
                        : become(view, MountStatus.RUNNING, Optional.empty(), by, "start"));
    }

    @Override
    public synchronized CompletionStage<Answer<Updated>> update(String name, SpecChange change, String by) {
        Optional<MountView> found = find(name);
        if (found.isEmpty() || fault.isPresent()) {
            return failed(unknown(name));
        }
        MountView before = found.get();
        views.put(
                before.id(),
                view(before.id(), change.applyTo(before.spec()), before.status(), before.message(), before.history()));
        MountView after = become(views.get(before.id()), before.status(), before.message(), by, "set");
        List<String> live = change.autoMount().isPresent() ? List.of("auto_mount") : List.of();
        List<String> later = change.timeToLive().isPresent() ? List.of("time_to_live") : List.of();
        return done(new Updated(after, live, later));
    }

    @Override
    public synchronized CompletionStage<Answer<MountView>> delete(String name, String by) {
        Optional<MountView> found = find(name);
        if (found.isEmpty() || fault.isPresent()) {
            return failed(unknown(name));
        }
        views.remove(found.get().id());
        return done(found.get());
    }

    @Override
    public synchronized CompletionStage<Answer<MountView>> start(String name, String by) {
        return find(name)
                .map(view -> fault.isPresent()
                        ? done(view)
                        : done(become(view, MountStatus.RUNNING, Optional.empty(), by, "start")))
                .orElseGet(() -> failed(unknown(name)));
    }

    @Override
    public synchronized CompletionStage<Answer<Stopped>> stop(String name, String by) {
        return find(name)
                .map(view -> done(new Stopped(become(view, MountStatus.STOPPED, Optional.empty(), by, "stop"), how)))
                .orElseGet(() -> failed(unknown(name)));
    }

    /** One whose mountpoint ends in {@code busy} fails. */
    @Override
    public synchronized CompletionStage<Answer<List<Result>>> stopAll(String by) {
        return done(views.values().stream().map(FakeMounts::result).toList());
    }

    @Override
    public synchronized CompletionStage<Answer<List<Result>>> startAuto(String by) {
        return done(views.values().stream().map(FakeMounts::result).toList());
    }

    /** Fails as the others; tells those who watch. */
    @Override
    public synchronized CompletionStage<Answer<MountView>> invalidate(String name, String path, String by) {
        Optional<MountView> found = find(name);
        if (found.isEmpty() || fault.isPresent()) {
            return failed(unknown(name));
        }
        MountView view = found.get();
        notices.tell(new MountNotice.Invalidated(view.id(), view.spec().mountpoint(), path));
        return done(view);
    }

    @Override
    public Watch<MountNotice> watch() {
        return notices.watch();
    }

    /** What those hear who watch; to be closed where a test would wait for ever. */
    public MountNotices notices() {
        return notices;
    }

    private static Result result(MountView view) {
        return new Result(
                view,
                view.spec().mountpoint().endsWith("busy")
                        ? Optional.of(new MountFault.UnmountFailed("it is busy"))
                        : Optional.empty());
    }

    @Override
    public synchronized CompletionStage<Answer<Reloaded>> reload(String by) {
        return done(reloaded);
    }

    @Override
    public synchronized Optional<String> unready() {
        return unready;
    }
}
