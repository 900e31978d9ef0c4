package org.actorfs.app.api;

import java.util.Arrays;
import java.util.Optional;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.Passwords;

/** Why a request failed. {@code code}: of a {@link MountFault}, or one of {@link Refusal}. */
public record ErrorJson(String code, String message) {
    public static ErrorJson of(MountFault fault) {
        return new ErrorJson(fault.code(), Passwords.masked(fault.sentence()));
    }

    /** Empty if it failed before it came to the mounts. */
    public Optional<MountFault> fault() {
        return Arrays.stream(MountFault.Kind.values())
                .filter(kind -> kind.code().equals(code))
                .findFirst()
                .map(kind -> kind.saying(message));
    }
}
