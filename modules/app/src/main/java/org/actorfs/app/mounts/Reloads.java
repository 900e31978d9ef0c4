package org.actorfs.app.mounts;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.actorfs.app.mounts.MountManager.Reapply;
import org.actorfs.app.mounts.MountManager.ReloadAll;
import org.actorfs.app.mounts.Mounts.Reloaded;
import org.actorfs.app.mounts.Mounts.Result;
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
    private final Mountpoints mountpoints;
    private final Readiness readiness;
    private final Later later;
    private final Runnable afterwards;
    private final Queue<ReloadAll> waiting = new ArrayDeque<>();
    private boolean underWay;

    /** It is to be applied once more, whoever asks or not: by the next one that begins. */
    private boolean owed;

    /** What is wrong with the file, which the log has said; empty if nothing is. */
    private Optional<MountFault> complaint = Optional.empty();

    /** The journal failed for a part of the last one. */
    private boolean lackJournal;

    /** Those that are not made as declared, which the log has said. */
    private Set<UUID> notMade = Set.of();

    /** What the journal did not take and will not; asked of it again only if the file says otherwise, or somebody reloads. */
    private final Map<UUID, MountSpec> rejected = new HashMap<>();

    private int failures;

    /** {@code afterwards} is run after each. */
    Reloads(
            ActorContext<MountManager.Command> context,
            TimerScheduler<MountManager.Command> timers,
            Declarations declarations,
            Roster roster,
            Mountpoints mountpoints,
            Readiness readiness,
            Later later,
            Runnable afterwards) {
        this.context = context;
        this.timers = timers;
        this.declarations = declarations;
        this.roster = roster;
        this.mountpoints = mountpoints;
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
            apply(request);
        }
    }

    /** The file is applied once more, when the journal can take it; by the next application that begins. */
    void reapply() {
        owed = true;
        goOn();
    }

    /** Applies what is owed. At boot, the first time, what starts by itself is started, too, whoever added it. */
    void goOn() {
        if (underWay || readiness.isEnding()) {
            return;
        }
        if (readiness.isJournalLost() && !readiness.isBooting()) {
            repeat();
        } else {
            apply(new ReloadAll(MountManager.BOOT, new Pending<>()));
        }
    }

    /** Once more, after a while. */
    private void repeat() {
        owed = true;
        RetryPolicy.ENDLESS.delay(failures++).ifPresent(delay -> timers.startSingleTimer(new Reapply(), delay));
    }

    private void apply(ReloadAll request) {
        boolean boot = readiness.isBooting();
        boolean wasOwed = owed;
        owed = false;
        timers.cancel(new Reapply());
        underWay = true;
        if (!request.by().equals(MountManager.BOOT)) {
            rejected.clear();
        }
        later.ask(declarations::read, answer -> {
            switch (answer) {
                case Answer.Failed<List<MountSpec>>(MountFault fault) -> onRefused(request, boot || wasOwed, fault);
                case Answer.Done<List<MountSpec>>(List<MountSpec> declared) ->
                    later.then(
                            new Reload(
                                            roster,
                                            mountpoints,
                                            declared,
                                            rejected,
                                            request.by(),
                                            boot,
                                            readiness::isEnding,
                                            later)
                                    .run(),
                            reloaded -> onApplied(request, reloaded));
            }
        });
    }

    /** The file is wrong; {@code toRepeat}: it is to be applied all the same, as soon as it can be. */
    private void onRefused(ReloadAll request, boolean toRepeat, MountFault fault) {
        if (toRepeat) {
            complain(fault);
            repeat();
        }
        onOver(request, Answer.failed(fault));
    }

    private void complain(MountFault fault) {
        if (!complaint.equals(Optional.of(fault))) {
            complaint = Optional.of(fault);
            context.getLog().warn("{}; trying again", fault.sentence());
        }
    }

    private void onApplied(ReloadAll request, Reloaded reloaded) {
        complaint = Optional.empty();
        if (readiness.isBooting()) {
            readiness.booted();
            context.getLog().info("ready, with {} mounts", roster.size());
        }
        sayNotMade(reloaded);
        lackJournal = lacksJournal(reloaded);
        if (lackJournal) { // what was declared could not be recorded: it is tried again
            repeat();
        } else {
            failures = 0;
        }
        onOver(request, Answer.of(reloaded));
    }

    /** What is made says itself what becomes of it. */
    private void sayNotMade(Reloaded reloaded) {
        Set<UUID> before = notMade;
        notMade = new HashSet<>();
        for (Result result : reloaded.failed()) {
            if (result.fault().orElse(null) instanceof MountFault.MountpointTaken taken
                    && result.mount().status() == MountStatus.ABSENT
                    && notMade.add(result.mount().id())
                    && !before.contains(result.mount().id())) {
                context.getLog().warn("{}: not made as declared", taken.sentence());
            }
        }
    }

    private void onOver(ReloadAll request, Answer<Reloaded> answer) {
        underWay = false;
        request.reply().answer(answer);
        while (!underWay && !readiness.isBooting() && !waiting.isEmpty()) {
            reload(waiting.remove());
        }
        if (owed && !timers.isTimerActive(new Reapply())) {
            goOn();
        }
        afterwards.run();
    }

    private static boolean lacksJournal(Reloaded reloaded) {
        return reloaded.failed().stream().anyMatch(result -> result.fault().orElse(null) instanceof MountFault.Journal);
    }

    /** Whether the journal has not taken what the file says. */
    boolean lackJournal() {
        return lackJournal;
    }

    /** Whether the file is being applied, or is about to be; one that is wrong is not waited for. */
    boolean areToCome() {
        return underWay || readiness.isBooting() || (owed && complaint.isEmpty());
    }

    /** Whoever waits for one hears that there will be none. */
    void refuse(MountFault why) {
        waiting.forEach(request -> request.reply().failed(why));
        waiting.clear();
    }
}
