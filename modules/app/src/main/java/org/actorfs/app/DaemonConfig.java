package org.actorfs.app;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.actorfs.app.http.HttpSettings;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.RetryPolicy;

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
        HttpSettings http,
        Journal journal,
        RunLimits limits,
        Duration shutdownTimeout,
        RetryPolicy retry,
        List<MountSpec> mounts) {
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
}
