package org.actorfs.app.api;

import java.util.Locale;

/** Why a request fails before it comes to the mounts. The code is stable, as that of a {@link org.actorfs.app.mounts.MountFault}. */
public enum Refusal {
    /** There is no token, or a wrong one. */
    UNAUTHORIZED(401),
    /** A page of another origin sent it. */
    FOREIGN_ORIGIN(403),
    NOT_FOUND(404),
    /** There are no numbers: {@code actorfs.metrics} is false. */
    NOT_COUNTED(404),
    METHOD_NOT_ALLOWED(405),
    TOO_LARGE(413),
    /** It was sent to a name that is not this server's: DNS rebinding looks like that. */
    FOREIGN_HOST(421),
    /** A bug; the daemon's log has it. */
    INTERNAL(500),
    /** The mounts did not answer in time. */
    TIMEOUT(503);

    private final int httpStatus;

    Refusal(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public ErrorJson saying(String sentence) {
        return new ErrorJson(code(), sentence);
    }
}
