package org.actorfs.fuse.mount;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.MountInfo;
import org.actorfs.posix.NativeBuffer;
import org.actorfs.posix.Processes;
import org.actorfs.posix.Sockets;
import org.actorfs.posix.Spawn;

/**
 * A small child that outlives the daemon by a moment: a shell that waits at the other end of a socket. If the socket
 * ends without a good-bye the daemon was killed, and the shell detaches its mount, provided that mount is still the one
 * at that place. Owned by whoever started the mount; {@link #close} says good-bye and collects the child.
 */
public final class AutoUnmount implements AutoCloseable {
    private static final String GOOD_BYE = "bye\n";
    private static final int END_TIMEOUT_MILLIS = 10_000;
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /**
     * $1 is major:minor, $2 the mountpoint as mountinfo writes it, the rest the command. The signals of a terminal are
     * for the daemon: the shell has to stay until that is gone. Read waits in the shell itself; no other process is there.
     */
    private static final String WATCH = """
            trap '' HUP INT QUIT TERM
            cd /
            exec >/dev/null 2>&1 </dev/null
            read -r word <&3 && exit 0
            exec 3<&-
            device=$1 point=$2
            shift 2
            while read -r id parent dev root at rest; do
                [ "$dev" = "$device" ] && [ "$at" = "$point" ] && exec "$@"
            done </proc/self/mountinfo
            """;

    private final int pid;
    private final int socket;

    private AutoUnmount(int pid, int socket) {
        this.pid = pid;
        this.socket = socket;
    }

    /** Watches over a mount of this process. */
    public static AutoUnmount start(MountInfo mount) throws MountException, IOException {
        int[] pair = new int[2];
        check("socketpair", Sockets.socketPair(pair));
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString()); // whoever kills the daemon's process group shall not kill the watch
        }
        command.addAll(List.of("/bin/sh", "-c", WATCH, "actorfs-auto-unmount"));
        command.add(mount.major() + ":" + mount.minor());
        command.add(escaped(mount.mountPoint()));
        command.addAll(detach(mount.mountPoint()));
        int pid = Spawn.start(command, Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), pair[1]);
        Descriptors.close(pair[1]);
        if (pid < 0) {
            Descriptors.close(pair[0]);
            check("/bin/sh", pid);
        }
        return new AutoUnmount(pid, pair[0]);
    }

    /** The child's id. */
    int pid() {
        return pid;
    }

    /** Says that there is nothing left to unmount, and waits for the child's end. */
    @Override
    public void close() {
        try (NativeBuffer word = NativeBuffer.allocate(GOOD_BYE.length())) {
            byte[] bytes = GOOD_BYE.getBytes(US_ASCII);
            word.segment().asSlice(0, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            FileIo.write(socket, word.address(), bytes.length);
        }
        Descriptors.close(socket);
        if (Processes.waitFor(pid, END_TIMEOUT_MILLIS) == -Errnos.ETIMEDOUT) {
            Processes.kill(pid, Processes.SIGKILL);
            Processes.waitFor(pid, END_TIMEOUT_MILLIS);
        }
    }

    private static List<String> detach(String directory) throws MountException {
        return Processes.geteuid() == 0
                ? List.of("umount", "-i", "-l", "--", directory)
                : List.of(FuseHelper.find().program(), "-u", "-z", "--", directory);
    }

    /** As the kernel writes a path in mountinfo. */
    static String escaped(String path) {
        return path.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012")
                .replace("#", "\\043");
    }

    private static void check(String what, int result) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": " + Errnos.name(result));
        }
    }
}
