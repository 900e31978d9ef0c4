package org.actorfs.app.journal;

import java.nio.file.Path;
import org.actorfs.app.mounts.MountEvent;
import org.actorfs.app.mounts.MountState;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * What the journal has of mounts: JSON under manifests that docs/journal.md describes. Made by Pekko, one an actor system, by {@code
 * journal.conf}; used by any thread.
 */
public final class MountSerializer extends SerializerWithStringManifest {
    /** Where the key of {@link Secrets} is. Set by {@link JournalConfig}; no setting of the user's. */
    static final String KEY_FILE = "mount-journal.key-file";

    /** Kept with every event: never another. */
    private static final int IDENTIFIER = 0x6d6e74; // mnt

    private final EventForm events;
    private final StateForm states;

    /** For Pekko. */
    public MountSerializer(ExtendedActorSystem system) {
        this(new Secrets(Path.of(system.settings().config().getString(KEY_FILE))));
    }

    MountSerializer(Secrets secrets) {
        SpecForm specs = new SpecForm(secrets);
        this.events = new EventForm(specs);
        this.states = new StateForm(specs);
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object kept) {
        return switch (kept) {
            case MountEvent event -> EventForm.manifest(event);
            case MountState _ -> StateForm.MANIFEST;
            default -> throw new IllegalArgumentException(kept.getClass() + " is not kept");
        };
    }

    @Override
    public byte[] toBinary(Object kept) {
        return switch (kept) {
            case MountEvent event -> Fields.write(events.write(event));
            case MountState state -> Fields.write(states.write(state));
            default -> throw new IllegalArgumentException(kept.getClass() + " is not kept");
        };
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        Fields fields = Fields.read(manifest, bytes);
        return manifest.equals(StateForm.MANIFEST) ? states.read(fields) : events.read(fields);
    }
}
