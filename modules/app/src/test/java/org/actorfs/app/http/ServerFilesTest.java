package org.actorfs.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.actorfs.app.CommandFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerFilesTest {
    @TempDir
    private Path temporary;

    private Path stateDir;

    @BeforeEach
    void name() {
        stateDir = temporary.resolve("var/state");
    }

    @Test
    void shouldMakeTheDirectoryAndATokenForThisUserOnly() throws Exception {
        try (ServerFiles files = ServerFiles.open(stateDir)) {
            assertEquals("rwx------", mode(stateDir));
            assertEquals("rw-------", mode(stateDir.resolve("token")));
            assertTrue(files.token().matches("[\\w-]{43}"), files.token());
        }
    }

    @Test
    void shouldKeepTheToken() throws Exception {
        String first = token();

        assertEquals(first, token());
        Files.delete(stateDir.resolve("token"));
        assertNotEquals(first, token());
    }

    @Test
    void shouldRefuseATokenThatOthersMayRead() throws Exception {
        token();
        Files.setPosixFilePermissions(stateDir.resolve("token"), PosixFilePermissions.fromString("rw-r-----"));

        CommandFailure failure = assertThrows(CommandFailure.class, this::token);

        assertEquals(
                "others may use the token in %s/token (rw-r-----): remove the file, a new one is made with a new token"
                        .formatted(stateDir),
                failure.getMessage());
    }

    @Test
    void shouldRefuseATokenThatIsNone() throws Exception {
        token();
        Files.writeString(stateDir.resolve("token"), "short");

        CommandFailure failure = assertThrows(CommandFailure.class, this::token);

        assertEquals(
                "%s/token is not a token: remove the file, a new one is made".formatted(stateDir),
                failure.getMessage());
    }

    @Test
    void shouldRefuseASecondDaemonAndLetTheNextOneIn() throws Exception {
        try (ServerFiles files = ServerFiles.open(stateDir)) {
            CommandFailure failure = assertThrows(CommandFailure.class, this::token);

            assertTrue(
                    String.valueOf(failure.getMessage())
                            .startsWith("a daemon runs already with state directory " + stateDir),
                    failure.getMessage());
            assertFalse(files.token().isEmpty());
        }

        assertFalse(token().isEmpty());
    }

    @Test
    void shouldPublishTheAddressAndTakeItBack() throws Exception {
        try (ServerFiles files = ServerFiles.open(stateDir)) {
            files.publish(URI.create("http://127.0.0.1:4711"), Optional.empty());

            assertEquals("4711\n", Files.readString(stateDir.resolve("http.port")));
            assertEquals("rw-------", mode(stateDir.resolve("http.port")));
            assertEquals("http://127.0.0.1:4711\n", Files.readString(stateDir.resolve("http.url")));
        }

        assertEquals(List.of("http.lock", "token"), names());
    }

    @Test
    void shouldSayThatTheStateDirectoryIsAFile() throws Exception {
        Files.createDirectories(temporary.resolve("var"));
        Files.writeString(stateDir, "");

        CommandFailure failure = assertThrows(CommandFailure.class, this::token);

        assertTrue(
                String.valueOf(failure.getMessage())
                        .startsWith("cannot use the state directory %s: %s is not a directory"
                                .formatted(stateDir, stateDir)),
                failure.getMessage());
    }

    @Test
    void shouldSayThatThePortIsTakenAndLeaveNothingBehind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                ServerFixture other = new ServerFixture(temporary.resolve("other"))) {
            HttpSettings settings =
                    new HttpSettings("127.0.0.1", taken.getLocalPort(), List.of(), false, Optional.empty());

            CommandFailure failure = assertThrows(
                    CommandFailure.class,
                    () -> HttpServer.start(
                            other.system(), settings, stateDir, other.mounts(), other.meters(), other.inspector(), ""));

            assertTrue(
                    String.valueOf(failure.getMessage())
                            .matches(
                                    "cannot listen on 127.0.0.1 port %d: .*[Aa]ddress already in use.*actorfs.http.port"
                                            .formatted(taken.getLocalPort())),
                    failure.getMessage());
        }
        assertEquals(List.of("http.lock", "token"), names());
    }

    private String token() throws IOException {
        try (ServerFiles files = ServerFiles.open(stateDir)) {
            return files.token();
        }
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(stateDir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
