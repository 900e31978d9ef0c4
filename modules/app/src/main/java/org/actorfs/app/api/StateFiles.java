package org.actorfs.app.api;

import java.time.Duration;

/**
 * The files of the state directory by which a client finds the daemon. The daemon makes them, all with mode 0600, and takes all but the
 * token away when it ends.
 */
public final class StateFiles {
    /** The secret that every request must bring: 32 random bytes in base64url. Made once. */
    public static final String TOKEN = "token";

    /** The port in use, in digits, for scripts. */
    public static final String PORT = "http.port";

    /** Where the API is, for clients: {@code http://127.0.0.1:5001}. */
    public static final String URL = "http.url";

    /** The certificate that the server shows, in DER, if it speaks TLS. A client trusts no other. */
    public static final String CERTIFICATE = "http.crt";

    /**
     * Locked while a daemon runs. A client that finds it free knows that what else is here is of a dead daemon, and sends the token to
     * nobody who may have its port now.
     */
    public static final String LOCK = "http.lock";

    /** The longest that the server takes to answer: a start and a stop may take 60 s each. A client waits a little longer. */
    public static final Duration LONGEST_REQUEST = Duration.ofMinutes(3);

    /** A header: who asks, for the history of the mounts. */
    public static final String BY = "X-Actorfs-By";

    private StateFiles() {}
}
