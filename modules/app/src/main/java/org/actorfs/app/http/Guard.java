package org.actorfs.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.actorfs.app.api.Refusal;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Who may ask. Host must be a name of this server: a page whose own name was made to lead here (DNS rebinding) shows itself by it. Origin,
 * which browsers add, must be this server's: another site's page may not send requests along a user's way (CSRF). And each request must bring
 * the token.
 */
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String BEARER = "bearer ";

    private final Set<String> hosts;
    private final String scheme;
    private final byte[] token;

    Guard(HttpSettings settings, String token) {
        String address = settings.address();
        this.hosts = Stream.of(
                        LOOPBACK.stream(),
                        Stream.of(address.indexOf(':') < 0 ? address : "[" + address + "]"),
                        settings.names().stream())
                .flatMap(names -> names)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        this.scheme = settings.tls().isPresent() ? "https://" : "http://";
        this.token = token.getBytes(UTF_8);
    }

    void checkSource(HttpRequest request) {
        String host = values(request, "host").stream().findFirst().orElse("").toLowerCase(Locale.ROOT);
        if (!hosts.contains(host.replaceFirst(":\\d*$", ""))) {
            throw HttpFailure.of(
                    Refusal.FOREIGN_HOST,
                    "the Host header names '%s', which is not this server: use localhost, or add the name to actorfs.http.names"
                            .formatted(host));
        }
        for (String origin : values(request, "origin")) {
            if (!origin.equalsIgnoreCase(scheme + host)) {
                throw HttpFailure.of(
                        Refusal.FOREIGN_ORIGIN, "a page of '%s' may not use this server".formatted(origin));
            }
        }
    }

    void checkToken(HttpRequest request) {
        if (values(request, "authorization").isEmpty()) {
            throw HttpFailure.of(
                    Refusal.UNAUTHORIZED,
                    "there is no token: send the header  Authorization: Bearer TOKEN  with what is in the file 'token' of the state directory");
        }
        if (!hasToken(request)) {
            throw HttpFailure.of(
                    Refusal.UNAUTHORIZED, "the token is wrong: it is in the file 'token' of the state directory");
        }
    }

    String token() {
        return new String(token, UTF_8);
    }

    boolean hasToken(HttpRequest request) {
        String given = values(request, "authorization").stream().findFirst().orElse("");
        boolean isBearer = given.regionMatches(true, 0, BEARER, 0, BEARER.length());
        byte[] secret = (isBearer ? given.substring(BEARER.length()).strip() : "").getBytes(UTF_8);
        return MessageDigest.isEqual(secret, token);
    }

    private static List<String> values(HttpRequest request, String lowerCaseName) {
        return StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(header -> header.is(lowerCaseName))
                .map(HttpHeader::value)
                .toList();
    }
}
