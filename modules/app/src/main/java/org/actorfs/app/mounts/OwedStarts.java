package org.actorfs.app.mounts;

import org.actorfs.app.mounts.MountManager.StartOwed;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Starts what is to run and whose start could not be kept, until the journal takes it. Part of the {@link MountManager}. */
final class OwedStarts {
    private final TimerScheduler<MountManager.Command> timers;
    private final Roster roster;
    private final Reloads reloads;
    private final Readiness readiness;
    private final Later later;

    OwedStarts(
            TimerScheduler<MountManager.Command> timers,
            Roster roster,
            Reloads reloads,
            Readiness readiness,
            Later later) {
        this.timers = timers;
        this.roster = roster;
        this.reloads = reloads;
        this.readiness = readiness;
        this.later = later;
    }

    void start() {
        if (readiness.isUsable()) {
            roster.views().stream()
                    .filter(mount -> roster.owes(mount.id()) && !awaitsFile(mount))
                    .forEach(this::start);
        }
    }

    /** What the file is about to be applied to is started by that, as the file says. */
    private boolean awaitsFile(MountView mount) {
        return mount.origin() == MountOrigin.DECLARED && reloads.areToCome();
    }

    private void start(MountView mount) {
        if (!mount.spec().enabled() || mount.status() == MountStatus.RUNNING) {
            roster.quit(mount.id());
        } else if (!mount.status().isLive()) {
            Pending<MountView> started = new Pending<>();
            roster.ask(mount.id(), started, reply -> new MountEntity.Start(MountManager.BOOT, reply));
            later.then(started.stage(), answer -> {
                if (answer instanceof Answer.Failed<MountView>(MountFault.Journal _)) {
                    timers.startSingleTimer(new StartOwed(), RetryPolicy.ENDLESS.firstDelay());
                }
            });
        }
    }
}
