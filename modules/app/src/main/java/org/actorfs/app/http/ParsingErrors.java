package org.actorfs.app.http;

import java.util.UUID;
import org.actorfs.app.api.Refusal;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers, in JSON too, what is no HTTP request. Pekko HTTP makes it from its name. */
public final class ParsingErrors extends ParsingErrorHandler {
    private static final int METHOD_UNKNOWN = 501;

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        return Responses.dressed(
                Responses.failure(
                        status.intValue() == METHOD_UNKNOWN
                                ? HttpFailure.of(Refusal.METHOD_NOT_ALLOWED, "no path takes a method of that name")
                                : HttpFailure.badRequest("this cannot be read as HTTP: %s".formatted(info.summary()))),
                UUID.randomUUID().toString());
    }
}
