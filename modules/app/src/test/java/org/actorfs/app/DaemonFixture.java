package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.MountFixture.Result;
import org.actorfs.app.api.StateFiles;
import org.actorfs.posix.MountInfo;

/**
 * A mount daemon in a process of its own, with a configuration and a state directory of its own. The command line runs in this JVM: it only
 * talks to the daemon. What is mounted below the fixture's directory is touched by shells with a deadline, never by this JVM.
 *
 * <p>{@link #close} ends the process by its id, and takes away every mount that it left.
 */
final class DaemonFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path home;
    private final Path config;
    private final List<String> variables;
    private final HttpClient client = HttpClient.newHttpClient();
    private Process daemon;

    private DaemonFixture(Path home, List<String> variables, String settings, List<String> mounts) throws IOException {
        this.home = home;
        this.variables = variables;
        this.config = home.resolve("actorfs.conf");
        configure(settings, mounts);
        this.daemon = launch();
    }

    /** A daemon that is ready; {@code settings} are lines of its configuration, {@code mounts} the declared ones. */
    static DaemonFixture start(String settings, String... mounts) throws Exception {
        DaemonFixture fixture = startUnready(settings, mounts);
        try {
            fixture.awaitReady();
            return fixture;
        } catch (Exception | AssertionError e) {
            fixture.close();
            throw e;
        }
    }

    /** As above, without waiting. */
    static DaemonFixture startUnready(String settings, String... mounts) throws IOException {
        MountFixture.assumeMounts();
        Path home = Files.createTempDirectory("actorfs-daemon-").toRealPath();
        return new DaemonFixture(home, List.of(), settings, List.of(mounts));
    }

    /** Without waiting, and with more variables of the environment, each as {@code NAME=VALUE}. */
    static DaemonFixture startUnreadyWith(List<String> variables, String settings, String... mounts)
            throws IOException {
        MountFixture.assumeMounts();
        Path home = Files.createTempDirectory("actorfs-daemon-").toRealPath();
        return new DaemonFixture(home, variables, settings, List.of(mounts));
    }

    /** Another configuration file; the daemon does not know of it yet. {@code $HOME} stands for the fixture's directory. */
    void configure(String settings, List<String> mounts) throws IOException {
        String text = "actorfs {\n  state-dir = state\n  http.port = 0\n  %s\n  mounts = [%s]\n}\n"
                .formatted(settings, String.join(",\n", mounts))
                .replace("$HOME", home.toString());
        Files.writeString(config, text);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------")); // it may hold a password
    }

    private Process launch() throws IOException {
        return MountFixture.start(home, variables, List.of("daemon", "--config", config.toString()));
    }

    /** The same again, after its end. */
    void restart() throws Exception {
        daemon = launch();
        awaitReady();
    }

    /** Waits until everything that starts with it has been started. */
    void awaitReady() {
        assertTrue(
                MountFixture.within(PATIENCE, () -> readiness().equals("200") || !daemon.isAlive()) && daemon.isAlive(),
                () -> "not ready (" + readiness() + "): " + output());
    }

    /** The status of /health/ready, with the reason if it is not ready. */
    String readiness() {
        try {
            Optional<Integer> port = port();
            if (port.isEmpty()) {
                return "not listening";
            }
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:%d/health/ready".formatted(port.get())))
                    .timeout(PATIENCE)
                    .build();
            var response = client.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? "200" : response.statusCode() + " " + response.body();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** The status and the body of an answer to a POST without a body. */
    String post(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(port().orElseThrow(), path)))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(home.resolve("state").resolve(StateFiles.TOKEN))
                                        .strip())
                .timeout(PATIENCE)
                .POST(BodyPublishers.noBody())
                .build();
        var response = client.send(request, BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    Optional<Integer> port() throws IOException {
        Path file = home.resolve("state/http.port");
        return Files.exists(file)
                ? Optional.of(Integer.parseInt(Files.readString(file).strip()))
                : Optional.empty();
    }

    /** Runs a command of actorfs with this daemon's configuration. */
    Result cli(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--config", config.toString()));
        all.addAll(Arrays.asList(arguments));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        int code = new CommandLineInterface(writer, writer, Optional.empty()).run(all.toArray(String[]::new));
        return new Result(code, output.toString());
    }

    /** A directory below the fixture's, absolute; not made. */
    Path path(String name) {
        return home.resolve(name);
    }

    /** What a script printed that had to succeed, with a mountpoint as {@code $MNT}. */
    String run(String mountpoint, String script) throws IOException {
        return MountFixture.shell(script, PATIENCE, path(mountpoint)).succeeded();
    }

    boolean isMounted(String mountpoint) {
        return MountFixture.isMounted(path(mountpoint));
    }

    /** As soon as it is so. */
    static boolean within(java.util.function.BooleanSupplier condition) {
        return MountFixture.within(PATIENCE, condition);
    }

    void signal(String name) throws IOException {
        MountFixture.shell("kill -%s %d".formatted(name, daemon.pid()), PATIENCE, home)
                .succeeded();
    }

    /** The exit code, once it has ended. */
    int awaitExit() throws InterruptedException {
        return daemon.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                ? daemon.exitValue()
                : fail("the daemon still runs: " + output());
    }

    void kill() throws InterruptedException {
        daemon.destroyForcibly();
        awaitExit();
    }

    Process daemon() {
        return daemon;
    }

    /** What it has printed. */
    String output() {
        try {
            return Files.readString(home.resolve("output"), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            daemon.destroy();
            if (!MountFixture.within(Duration.ofSeconds(15), () -> !daemon.isAlive())) {
                daemon.destroyForcibly();
            }
            for (MountInfo mount : MountInfo.readSelf()) {
                if (Path.of(mount.mountPoint()).startsWith(home)) {
                    MountFixture.detach(Path.of(mount.mountPoint()));
                }
            }
        } finally {
            client.close();
            SystemMount.remove(home);
        }
    }
}
