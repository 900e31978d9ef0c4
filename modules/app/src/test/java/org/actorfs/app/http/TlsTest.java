package org.actorfs.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.mounts.MountSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {
    @TempDir
    private Path directory;

    private Path keystore;
    private Path password;

    @BeforeEach
    void makeACertificate() throws Exception {
        keystore = directory.resolve("server.p12");
        password = Files.writeString(directory.resolve("password"), "changeit\n");
        makeCertificate(keystore);
    }

    private static void makeCertificate(Path keystore) throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        int code = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=nas.local",
                        "-alias",
                        "it",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertEquals(0, code);
    }

    private HttpSettings settings() {
        return new HttpSettings(
                "127.0.0.1", 0, List.of(), false, Optional.of(new HttpSettings.Tls(keystore, password)));
    }

    @Test
    void shouldServeTheClientThatFindsTheCertificateInTheStateDirectory() throws Exception {
        Path stateDir = directory.resolve("state");
        try (ServerFixture server = new ServerFixture(stateDir, settings());
                DaemonClient client = DaemonClient.find(stateDir, "alice")) {
            server.mounts().add(MountSpec.of("memory:", "/mnt/m"));

            assertEquals("https", server.server().url().getScheme());
            assertEquals("/mnt/m", client.list().mounts().getFirst().mountpoint());
        }
    }

    @Test
    void shouldTrustNoOtherCertificate() throws Exception {
        Path stateDir = directory.resolve("state");
        try (ServerFixture server = new ServerFixture(stateDir, settings())) {
            Files.delete(keystore);
            makeCertificate(keystore);
            Keystore other = Keystore.read(new HttpSettings.Tls(keystore, password));
            Files.write(stateDir.resolve("http.crt"), other.certificate().getEncoded());

            try (DaemonClient client = DaemonClient.find(stateDir, "alice")) {
                CommandFailure failure = assertThrows(CommandFailure.class, client::list);
                assertTrue(
                        String.valueOf(failure.getMessage())
                                .startsWith(
                                        "lost the daemon at " + server.server().url()),
                        failure.getMessage());
            }
        }
    }

    @Test
    void shouldSayThatThePasswordIsWrong() throws Exception {
        Files.writeString(password, "wrong");

        CommandFailure failure =
                assertThrows(CommandFailure.class, () -> Keystore.read(new HttpSettings.Tls(keystore, password)));

        assertTrue(
                String.valueOf(failure.getMessage())
                        .startsWith("cannot read the certificate from %s with the password in %s: "
                                .formatted(keystore, password)),
                failure.getMessage());
    }
}
