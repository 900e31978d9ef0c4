package org.actorfs.app.http;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the API is served.
 *
 * @param address to listen on; anything but a loopback address is open to others, who still need the token
 * @param port 0: any free one
 * @param names by which others may call this machine in a Host header, beside localhost and {@code address}
 * @param accessLog whether each request is a line of the logger {@link Front#ACCESS_LOG}
 * @param tls absent: plain HTTP
 */
public record HttpSettings(String address, int port, List<String> names, boolean accessLog, Optional<Tls> tls) {
    public static final String DEFAULT_ADDRESS = "127.0.0.1";

    public HttpSettings {
        names = List.copyOf(names);
    }

    /**
     * The certificate to show.
     *
     * @param keystore PKCS #12, with one private key
     * @param passwordFile its first line opens the keystore
     */
    public record Tls(Path keystore, Path passwordFile) {}
}
