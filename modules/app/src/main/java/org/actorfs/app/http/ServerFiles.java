package org.actorfs.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.api.StateFiles;
import org.actorfs.app.terminal.Reason;
import org.actorfs.posix.Processes;

/**
 * The server's side of {@link StateFiles}; the server owns it and closes it when nothing is served any more. Modes are given with each
 * file: the process has no umask.
 */
final class ServerFiles implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> OURS = attribute("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> OUR_DIRECTORY = attribute("rwx------");

    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private static final int TOKEN_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[\\w-]{43}");

    /** A client may have the lock for a moment, to see whether it is free. */
    private static final int LOCK_TRIES = 20;

    private static final long LOCK_PAUSE_MILLIS = 25;

    private final Path directory;
    private final FileChannel lock;
    private final String token;

    private ServerFiles(Path directory, FileChannel lock) throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.token = readOrMakeToken();
    }

    /** Makes the directory and the token if they are missing. A sentence if another daemon uses the directory, or others may read the token. */
    static ServerFiles open(Path directory) {
        try {
            Files.createDirectories(directory, OUR_DIRECTORY);
            refuseForeign(directory);
            FileChannel lock = FileChannel.open(
                    directory.resolve(StateFiles.LOCK),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    OURS);
            try {
                lock(lock, directory);
                return new ServerFiles(directory, lock);
            } catch (IOException | CommandFailure e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "cannot use the state directory %s: %s: make it writable for this user, or set actorfs.state-dir"
                            .formatted(directory, Reason.of(e)));
        }
    }

    /** Whoever may write to it would be heeded by the daemon. */
    private static void refuseForeign(Path directory) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class);
        if (!isOwn(directory) || attributes.permissions().stream().anyMatch(OTHERS_WRITE::contains)) {
            throw CommandFailure.failed(
                    "others may write to the state directory %s (%s, of %s): give it to this user alone:  chmod 700 %s"
                            .formatted(
                                    directory,
                                    PosixFilePermissions.toString(attributes.permissions()),
                                    attributes.owner().getName(),
                                    directory));
        }
    }

    private static boolean isOwn(Path file) throws IOException {
        return Integer.valueOf(Processes.geteuid()).equals(Files.getAttribute(file, "unix:uid"));
    }

    private static void lock(FileChannel lock, Path directory) throws IOException {
        for (int i = 0; i < LOCK_TRIES; i++) {
            if (isLocked(lock)) {
                return;
            }
            pause();
        }
        throw CommandFailure.failed(
                "a daemon runs already with state directory %s: stop it first, or give this one an actorfs.state-dir of its own"
                        .formatted(directory));
    }

    /** Held until the channel is closed. */
    private static boolean isLocked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) { // by this process
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOCK_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String token() {
        return token;
    }

    private String readOrMakeToken() throws IOException {
        Path file = directory.resolve(StateFiles.TOKEN);
        if (!Files.exists(file)) {
            byte[] secret = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(secret);
            write(StateFiles.TOKEN, Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n");
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!isOwn(file) || !PosixFilePermissions.fromString("rw-------").containsAll(mode)) {
            throw CommandFailure.failed(
                    "others may use the token in %s (%s): remove the file, a new one is made with a new token"
                            .formatted(file, PosixFilePermissions.toString(mode)));
        }
        String text = Files.readString(file).strip();
        if (!TOKEN.matcher(text).matches()) {
            throw CommandFailure.failed("%s is not a token: remove the file, a new one is made".formatted(file));
        }
        return text;
    }

    /** Tells clients where the API is. */
    void publish(URI url, Optional<X509Certificate> certificate) throws IOException {
        if (certificate.isPresent()) {
            write(StateFiles.CERTIFICATE, encoded(certificate.get()));
        }
        write(StateFiles.PORT, url.getPort() + "\n");
        write(StateFiles.URL, url + "\n");
    }

    private static byte[] encoded(X509Certificate certificate) throws IOException {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IOException(e);
        }
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(UTF_8));
    }

    /** Whole or not at all. */
    private void write(String name, byte[] bytes) throws IOException {
        Path fresh = directory.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, OURS);
        Files.write(fresh, bytes);
        Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Nobody finds the server any more. */
    @Override
    public void close() throws IOException {
        try (lock) {
            Files.deleteIfExists(directory.resolve(StateFiles.URL));
            Files.deleteIfExists(directory.resolve(StateFiles.PORT));
            Files.deleteIfExists(directory.resolve(StateFiles.CERTIFICATE));
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> attribute(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }
}
