package org.actorfs.app.mounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a {@link MountSpec} is to be changed; empty: stays as it is. */
public record SpecChange(
        Optional<String> volume,
        Optional<String> mountpoint,
        Optional<Boolean> autoMount,
        Optional<Boolean> enabled,
        Optional<Boolean> readOnly,
        Optional<Long> cacheSizeBytes,
        Optional<Duration> timeToLive,
        Optional<List<String>> options) {
    public static final SpecChange NONE = new SpecChange(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public MountSpec applyTo(MountSpec spec) {
        return new MountSpec(
                volume.orElse(spec.volume()),
                mountpoint.orElse(spec.mountpoint()),
                autoMount.orElse(spec.autoMount()),
                enabled.orElse(spec.enabled()),
                readOnly.orElse(spec.readOnly()),
                cacheSizeBytes.orElse(spec.cacheSizeBytes()),
                timeToLive.orElse(spec.timeToLive()),
                options.orElse(spec.options()));
    }

    /** All of a spec, whatever was before. */
    static SpecChange all(MountSpec spec) {
        return new SpecChange(
                Optional.of(spec.volume()),
                Optional.of(spec.mountpoint()),
                Optional.of(spec.autoMount()),
                Optional.of(spec.enabled()),
                Optional.of(spec.readOnly()),
                Optional.of(spec.cacheSizeBytes()),
                Optional.of(spec.timeToLive()),
                Optional.of(spec.options()));
    }

    /** The same change, with another mountpoint. */
    SpecChange to(String otherMountpoint) {
        return new SpecChange(
                volume,
                Optional.of(otherMountpoint),
                autoMount,
                enabled,
                readOnly,
                cacheSizeBytes,
                timeToLive,
                options);
    }

    /** The fields in which two differ that a running mount takes up at once. */
    static List<String> live(MountSpec before, MountSpec after) {
        List<String> fields = new ArrayList<>();
        addIf(fields, "auto_mount", before.autoMount() != after.autoMount());
        addIf(fields, "enabled", before.enabled() != after.enabled());
        return fields;
    }

    /** The fields in which two differ that hold from the next start on. */
    static List<String> atNextStart(MountSpec before, MountSpec after) {
        List<String> fields = new ArrayList<>();
        addIf(fields, "volume", !before.volume().equals(after.volume()));
        addIf(fields, "mountpoint", !before.mountpoint().equals(after.mountpoint()));
        addIf(fields, "read_only", before.readOnly() != after.readOnly());
        addIf(fields, "cache_size", before.cacheSizeBytes() != after.cacheSizeBytes());
        addIf(fields, "time_to_live", !before.timeToLive().equals(after.timeToLive()));
        addIf(fields, "options", !before.options().equals(after.options()));
        return fields;
    }

    private static void addIf(List<String> fields, String field, boolean differs) {
        if (differs) {
            fields.add(field);
        }
    }
}
