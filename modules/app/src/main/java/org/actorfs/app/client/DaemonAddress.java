package org.actorfs.app.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.api.StateFiles;
import org.actorfs.app.terminal.Reason;

/**
 * Where the daemon of a state directory is, by its {@link StateFiles}.
 *
 * @param certificate the only one that it may show; absent: plain HTTP
 */
record DaemonAddress(URI url, String token, Optional<X509Certificate> certificate) {
    /** {@link CommandFailure} if no daemon runs, or this user may not use it. */
    static DaemonAddress read(Path stateDir) {
        try {
            if (!isLocked(stateDir.resolve(StateFiles.LOCK))) {
                throw noDaemon(stateDir);
            }
            return new DaemonAddress(
                    URI.create(
                            Files.readString(stateDir.resolve(StateFiles.URL)).strip()),
                    Files.readString(stateDir.resolve(StateFiles.TOKEN)).strip(),
                    certificate(stateDir.resolve(StateFiles.CERTIFICATE)));
        } catch (NoSuchFileException e) {
            throw noDaemon(stateDir);
        } catch (IOException | CertificateException e) {
            throw CommandFailure.failed(
                    "cannot read the state directory %s: %s: use the daemon as the user who runs it (sudo), or name another configuration with --config"
                            .formatted(stateDir, Reason.of(e)));
        }
    }

    static CommandFailure noDaemon(Path stateDir) {
        return CommandFailure.failed(
                "no daemon runs with state directory %s: start one with  actorfs daemon --config FILE, or name its configuration with --config or ACTORFS_CONFIG"
                        .formatted(stateDir));
    }

    /** Whether a daemon lives; its other files may be of a dead one, and its port somebody else's by now. */
    private static boolean isLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (OverlappingFileLockException e) { // the daemon is in this process
            return true;
        }
    }

    private static Optional<X509Certificate> certificate(Path file) throws IOException, CertificateException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] encoded = Files.readAllBytes(file);
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded))
                        instanceof X509Certificate certificate
                ? Optional.of(certificate)
                : Optional.empty();
    }
}
