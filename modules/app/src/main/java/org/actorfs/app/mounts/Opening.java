package org.actorfs.app.mounts;

import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Opens the journal, however often that takes, and has the entities read what it knows. Part of the {@link MountManager}. */
final class Opening {
    private final ActorContext<MountManager.Command> context;
    private final TimerScheduler<MountManager.Command> timers;
    private final MountJournal journal;
    private final Roster roster;
    private final Readiness readiness;
    private final Later later;
    private int failures;

    Opening(
            ActorContext<MountManager.Command> context,
            TimerScheduler<MountManager.Command> timers,
            MountJournal journal,
            Roster roster,
            Readiness readiness,
            Later later) {
        this.context = context;
        this.timers = timers;
        this.journal = journal;
        this.roster = roster;
        this.readiness = readiness;
        this.later = later;
    }

    void begin() {
        later.ask(journal::open, this::onOpened);
    }

    private void onOpened(Answer<Set<UUID>> answer) {
        if (!readiness.isOpening()) {
            return;
        }
        switch (answer) {
            case Answer.Done<Set<UUID>>(Set<UUID> ids) -> {
                readiness.opened();
                ids.forEach(roster::load);
            }
            case Answer.Failed<Set<UUID>>(MountFault fault) -> {
                if (readiness.closed(fault.sentence())) {
                    context.getLog().warn("{}; trying again", fault.sentence());
                }
                RetryPolicy.ENDLESS
                        .delay(failures++)
                        .ifPresent(delay -> timers.startSingleTimer(new MountManager.Open(), delay));
            }
        }
    }
}
