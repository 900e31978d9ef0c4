package org.actorfs.app.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.actorfs.app.mounts.MountEvent;
import org.actorfs.app.mounts.MountEvent.Created;
import org.actorfs.app.mounts.MountEvent.Deleted;
import org.actorfs.app.mounts.MountEvent.Died;
import org.actorfs.app.mounts.MountEvent.Ended;
import org.actorfs.app.mounts.MountEvent.Reconciled;
import org.actorfs.app.mounts.MountEvent.StartFailed;
import org.actorfs.app.mounts.MountEvent.StartRequested;
import org.actorfs.app.mounts.MountEvent.Started;
import org.actorfs.app.mounts.MountEvent.StopFailed;
import org.actorfs.app.mounts.MountEvent.StopRequested;
import org.actorfs.app.mounts.MountEvent.Stopped;
import org.actorfs.app.mounts.MountEvent.Updated;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountOrigin;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.app.mounts.StopKind;

/**
 * The kept form of events. A manifest is a name for ever: a field may be added to it, with a default for where it is missing; a field whose
 * meaning changes makes the next version of the manifest, and this one is still read. See docs/journal.md.
 */
record EventForm(SpecForm specs) {
    private static final String CREATED = "mount-created:1";
    private static final String UPDATED = "mount-updated:1";
    private static final String START_REQUESTED = "mount-start-requested:1";
    private static final String STARTED = "mount-started:1";
    private static final String START_FAILED = "mount-start-failed:1";
    private static final String STOP_REQUESTED = "mount-stop-requested:1";
    private static final String STOPPED = "mount-stopped:1";
    private static final String STOP_FAILED = "mount-stop-failed:1";
    private static final String ENDED = "mount-ended:1";
    private static final String DIED = "mount-died:1";
    private static final String RECONCILED = "mount-reconciled:1";
    private static final String DELETED = "mount-deleted:1";

    private static final String AT = "at";
    private static final String BY = "by";
    private static final String ORIGIN = "origin";
    private static final String SPEC = "spec";
    private static final String NOTE = "note";
    private static final String FAULT = "fault";
    private static final String CODE = "code";
    private static final String SENTENCE = "sentence";
    private static final String HOW = "how";
    private static final String WHY = "why";
    private static final String FOUND = "found";

    static String manifest(MountEvent event) {
        return switch (event) {
            case Created _ -> CREATED;
            case Updated _ -> UPDATED;
            case StartRequested _ -> START_REQUESTED;
            case Started _ -> STARTED;
            case StartFailed _ -> START_FAILED;
            case StopRequested _ -> STOP_REQUESTED;
            case Stopped _ -> STOPPED;
            case StopFailed _ -> STOP_FAILED;
            case Ended _ -> ENDED;
            case Died _ -> DIED;
            case Reconciled _ -> RECONCILED;
            case Deleted _ -> DELETED;
        };
    }

    ObjectNode write(MountEvent event) {
        ObjectNode node = Fields.object().put(AT, event.at().toString());
        return switch (event) {
            case Created(Instant _, String by, MountOrigin origin, MountSpec spec) ->
                node.put(BY, by).put(ORIGIN, Fields.word(origin)).set(SPEC, specs.write(spec));
            case Updated(Instant _, String by, MountSpec spec) ->
                node.put(BY, by).set(SPEC, specs.write(spec));
            case StartRequested(Instant _, String by) -> node.put(BY, by);
            case Started(Instant _, String note) -> node.put(NOTE, Passwords.masked(note));
            case StartFailed(Instant _, MountFault fault) -> node.set(FAULT, write(fault));
            case StopRequested(Instant _, String by) -> node.put(BY, by);
            case Stopped(Instant _, StopKind how) -> node.put(HOW, Fields.word(how));
            case StopFailed(Instant _, MountFault fault) -> node.set(FAULT, write(fault));
            case Ended _ -> node;
            case Died(Instant _, String why) -> node.put(WHY, Passwords.masked(why));
            case Reconciled(Instant _, String found) -> node.put(FOUND, Passwords.masked(found));
            case Deleted(Instant _, String by) -> node.put(BY, by);
        };
    }

    MountEvent read(Fields fields) {
        Instant at = fields.time(AT);
        return switch (fields.what()) {
            case CREATED -> new Created(at, fields.text(BY), fields.word(ORIGIN, MountOrigin.class), spec(fields));
            case UPDATED -> new Updated(at, fields.text(BY), spec(fields));
            case START_REQUESTED -> new StartRequested(at, fields.text(BY));
            case STARTED -> new Started(at, fields.textIfAny(NOTE).orElse(""));
            case START_FAILED -> new StartFailed(at, fault(fields));
            case STOP_REQUESTED -> new StopRequested(at, fields.text(BY));
            case STOPPED -> new Stopped(at, fields.word(HOW, StopKind.class));
            case STOP_FAILED -> new StopFailed(at, fault(fields));
            case ENDED -> new Ended(at);
            case DIED -> new Died(at, fields.text(WHY));
            case RECONCILED -> new Reconciled(at, fields.text(FOUND));
            case DELETED -> new Deleted(at, fields.text(BY));
            default -> throw fields.unknown();
        };
    }

    private MountSpec spec(Fields fields) {
        return specs.read(fields.object(SPEC));
    }

    private static ObjectNode write(MountFault fault) {
        return Fields.object().put(CODE, fault.code()).put(SENTENCE, Passwords.masked(fault.sentence()));
    }

    private static MountFault fault(Fields fields) {
        Fields fault = fields.object(FAULT);
        return fault.word(CODE, MountFault.Kind.class).saying(fault.text(SENTENCE));
    }
}
