package org.actorfs.app.mounts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A runner whose mounts are names: what it is asked is noted, and what it answers is said before, or held back until it is let go. */
final class FakeRunner implements MountRunner {
    private final Set<UUID> live = new HashSet<>();
    private final Map<String, MountFault> failing = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> held = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private StopKind stopKind = StopKind.CLEAN;
    private boolean keepsLive;
    private boolean diesAtOnce;

    /** {@code what}: check, start or stop. */
    synchronized void fail(String what, MountFault fault) {
        failing.put(what, fault);
    }

    synchronized void succeed(String what) {
        failing.remove(what);
    }

    /** Calls of this kind wait from now on. */
    synchronized void hold(String what) {
        held.put(what, new CompletableFuture<>());
    }

    /** Lets them go. */
    void letGo(String what) {
        CompletableFuture<Void> gate;
        synchronized (this) {
            gate = held.remove(what);
        }
        if (gate != null) {
            gate.complete(null);
        }
    }

    synchronized void stopsAs(StopKind kind) {
        stopKind = kind;
    }

    /** A stop that fails leaves the mount as it is. */
    synchronized void keepLive() {
        keepsLive = true;
    }

    /** The next mount that starts has ended when it is said to have started. */
    synchronized void diesAtOnce() {
        diesAtOnce = true;
    }

    /** A mount ends by itself. */
    synchronized void end(UUID id) {
        live.remove(id);
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    private synchronized CompletionStage<Void> enter(String what, MountSpec spec) {
        calls.add(what + " " + spec.mountpoint());
        return held.getOrDefault(what, CompletableFuture.completedFuture(null));
    }

    private synchronized <T> Answer<T> answer(String what, T value) {
        MountFault fault = failing.get(what);
        return fault == null ? Answer.of(value) : Answer.failed(fault);
    }

    @Override
    public CompletionStage<Answer<Checked>> check(MountSpec spec) {
        return enter("check", spec)
                .thenApply(_ ->
                        answer("check", new Checked(Path.of(spec.mountpoint()), List.of(Path.of(spec.mountpoint())))));
    }

    @Override
    public CompletionStage<Answer<String>> checkVolume(MountSpec spec) {
        return enter("checkVolume", spec).thenApply(_ -> answer("checkVolume", ""));
    }

    @Override
    public synchronized void undo(Checked checked) {
        calls.add("undo " + checked.mountpoint());
    }

    @Override
    public CompletionStage<Answer<String>> start(UUID id, MountSpec spec) {
        return enter("start", spec).thenApply(_ -> started(id));
    }

    private synchronized Answer<String> started(UUID id) {
        Answer<String> answer = answer("start", "");
        if (answer instanceof Answer.Done<String> && !diesAtOnce) {
            live.add(id);
        }
        diesAtOnce = false;
        return answer;
    }

    @Override
    public CompletionStage<Answer<StopKind>> stop(UUID id, MountSpec spec) {
        return enter("stop", spec).thenApply(_ -> stopped(id));
    }

    private synchronized Answer<StopKind> stopped(UUID id) {
        Answer<StopKind> answer = answer("stop", live.contains(id) ? stopKind : StopKind.NOT_MOUNTED);
        if (answer instanceof Answer.Done<StopKind> || !keepsLive) {
            live.remove(id);
        }
        return answer;
    }

    @Override
    public CompletionStage<Answer<String>> invalidate(UUID id, MountSpec spec, List<String> path) {
        return enter("invalidate " + path, spec).thenApply(_ -> answer("invalidate", ""));
    }

    @Override
    public synchronized boolean isLive(UUID id) {
        return live.contains(id);
    }
}
