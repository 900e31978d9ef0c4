package org.actorfs.app.journal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;
import org.actorfs.app.mounts.Deed;
import org.actorfs.app.mounts.MountOrigin;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.MountState;
import org.actorfs.app.mounts.MountStatus;
import org.actorfs.app.mounts.Passwords;

/** The kept form of a {@link MountState}: a snapshot, so that a recovery is short. The rules are those of {@link EventForm}. */
record StateForm(SpecForm specs) {
    static final String MANIFEST = "mount-state:1";

    private static final String ID = "id";
    private static final String STATUS = "status";
    private static final String ORIGIN = "origin";
    private static final String SPEC = "spec";
    private static final String RUNNING = "running";
    private static final String MESSAGE = "message";
    private static final String CREATED = "created";
    private static final String UPDATED = "updated";
    private static final String HISTORY = "history";
    private static final String AT = "at";
    private static final String BY = "by";
    private static final String WHAT = "what";

    ObjectNode write(MountState state) {
        ObjectNode node = Fields.object()
                .put(ID, state.id().toString())
                .put(STATUS, Fields.word(state.status()))
                .put(CREATED, state.created().toString())
                .put(UPDATED, state.updated().toString());
        MountOrigin origin = state.origin();
        if (origin != null) {
            node.put(ORIGIN, Fields.word(origin));
        }
        MountSpec spec = state.spec();
        if (spec != null) {
            node.set(SPEC, specs.write(spec));
        }
        MountSpec running = state.running();
        if (running != null) {
            node.set(RUNNING, specs.write(running));
        }
        state.message().ifPresent(message -> node.put(MESSAGE, Passwords.masked(message)));
        ArrayNode history = node.putArray(HISTORY);
        state.history().forEach(deed -> history.add(write(deed)));
        return node;
    }

    MountState read(Fields fields) {
        return new MountState(
                id(fields),
                fields.word(STATUS, MountStatus.class),
                fields.wordIfAny(ORIGIN, MountOrigin.class).orElse(null),
                fields.objectIfAny(SPEC).map(specs::read).orElse(null),
                fields.objectIfAny(RUNNING).map(specs::read).orElse(null),
                fields.textIfAny(MESSAGE),
                fields.timeIfAny(CREATED).orElse(Instant.EPOCH),
                fields.timeIfAny(UPDATED).orElse(Instant.EPOCH),
                fields.objects(HISTORY).stream().map(StateForm::deed).toList());
    }

    private static UUID id(Fields fields) {
        try {
            return UUID.fromString(fields.text(ID));
        } catch (IllegalArgumentException _) {
            throw fields.wrong(ID, "a UUID");
        }
    }

    private static ObjectNode write(Deed deed) {
        return Fields.object()
                .put(AT, deed.at().toString())
                .put(BY, deed.by())
                .put(WHAT, Passwords.masked(deed.what()));
    }

    private static Deed deed(Fields fields) {
        return new Deed(fields.time(AT), fields.text(BY), fields.text(WHAT));
    }
}
