package org.actorfs.app.mounts;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What may be asked of the mounts now, and why not more: nothing until the journal is read nor at the end, and no change while another daemon
 * has the journal. Part of the {@link MountManager}: used on its thread only, but for what it {@link #say}s.
 */
final class Readiness {
    private static final MountFault ENDING =
            new MountFault.Ending("the daemon is ending: start it again with  actorfs daemon");

    private enum Phase {
        /** The journal cannot be used yet. */
        OPENING,
        /** The entities read it. */
        LOADING,
        /** What starts with the daemon is being started; requests are taken. */
        BOOTING,
        READY,
        ENDING
    }

    private final MountJournal journal;
    private final AtomicReference<Optional<String>> unready;
    private Phase phase = Phase.OPENING;
    private Optional<String> closed = Optional.of("the daemon is starting");

    /** {@code unready} is where it says why it is not ready. */
    Readiness(MountJournal journal, AtomicReference<Optional<String>> unready) {
        this.journal = journal;
        this.unready = unready;
    }

    // --- how far it is ------------------------------------------------------------------------------------------

    boolean isOpening() {
        return phase == Phase.OPENING;
    }

    /**
     * The journal cannot be opened.
     *
     * @return whether that is new
     */
    boolean closed(String why) {
        boolean isNew = !closed.equals(Optional.of(why));
        closed = Optional.of(why);
        return isNew;
    }

    /** The journal can be used. */
    void opened() {
        closed = Optional.empty();
        phase = Phase.LOADING;
    }

    boolean isLoading() {
        return phase == Phase.LOADING;
    }

    /** Every mount has said what it is, or why it cannot. */
    void loaded() {
        phase = Phase.BOOTING;
    }

    boolean isBooting() {
        return phase == Phase.BOOTING;
    }

    void booted() {
        phase = Phase.READY;
    }

    /** Whether mounts can be started and stopped. */
    boolean isUsable() {
        return phase == Phase.BOOTING || phase == Phase.READY;
    }

    void end() {
        phase = Phase.ENDING;
    }

    boolean isEnding() {
        return phase == Phase.ENDING;
    }

    // --- what may be asked --------------------------------------------------------------------------------------

    /**
     * Answers whoever asks for what cannot be now.
     *
     * @return whether it did
     */
    boolean refuse(Pending<?> reply) {
        switch (phase) {
            case OPENING, LOADING ->
                reply.failed(new MountFault.Journal(closed.orElse("the journal is being read: try again in a moment")));
            case ENDING -> reply.failed(ENDING);
            case BOOTING, READY -> {}
        }
        return reply.isAnswered();
    }

    /** As above of what is to be written: whoever lost the journal to another daemon must not. */
    boolean refuseChange(Pending<?> reply) {
        if (!refuse(reply)) {
            journal.trouble().ifPresent(reply::failed);
        }
        return reply.isAnswered();
    }

    /** Why nothing is begun any more, if it is not. */
    Optional<MountFault> ending() {
        return isEnding() ? Optional.of(ENDING) : Optional.empty();
    }

    /** Without the journal a stop is refused, which is told of what is mounted: its runner ends it. */
    boolean mayStop(MountView mount) {
        return mount.status().isLive() || journal.trouble().isEmpty();
    }

    boolean isJournalLost() {
        return journal.trouble().isPresent();
    }

    /** Whoever asks is told; {@code trouble}: what the journal fails for. */
    void say(Optional<String> trouble) {
        unready.set(closed.or(() -> trouble).or(() -> switch (phase) {
            case OPENING, LOADING -> Optional.of("the journal is being read");
            case BOOTING -> Optional.of("mounts are being started");
            case READY -> Optional.empty();
            case ENDING -> Optional.of(ENDING.sentence());
        }));
    }
}
