package org.actorfs.fuse.mount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.Processes;
import org.actorfs.posix.Sockets;
import org.actorfs.posix.Spawn;

/** fusermount3, the set-user-id program that mounts for those who are not root; see fusermount3(1). */
final class FuseHelper {
    private static final String NAME = "fusermount3";
    private static final String COMMON_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final int TIMEOUT_MILLIS = 30_000;

    /** What the program says is kept in a file ($0), for the sentence a person gets; the rest are its arguments. */
    private static final String KEEP_WHAT_IT_SAYS = "exec \"$@\" >\"$0\" 2>&1";

    private final String program;

    private FuseHelper(String program) {
        this.program = program;
    }

    static FuseHelper find() throws MountException {
        String path = System.getenv().getOrDefault("PATH", "") + ":" + COMMON_PATH;
        return Arrays.stream(path.split(":"))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, NAME))
                .filter(Files::isExecutable)
                .findFirst()
                .map(file -> new FuseHelper(file.toString()))
                .orElseThrow(() -> MountException.failed("fusermount3 is not on PATH, and only root mounts without it:"
                        + " install the package fuse3, or mount as root"));
    }

    /** The program's path. */
    String program() {
        return program;
    }

    /** Mounts; the mounted /dev/fuse descriptor, which the caller owns. */
    int mount(Path directory, String options) throws MountException, IOException {
        int[] pair = new int[2];
        check("socketpair", Sockets.socketPair(pair));
        Path said = Files.createTempFile("actorfs-mount-", ".txt");
        try {
            int pid = start(List.of(program, "-o", options, "--", directory.toString()), said, pair[1]);
            pair[1] = closed(pair[1]); // or the end of the program would not be the end of the stream
            int fd = receive(pair[0]);
            int code = Processes.waitFor(pid, TIMEOUT_MILLIS);
            if (fd >= 0 && code == 0) {
                return fd;
            }
            closed(fd);
            throw MountException.failed("fusermount3 did not mount %s: %s".formatted(directory, complaint(said, code)));
        } finally {
            Files.deleteIfExists(said);
            closed(pair[0]);
            closed(pair[1]);
        }
    }

    /** Unmounts; a {@code lazy} one detaches what is in use. */
    void unmount(Path directory, boolean lazy) throws MountException, BusyException, IOException {
        Path said = Files.createTempFile("actorfs-unmount-", ".txt");
        try {
            List<String> arguments = lazy
                    ? List.of(program, "-u", "-z", "--", directory.toString())
                    : List.of(program, "-u", "--", directory.toString());
            int code = Processes.waitFor(start(arguments, said, 0), TIMEOUT_MILLIS);
            if (code != 0) {
                String complaint = complaint(said, code);
                if (complaint.contains("busy")) {
                    throw new BusyException(directory);
                }
                throw MountException.failed("fusermount3 did not unmount %s: %s".formatted(directory, complaint));
            }
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private static int start(List<String> command, Path said, int inheritedFd) throws IOException {
        List<String> shell = new ArrayList<>(List.of("/bin/sh", "-c", KEEP_WHAT_IT_SAYS, said.toString()));
        shell.addAll(command);
        Map<String, String> environment =
                Map.of("PATH", COMMON_PATH, "LC_ALL", "C", "_FUSE_COMMFD", Integer.toString(Spawn.INHERITED_FD));
        return check("/bin/sh", Spawn.start(shell, environment, inheritedFd));
    }

    private static int receive(int socket) {
        int fd = Sockets.receiveFd(socket);
        while (fd == -Errnos.EINTR) {
            fd = Sockets.receiveFd(socket);
        }
        return fd;
    }

    private static String complaint(Path said, int code) throws IOException {
        String text = new String(Files.readAllBytes(said), StandardCharsets.UTF_8).strip();
        String line = text.lines().reduce((_, last) -> last).orElse("");
        return line.isEmpty()
                ? "it ended with code " + code + " and said nothing"
                : line.replaceFirst("^\\S*fusermount3: ", "");
    }

    private static int closed(int fd) {
        if (fd >= 0) {
            Descriptors.close(fd);
        }
        return -1;
    }

    private static int check(String what, int result) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": " + Errnos.name(result));
        }
        return result;
    }
}
