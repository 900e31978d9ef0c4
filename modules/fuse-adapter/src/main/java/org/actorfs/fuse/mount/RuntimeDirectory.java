package org.actorfs.fuse.mount;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.actorfs.posix.MountInfo;
import org.actorfs.posix.Processes;

/**
 * Where the daemons of one user leave word of their mounts: {@code /run/actorfs} for root, else {@code
 * $XDG_RUNTIME_DIR/actorfs} or {@code /tmp/actorfs-UID}. Only that user may enter it.
 */
public final class RuntimeDirectory {
    private static final String LOCK = "mounting.lock";
    private static final int LOCK_TIMEOUT_MILLIS = 20_000;
    private static final int RETRY_MILLIS = 20;

    /** The daemon's umask is 0. */
    private static final FileAttribute<Set<PosixFilePermission>> ONLY_MINE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final Semaphore entrance = new Semaphore(1, true);

    RuntimeDirectory(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** This user's own, made if it is not there. */
    public static RuntimeDirectory own() throws MountException {
        int uid = Processes.geteuid();
        List<Path> places = candidates(uid, System.getenv());
        for (Path place : places) {
            if (isUsable(place, uid)) {
                return new RuntimeDirectory(place);
            }
        }
        throw MountException.failed(
                "no directory for the lock files: none of %s can be made, or is this user's alone".formatted(places));
    }

    /** The record of a mount, whoever made it; empty if there is none or it may not be read. */
    public static Optional<MountRecord> find(MountInfo mount) {
        int owner = owner(mount);
        Map<String, String> environment = owner == Processes.geteuid() ? System.getenv() : Map.of();
        return candidates(owner, environment).stream()
                .filter(place -> isPrivate(place, owner))
                .flatMap(place -> MountRecord.read(place, mount).stream())
                .findFirst();
    }

    /** Best first. */
    static List<Path> candidates(int uid, Map<String, String> environment) {
        List<Path> places = new ArrayList<>();
        if (uid == 0) {
            places.add(Path.of("/run/actorfs"));
        } else {
            String xdg = environment.getOrDefault("XDG_RUNTIME_DIR", "/run/user/" + Integer.toUnsignedString(uid));
            if (xdg.startsWith("/")) {
                places.add(Path.of(xdg, "actorfs"));
            }
        }
        places.add(Path.of("/tmp/actorfs-" + Integer.toUnsignedString(uid)));
        return places;
    }

    /**
     * Waits until nobody else of this user is between looking at a mountpoint and leaving its record, neither another daemon nor another
     * thread that was given this object; closing the result, by any thread, lets the next one go on.
     */
    public Closeable enter() throws MountException, IOException {
        // Among threads first: a channel that is closed without the lock would take another's away.
        try {
            entrance.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        long deadline = System.nanoTime() + LOCK_TIMEOUT_MILLIS * 1_000_000L;
        try {
            FileChannel channel = FileChannel.open(
                    path.resolve(LOCK), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ONLY_MINE);
            while (!tryLock(channel)) {
                try {
                    awaitTurn(deadline);
                } catch (MountException | IOException e) {
                    channel.close();
                    throw e;
                }
            }
            return () -> {
                channel.close();
                entrance.release();
            };
        } catch (MountException | IOException | RuntimeException e) {
            entrance.release();
            throw e;
        }
    }

    private static void awaitTurn(long deadline) throws MountException, IOException {
        if (System.nanoTime() - deadline > 0) {
            throw MountException.failed(
                    "another actorfs has been mounting for %d s: look for it with  pgrep -af actorfs"
                            .formatted(LOCK_TIMEOUT_MILLIS / 1000));
        }
        pause();
    }

    /** True if the lock is taken now, by this call. */
    static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this process has it
        }
    }

    static void pause() throws IOException {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static boolean isUsable(Path place, int uid) {
        try {
            Files.createDirectory(
                    place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // Then it must be ours.
        } catch (IOException e) {
            return false;
        }
        return isPrivate(place, uid) && Files.isWritable(place);
    }

    /** In /tmp anybody may have made it. */
    static boolean isPrivate(Path place, int uid) {
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(place, "unix:uid,permissions,isDirectory", LinkOption.NOFOLLOW_LINKS);
            return Integer.valueOf(uid).equals(attributes.get("uid"))
                    && Boolean.TRUE.equals(attributes.get("isDirectory"))
                    && attributes.get("permissions") instanceof Set<?> permissions
                    && PosixFilePermissions.fromString("rwx------").containsAll(permissions);
        } catch (IOException e) {
            return false;
        }
    }

    /** The user_id that a FUSE mount was made with. */
    static int owner(MountInfo mount) {
        for (String option : mount.superOptions().split(",", -1)) {
            if (option.startsWith("user_id=")) {
                return Integer.parseUnsignedInt(option.substring("user_id=".length()));
            }
        }
        return 0;
    }
}
