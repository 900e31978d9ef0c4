package org.actorfs.app.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * The page at {@code /}: files of the jar, which hold nothing secret and so need no token. What it shows, it asks of the API, with the token
 * that its user gives it.
 */
final class Page {
    private static final String ROOT = "/";
    private static final String FILES = "/page/";

    /** Nothing but its own files, no script or style within them, and nobody may frame it. */
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'");

    private static final int NOT_MODIFIED = 304;

    private final List<Route> routes = List.of(
            route(ROOT, "index.html", "text/html; charset=UTF-8"),
            file("page.css", "text/css; charset=UTF-8"),
            file("icon.svg", "image/svg+xml"),
            script("page.js"),
            script("api.js"),
            script("dom.js"),
            script("events.js"),
            script("forms.js"),
            script("mounts.js"),
            script("plots.js"),
            script("quantities.js"),
            script("stats.js"));

    List<Route> routes() {
        return routes;
    }

    /** Whether a path is the page's, also if there is nothing at it. */
    static boolean has(String path) {
        return path.equals(ROOT) || path.startsWith(FILES);
    }

    private static Route script(String name) {
        return file(name, "text/javascript; charset=UTF-8");
    }

    private static Route file(String name, String type) {
        return route(FILES + name, name, type);
    }

    private static Route route(String path, String name, String type) {
        byte[] bytes = read(name);
        ContentType contentType = ContentTypes.parse(type);
        String tag = tag(bytes);
        return new Route("GET", path, call -> {
            call.refuseBody();
            return CompletableFuture.completedStage(
                    isKnown(call, tag) ? unchanged(tag) : changed(tag, contentType, bytes));
        });
    }

    /** Whether the browser has it as it is. */
    private static boolean isKnown(Call call, String tag) {
        return call.request()
                .getHeader("If-None-Match")
                .map(HttpHeader::value)
                .filter(known -> known.contains(tag))
                .isPresent();
    }

    private static HttpResponse unchanged(String tag) {
        return dressed(HttpResponse.create().withStatus(NOT_MODIFIED), tag);
    }

    private static HttpResponse changed(String tag, ContentType type, byte[] bytes) {
        return dressed(HttpResponse.create().withEntity(HttpEntities.create(type, bytes)), tag);
    }

    /** Kept by the browser, which asks each time whether it is still the same: another release shows at once. */
    private static HttpResponse dressed(HttpResponse response, String tag) {
        return response.addHeader(RawHeader.create("ETag", tag))
                .addHeader(RawHeader.create("Cache-Control", "no-cache"))
                .addHeader(RawHeader.create("Content-Security-Policy", POLICY))
                .addHeader(RawHeader.create("Referrer-Policy", "no-referrer"))
                .addHeader(RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"))
                .addHeader(RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"));
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"%s\"".formatted(HexFormat.of().formatHex(hash, 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    private static byte[] read(String name) {
        try (InputStream in = Page.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("page/%s is not in the jar".formatted(name));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
