package org.actorfs.app.journal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.Passwords;

/** The kept form of a {@link MountSpec}, in events and snapshots alike: docs/journal.md. A URI with a password is sealed as a whole. */
record SpecForm(Secrets secrets) {
    private static final String VOLUME = "volume";
    private static final String VOLUME_SEALED = "volume_sealed";
    private static final String MOUNTPOINT = "mountpoint";
    private static final String AUTO_MOUNT = "auto_mount";
    private static final String ENABLED = "enabled";
    private static final String READ_ONLY = "read_only";
    private static final String CACHE_SIZE_BYTES = "cache_size_bytes";
    private static final String TIME_TO_LIVE = "time_to_live";
    private static final String OPTIONS = "options";

    ObjectNode write(MountSpec spec) {
        ObjectNode node = Fields.object();
        if (Passwords.isIn(spec.volume())) {
            node.put(VOLUME_SEALED, secrets.seal(spec.volume()));
        } else {
            node.put(VOLUME, spec.volume());
        }
        node.put(MOUNTPOINT, spec.mountpoint())
                .put(AUTO_MOUNT, spec.autoMount())
                .put(ENABLED, spec.enabled())
                .put(READ_ONLY, spec.readOnly())
                .put(CACHE_SIZE_BYTES, spec.cacheSizeBytes())
                .put(TIME_TO_LIVE, spec.timeToLive().toString());
        ArrayNode options = node.putArray(OPTIONS);
        spec.options().forEach(options::add);
        return node;
    }

    MountSpec read(Fields fields) {
        String volume = fields.textIfAny(VOLUME_SEALED).map(secrets::open).orElseGet(() -> fields.text(VOLUME));
        MountSpec usual = MountSpec.of(volume, fields.text(MOUNTPOINT));
        return new MountSpec(
                volume,
                usual.mountpoint(),
                fields.flag(AUTO_MOUNT, usual.autoMount()),
                fields.flag(ENABLED, usual.enabled()),
                fields.flag(READ_ONLY, usual.readOnly()),
                fields.number(CACHE_SIZE_BYTES, usual.cacheSizeBytes()),
                fields.duration(TIME_TO_LIVE, usual.timeToLive()),
                fields.texts(OPTIONS));
    }
}
