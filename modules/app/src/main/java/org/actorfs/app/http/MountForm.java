package org.actorfs.app.http;

import java.util.Optional;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.app.mounts.SpecChange;

/** {@link org.actorfs.app.api.MountInput} as it comes: what a mount is to be, or what of it is to change. */
final class MountForm {
    private MountForm() {}

    /** A mount to add, and whether it is to be started. */
    record New(MountSpec spec, boolean start) {}

    static New create(Body body) {
        SpecChange change = read(body);
        boolean start = body.flag("start").orElse(false);
        body.refuseOthers();
        MountSpec spec = MountSpec.of(
                Body.required("volume", change.volume()), Body.required("mountpoint", change.mountpoint()));
        return new New(change.applyTo(spec), start);
    }

    static SpecChange change(Body body) {
        SpecChange change = read(body);
        body.refuseOthers();
        if (change.equals(SpecChange.NONE)) {
            throw HttpFailure.badRequest("there is nothing to change in the body: name a field");
        }
        return change;
    }

    private static SpecChange read(Body body) {
        return new SpecChange(
                body.text("volume").map(MountForm::unmasked),
                body.text("mountpoint").map(MountForm::absolute),
                body.flag("auto_mount"),
                body.flag("enabled"),
                body.flag("read_only"),
                body.sizeBytes("cache_size"),
                body.time("time_to_live"),
                body.texts("options"));
    }

    /** A volume sent back as it was shown would lose its password. */
    private static String unmasked(String volume) {
        if (volume.contains(":" + Passwords.MASK + "@")) {
            throw HttpFailure.badRequest(
                    "volume has %s where its password belongs, as it is shown: leave volume out to keep it, or send it with the password"
                            .formatted(Passwords.MASK));
        }
        return volume;
    }

    private static String absolute(String mountpoint) {
        if (!mountpoint.startsWith("/")) {
            throw HttpFailure.badRequest("mountpoint is not an absolute path: it begins with /");
        }
        return mountpoint;
    }

    /** What of a volume was changed elsewhere, from its root; all of it if nothing is said. */
    static String path(Call call) {
        if (call.bytes().isEmpty()) {
            return "/";
        }
        Body body = call.body();
        Optional<String> path = body.text("path");
        body.refuseOthers();
        return path.orElse("/");
    }

    /** For a list: the mountpoint to look for. */
    static Optional<String> mountpoint(Call call) {
        return call.parameter("mountpoint").map(MountForm::absolute);
    }
}
