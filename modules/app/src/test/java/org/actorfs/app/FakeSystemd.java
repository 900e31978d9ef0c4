package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Listens at a notification socket as systemd does, in a python3 of its own: Java has no such sockets. */
final class FakeSystemd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String LISTEN = """
            import os, socket, sys
            name = sys.argv[1]
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind("\\0" + name[1:] if name.startswith("@") else name)
            print("listening", flush=True)
            while True:
                print(s.recv(65536).decode(), flush=True)
            """;

    private final String socket;
    private final Path heard;
    private final Process process;

    private FakeSystemd(String socket, Path heard, Process process) {
        this.socket = socket;
        this.heard = heard;
        this.process = process;
    }

    /** At a path, or at {@code @name} in the kernel's own namespace; what it hears goes to a file of the directory. */
    static FakeSystemd listen(String socket, Path directory) throws IOException {
        Path heard = directory.resolve("heard");
        Process process = new ProcessBuilder("python3", "-c", LISTEN, socket)
                .redirectErrorStream(true)
                .redirectOutput(heard.toFile())
                .start();
        FakeSystemd systemd = new FakeSystemd(socket, heard, process);
        if (!systemd.hears("listening")) {
            systemd.close();
            throw new IOException("cannot listen at " + socket + ": " + systemd.heard());
        }
        return systemd;
    }

    /** What the daemon must find in its environment. */
    List<String> variables() {
        return List.of("NOTIFY_SOCKET=" + socket);
    }

    /** All lines so far. */
    List<String> heard() throws IOException {
        return Files.readString(heard, UTF_8).lines().toList();
    }

    /** As soon as that line has come; false if it does not. */
    boolean hears(String line) {
        return MountFixture.within(PATIENCE, () -> {
            try {
                return heard().contains(line);
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
