package org.actorfs.app.mounts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The mounts that a {@link MountManager} knows, with their entities and what these said last. An entity that stops, because its journal
 * failed, fails what was asked of it, and is started again after a while. Part of the manager: used on its thread only.
 */
final class Roster {
    private static final class Member {
        private final UUID id;
        private final String mountpoint;

        /** Nobody knows of it but who adds it now. */
        private final boolean isNew;

        private @Nullable ActorRef<MountEntity.Command> entity;
        private @Nullable MountView view;

        /** What the journal says why there is no entity, or has been none. */
        private @Nullable String trouble;

        /** What the journal has of it cannot be read: no entity follows the one that found out. */
        private boolean unreadable;

        /** Its entity has stopped because the journal does not take what was asked of it. */
        private boolean rejected;

        private final List<Pending<?>> asked = new ArrayList<>();
        private Optional<MountFault> unkept = Optional.empty();

        /** It is to run, and no entity sees to it. */
        private boolean owed;

        /** Its entity starts it again in a moment. */
        private boolean due;

        /** It is not to run, which an entity that read of it what was kept would not know. */
        private boolean quit;

        private int failures;

        Member(UUID id, String mountpoint, boolean isNew) {
            this.id = id;
            this.mountpoint = mountpoint;
            this.isNew = isNew;
        }

        void answerAll(MountFault fault) {
            asked.stream().filter(reply -> !reply.isAnswered()).forEach(reply -> reply.failed(fault));
            asked.clear();
        }

        MountFault fault() {
            return new MountFault.Journal(
                    unreadable
                            ? "what is kept of the mount %s cannot be read: %s".formatted(id, trouble)
                            : "what is kept of this mount cannot be read or written: %s; what was asked may still be done: look again"
                                    .formatted(trouble));
        }

        /** A declared one by its mountpoint, too, also if only the journal knew that. */
        boolean isNamed(String name) {
            return id.toString().equals(name) || mountpoint().equals(name) || id.equals(Reload.idOf(name));
        }

        MountStatus status() {
            return view == null ? MountStatus.ABSENT : view.status();
        }

        String mountpoint() {
            return view == null ? mountpoint : view.spec().mountpoint();
        }
    }

    /** A mount of which nothing is known, and why. */
    record Unread(UUID id, String why) {}

    private final ActorContext<MountManager.Command> context;
    private final TimerScheduler<MountManager.Command> timers;
    private final MountEntity.Parts parts;
    private final Map<UUID, Member> members = new HashMap<>();
    private final Map<ActorRef<?>, Member> entities = new HashMap<>();

    private long spawned;

    Roster(
            ActorContext<MountManager.Command> context,
            TimerScheduler<MountManager.Command> timers,
            MountEntity.Parts parts) {
        this.context = context;
        this.timers = timers;
        this.parts = parts;
    }

    /** A mount that the journal knows; whether it still exists, its entity will say. */
    void load(UUID id) {
        spawn(members.computeIfAbsent(id, _ -> new Member(id, "", false)));
    }

    /** A new one, whose mountpoint is taken from now on. */
    void add(UUID id, MountOrigin origin, MountSpec spec, String by, Pending<MountView> reply) {
        Member member = new Member(id, spec.mountpoint(), origin == MountOrigin.ADDED);
        members.put(id, member);
        spawn(member);
        ask(id, reply, pending -> new MountEntity.Create(origin, spec, by, pending));
    }

    private void spawn(Member member) {
        MountEntity.Past past = new MountEntity.Past(member.status(), member.unkept, member.quit);
        // Several entities of one mount may follow each other, and the names of actors are used once.
        ActorRef<MountEntity.Command> entity = context.spawn(
                MountEntity.create(member.id, past, parts), "mount-%s-%d".formatted(member.id, ++spawned));
        context.watch(entity);
        entities.put(entity, member);
        member.entity = entity;
    }

    /** Whether it is known, be it that nothing can be read of it now. */
    boolean has(UUID id) {
        return members.containsKey(id);
    }

    /** Whether it has no entity now, because the journal failed. */
    boolean isAway(UUID id) {
        Member member = members.get(id);
        return member != null && member.entity == null;
    }

    /** Whether the journal did not take what was just asked of it, and will not. */
    boolean isRejected(UUID id) {
        Member member = members.get(id);
        return member != null && member.rejected;
    }

    /** One of those whose mountpoint only the journal knows, and may say soon. */
    Optional<Unread> unread() {
        return members.values().stream()
                .filter(member -> member.mountpoint().isEmpty() && !member.unreadable)
                .findFirst()
                .map(member -> new Unread(member.id, Objects.requireNonNullElse(member.trouble, "it is being read")));
    }

    /** Asks a mount's entity; a journal that is away is the answer at once. */
    <T> void ask(UUID id, Pending<T> reply, Function<Pending<T>, MountEntity.Command> command) {
        Member member = members.get(id);
        if (member == null) {
            reply.failed(missing(id.toString()));
        } else if (member.entity == null) {
            reply.failed(member.fault());
        } else {
            member.asked.removeIf(Pending::isAnswered);
            member.asked.add(reply);
            member.entity.tell(command.apply(reply));
        }
    }

    /** Tells a mount's entity, if there is one now. */
    void tell(UUID id, MountEntity.Command command) {
        Member member = members.get(id);
        if (member != null && member.entity != null) {
            member.entity.tell(command);
        }
    }

    /**
     * What an entity says after its recovery; an empty view: there is no such mount any more.
     *
     * @return whether nothing was known of it until now; it is no news that one which could not be made is not there
     */
    boolean recovered(UUID id, Optional<MountView> view) {
        Member member = members.get(id);
        if (member == null) {
            return false;
        }
        boolean failed = member.trouble != null;
        boolean unmade = view.isEmpty() && !member.mountpoint.isEmpty();
        boolean late = failed && member.view == null && !member.isNew && !unmade;
        member.trouble = null;
        member.rejected = false;
        member.quit = false;
        member.unkept = Optional.empty();
        if (view.isPresent()) {
            member.view = view.get();
            member.owed &= view.get().status() != MountStatus.RUNNING;
        } else if (failed || member.view != null || member.mountpoint.isEmpty()) { // else it is about to be created
            forget(id);
        }
        return late;
    }

    /** What was last heard of it. */
    Optional<MountView> view(UUID id) {
        return Optional.ofNullable(members.get(id)).flatMap(Roster::view);
    }

    /** Whether a mount was last heard of in that status, with those settings. */
    boolean isKnownAs(MountView view) {
        Member member = members.get(view.id());
        return member != null
                && member.view != null
                && member.view.status() == view.status()
                && member.view.spec().equals(view.spec())
                && member.view.atNextStart().equals(view.atNextStart());
    }

    /** Why nothing is known of the mount that is called so, though there may be one. */
    Optional<MountFault> fault(String name) {
        return members.values().stream()
                .filter(member -> member.view == null && member.trouble != null && member.isNamed(name))
                .findFirst()
                .map(Member::fault);
    }

    /** What the journal failed for, of a mount that {@link #isAway}. */
    String why(UUID id) {
        return Optional.ofNullable(members.get(id))
                .map(member -> member.trouble)
                .orElse("it is not there");
    }

    /** Why a start is over, which its entity may fail to keep. */
    void startOver(UUID id, MountFault fault) {
        Member member = members.get(id);
        if (member != null) {
            member.unkept = Optional.of(fault);
        }
    }

    /** From now on it is to run, whatever the journal fails for; until it does, or its start fails, or {@link #quit}. */
    void owe(UUID id) {
        Member member = members.get(id);
        if (member != null) {
            member.owed = true;
            member.quit = false;
        }
    }

    /** It is not to run any more, nor to be started again by whatever entity reads that it has ended. */
    void quit(UUID id) {
        Member member = members.get(id);
        if (member != null) {
            member.owed = false;
            member.due = false;
            member.quit = true;
        }
    }

    /** Somebody wants it to run after all. */
    void want(UUID id) {
        Member member = members.get(id);
        if (member != null) {
            member.quit = false;
        }
    }

    boolean owes(UUID id) {
        Member member = members.get(id);
        return member != null && member.owed;
    }

    /** What an entity says after an event; {@code startsAgain}: it will by itself. */
    void changed(UUID id, MountView view, boolean startsAgain) {
        Member member = members.get(id);
        if (member == null) {
            return;
        }
        log(member.view, view);
        member.view = view;
        member.unkept = Optional.empty();
        member.failures = 0; // what can be read only has not come back
        member.quit &= view.status() != MountStatus.STARTING;
        member.owed &= view.status() != MountStatus.RUNNING && view.status() != MountStatus.ERROR;
        member.due = startsAgain && member.entity != null;
        member.owed |= startsAgain && member.entity == null; // it has said so before it stopped, and is heard after it
        if (view.status() == MountStatus.DELETED) {
            members.remove(id); // its entity stops by itself, and whoever still waits for it hears so then
        }
    }

    private void log(@Nullable MountView before, MountView now) {
        if (before == null || before.status() != now.status()) {
            context.getLog()
                    .info(
                            "{} ({}) is {}{}",
                            now.spec().mountpoint(),
                            Passwords.masked(now.spec().volume()),
                            now.status().name().toLowerCase(Locale.ROOT),
                            now.message().map(": "::concat).orElse(""));
        }
    }

    /** A mount that could not be created, or is not there any more. */
    void forget(UUID id) {
        Member member = members.remove(id);
        if (member != null && member.entity != null) {
            context.stop(member.entity);
        }
    }

    /** An entity has stopped, and {@code why}, if it was not to. */
    void stopped(Terminated signal, Optional<Throwable> why) {
        Member member = entities.remove(signal.getRef());
        if (member == null) {
            return;
        }
        if (members.get(member.id) == member) {
            failed(member, why);
        } else {
            member.answerAll(missing(member.mountpoint()));
        }
    }

    private void failed(Member member, Optional<Throwable> why) {
        member.entity = null;
        member.owed |= member.due;
        member.due = false;
        complain(member, why);
        member.answerAll(member.fault());
        if (!member.unreadable) { // what fails each time opens a circuit breaker, which the others are behind, too
            RetryPolicy.ENDLESS
                    .delay(member.failures++)
                    .ifPresent(delay -> timers.startSingleTimer(member.id, new MountManager.Respawn(member.id), delay));
        }
    }

    private void complain(Member member, Optional<Throwable> why) {
        member.trouble = Causes.words(why);
        member.unreadable = Causes.unreadable(why).isPresent();
        member.rejected = Causes.isRejection(why);
        if (member.unreadable) {
            context.getLog()
                    .warn(
                            "{}; the other mounts go on without it",
                            member.fault().sentence());
        }
    }

    /** The journal may be back. */
    void respawn(UUID id) {
        Member member = members.get(id);
        if (member != null && member.entity == null) {
            spawn(member);
        }
    }

    /** Whether every entity has said what it is, or why it cannot. */
    boolean isSettled() {
        return members.values().stream().allMatch(member -> member.view != null || member.trouble != null);
    }

    /** Why one of them cannot be used now, if that may pass. */
    Optional<String> trouble() {
        return members.values().stream()
                .filter(member -> member.trouble != null && !member.unreadable)
                .findFirst()
                .map(member -> member.fault().sentence());
    }

    /** Whether the journal has taken what it failed for, as far as this knows; to be read only is not enough. */
    boolean isWell() {
        return trouble().isEmpty()
                && members.values().stream()
                        .noneMatch(member -> member.owed && member.failures > 0 && !member.unreadable);
    }

    /** Why nothing is known yet of a mount that the file declares, if that may pass. */
    Optional<MountFault> pending(UUID id) {
        return Optional.ofNullable(members.get(id))
                .filter(member -> member.view == null && member.trouble != null && !member.unreadable)
                .map(Member::fault);
    }

    /** Whether there is a mount for that mountpoint, or is about to be made. */
    boolean isTaken(String mountpoint) {
        return members.values().stream().anyMatch(member -> member.mountpoint().equals(mountpoint));
    }

    int size() {
        return members.size();
    }

    /** All, by mountpoint. */
    List<MountView> views() {
        return members.values().stream()
                .flatMap(member -> view(member).stream())
                .sorted(Comparator.comparing((MountView view) -> view.spec().mountpoint())
                        .thenComparing(MountView::origin))
                .toList();
    }

    /** By id or mountpoint; of two with one mountpoint, the declared one. */
    Optional<MountView> find(String name) {
        return views().stream()
                .filter(view -> view.id().toString().equals(name)
                        || view.spec().mountpoint().equals(name))
                .findFirst();
    }

    private static Optional<MountView> view(Member member) {
        MountView view = member.view;
        if (view == null) {
            return Optional.empty();
        }
        return Optional.of(
                member.trouble == null ? view : view.saying(member.fault().sentence()));
    }

    static MountFault missing(String name) {
        return new MountFault.MountNotFound("there is no mount %s: see  actorfs mounts ls".formatted(name));
    }
}
