package org.actorfs.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.actorfs.app.mounts.MountSpec;

/**
 * What a configuration file says of the daemon, read and checked whole by {@link DaemonFile} at start and at every reload. {@code
 * conf/actorfs.conf} has the explanations.
 *
 * @param settings what one mount in a process of its own is told too
 * @param limits how long a mount may take to start and to stop
 * @param shutdownTimeout how long all mounts together may take when the daemon is asked to end
 * @param mounts those that the file declares, each with an absolute mountpoint without dots, no two with the same
 */
record DaemonConfig(
        Settings settings,
        Http http,
        Journal journal,
        RunLimits limits,
        Duration shutdownTimeout,
        Retry retry,
        List<MountSpec> mounts) {
    /**
     * Where the API and the page are.
     *
     * @param host the address that is listened on
     * @param port 0: any free one
     * @param names what else than that address a request may give as its Host
     * @param accessLog a line in the log for each request
     */
    record Http(String host, int port, List<String> names, boolean accessLog, Optional<Tls> tls) {}

    /** The keys for HTTPS: PKCS #12, and a file with its password. */
    record Tls(Path keystore, Path passwordFile) {}

    /**
     * Where the journal of the mounts is.
     *
     * @param url of JDBC; empty: a file of H2 in the state directory
     */
    record Journal(Optional<String> url, String user, String password) {
        /** Without what may hold a password. */
        @Override
        public String toString() {
            return "Journal[user=%s]".formatted(user);
        }
    }

    /** What is done about a start that failed; {@code attempts} of 0: nothing. The delay doubles each time. */
    record Retry(int attempts, Duration firstDelay, Duration longestDelay) {}
}
