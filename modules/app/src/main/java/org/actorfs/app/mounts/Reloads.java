package org.actorfs.app.mounts;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.actorfs.app.mounts.MountManager.Continue;
import org.actorfs.app.mounts.MountManager.Reapply;
import org.actorfs.app.mounts.MountManager.ReloadAll;
import org.actorfs.app.mounts.Mounts.Reloaded;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Applies the configuration file, by one {@link Reload} at a time: at boot, when somebody asks, and again when the journal failed for a part
 * of it. Part of the {@link MountManager}.
 */
final class Reloads {
    private final ActorContext<MountManager.Command> context;
    private final TimerScheduler<MountManager.Command> timers;
    private final Declarations declarations;
    private final Roster roster;
    private final Readiness readiness;
    private final Later later;
    private final Runnable afterwards;
    private final Queue<ReloadAll> waiting = new ArrayDeque<>();
    private boolean underWay;
    private int failures;

    /** {@code afterwards} is run after each. */
    Reloads(
            ActorContext<MountManager.Command> context,
            TimerScheduler<MountManager.Command> timers,
            Declarations declarations,
            Roster roster,
            Readiness readiness,
            Later later,
            Runnable afterwards) {
        this.context = context;
        this.timers = timers;
        this.declarations = declarations;
        this.roster = roster;
        this.readiness = readiness;
        this.later = later;
        this.afterwards = afterwards;
    }

    void reload(ReloadAll request) {
        if (readiness.refuseChange(request.reply())) {
            return;
        }
        if (underWay || readiness.isBooting()) {
            waiting.add(request);
        } else {
            apply(request, false);
        }
    }

    /** The first application: what starts by itself is started, too, whoever added it. */
    void boot() {
        if (readiness.isBooting()) {
            apply(new ReloadAll(MountManager.BOOT, new Pending<>()), true);
        }
    }

    private void apply(ReloadAll request, boolean boot) {
        underWay = true;
        later.ask(declarations::read, answer -> {
            switch (answer) {
                case Answer.Failed<List<MountSpec>>(MountFault fault) -> onApplied(request, boot, Answer.failed(fault));
                case Answer.Done<List<MountSpec>>(List<MountSpec> declared) ->
                    later.then(
                            new Reload(roster, declared, request.by(), boot, readiness::isEnding, later).run(),
                            reloaded -> onApplied(request, boot, Answer.of(reloaded)));
            }
        });
    }

    private void onApplied(ReloadAll request, boolean boot, Answer<Reloaded> answer) {
        underWay = false;
        if (boot) {
            onBooted(answer);
        }
        if (lacksJournal(answer)) { // what was declared could not be recorded: it is tried again
            reapplyLater();
        } else {
            timers.cancel(new Reapply());
            failures = 0;
        }
        request.reply().answer(answer);
        while (!underWay && !readiness.isBooting() && !waiting.isEmpty()) {
            reload(waiting.remove());
        }
        afterwards.run();
    }

    private void onBooted(Answer<Reloaded> answer) {
        if (!readiness.isBooting()) {
            return;
        }
        switch (answer) {
            case Answer.Done<Reloaded> _ -> {
                readiness.booted();
                context.getLog().info("ready, with {} mounts", roster.size());
            }
            case Answer.Failed<Reloaded>(MountFault fault) -> {
                context.getLog().warn("{}; trying again", fault.sentence());
                RetryPolicy.ENDLESS
                        .delay(failures++)
                        .ifPresent(delay -> timers.startSingleTimer(new Continue(this::boot), delay));
            }
        }
    }

    private static boolean lacksJournal(Answer<Reloaded> answer) {
        return answer instanceof Answer.Done<Reloaded>(Reloaded reloaded)
                && reloaded.failed().stream()
                        .anyMatch(result -> result.fault().orElse(null) instanceof MountFault.Journal);
    }

    /** The file is applied once more, when the journal can take it. */
    void reapply() {
        if (!readiness.isEnding() && readiness.isJournalLost()) {
            reapplyLater();
        } else {
            reload(new ReloadAll(MountManager.BOOT, new Pending<>()));
        }
    }

    private void reapplyLater() {
        RetryPolicy.ENDLESS.delay(failures++).ifPresent(delay -> timers.startSingleTimer(new Reapply(), delay));
    }

    /** Whether the file is being applied, or is about to be. */
    boolean areToCome() {
        return underWay || readiness.isBooting() || timers.isTimerActive(new Reapply());
    }

    /** Whoever waits for one hears that there will be none. */
    void refuse(MountFault why) {
        waiting.forEach(request -> request.reply().failed(why));
        waiting.clear();
    }
}
