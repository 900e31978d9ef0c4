package org.actorfs.app.http;

import org.actorfs.app.api.ErrorJson;
import org.actorfs.app.api.Refusal;
import org.actorfs.app.mounts.MountFault;

/** A request that is refused because of what it is; {@link Front} answers it with this. */
final class HttpFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private HttpFailure(int status, ErrorJson error) {
        super(error.message(), null, false, false);
        this.status = status;
        this.code = error.code();
    }

    static HttpFailure of(Refusal refusal, String sentence) {
        return new HttpFailure(refusal.httpStatus(), refusal.saying(sentence));
    }

    static HttpFailure of(MountFault fault) {
        return new HttpFailure(fault.httpStatus(), ErrorJson.of(fault));
    }

    static HttpFailure badRequest(String sentence) {
        return of(new MountFault.BadRequest(sentence));
    }

    int status() {
        return status;
    }

    ErrorJson error() {
        return new ErrorJson(code, String.valueOf(getMessage()));
    }
}
