package org.actorfs.app.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of Debian's package, in a directory and on a loopback port of its own. Belongs to the test that made it; {@link #close} ends
 * it, by its id, and removes what it kept.
 */
public final class PostgresServer implements AutoCloseable {
    /** May do everything, without a password. */
    public static final String USER = "tester";

    private static final Path PACKAGE = Path.of("/usr/lib/postgresql");
    private static final int PATIENCE_SECONDS = 30;

    private final Path programs;
    private final Path home;
    private final int port;
    private final boolean root;
    private int databases;
    private @Nullable Process process;

    private PostgresServer(Path programs, Path home, int port) throws IOException {
        this.programs = programs;
        this.home = home;
        this.port = port;
        this.root = ((Integer) Files.getAttribute(home, "unix:uid")) == 0;
    }

    /** Runs when this returns. Skips the test where the package is missing. */
    public static PostgresServer started() throws IOException {
        assumeTrue(Files.isDirectory(PACKAGE), "postgresql is not installed");
        PostgresServer server =
                new PostgresServer(newestPrograms(), Files.createTempDirectory("actorfs-postgres"), freePort());
        try {
            server.make();
            server.start();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** A new and empty database. */
    public String newDatabase() throws SQLException {
        databases++;
        execute(url("postgres"), "CREATE DATABASE test" + databases);
        return url("test" + databases);
    }

    /** As the one who may do everything. */
    public void execute(String url, String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** On the same port as before. */
    public void start() throws IOException {
        Process server = new ProcessBuilder(
                        unprivileged("postgres", "-D", data(), "-k", home.toString(), "-p", String.valueOf(port), "-F"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        process = server;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (run("pg_isready", "-q", "-h", "127.0.0.1", "-p", String.valueOf(port)) != 0) {
            if (!server.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("PostgreSQL does not start: " + Files.readString(log()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** At once, whoever uses it. */
    public void stop() throws IOException {
        Process server = process;
        if (server != null) {
            process = null;
            try {
                var _ = exitCode(new ProcessBuilder("kill", "-INT", String.valueOf(server.pid())));
                var _ = server.onExit()
                        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .join();
            } finally {
                server.destroyForcibly();
            }
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        Files.walkFileTree(home, new Removal());
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    private void make() throws IOException {
        if (root) {
            assertEquals(0, exitCode(new ProcessBuilder("chown", "postgres", home.toString())));
        }
        int code = run("initdb", "-D", data(), "-A", "trust", "-U", USER, "-E", "UTF8", "-N");
        assertEquals(0, code, () -> "initdb: see " + log());
    }

    private String data() {
        return home.resolve("data").toString();
    }

    private Path log() {
        return home.resolve("log");
    }

    private int run(String program, String... arguments) throws IOException {
        return exitCode(new ProcessBuilder(unprivileged(program, arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())));
    }

    private static int exitCode(ProcessBuilder program) throws IOException {
        return program.start()
                .onExit()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join()
                .exitValue();
    }

    /** PostgreSQL refuses to be root. */
    private List<String> unprivileged(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path newestPrograms() throws IOException {
        try (Stream<Path> versions = Files.list(PACKAGE)) {
            return versions.max(Path::compareTo).orElseThrow().resolve("bin");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
