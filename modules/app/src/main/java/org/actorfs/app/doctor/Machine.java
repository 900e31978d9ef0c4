package org.actorfs.app.doctor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.actorfs.fuse.transport.UringChannel;
import org.actorfs.posix.Libraries;

/**
 * What the doctor looks at, as found.
 *
 * @param javaFeature the Java release that runs this program
 * @param fuseDevice what came of opening {@code /dev/fuse}
 * @param fusermount the setuid helper that mounts for those who are not root
 * @param kernel the running kernel
 * @param openFiles the soft limit of open files (RLIMIT_NOFILE)
 * @param root whether this is run by root
 * @param userAllowOther whether {@code /etc/fuse.conf} lets others than root mount with allow_other
 * @param libfuse2 whether libfuse 2 is installed
 * @param ringsNeed what FUSE over io_uring lacks here, if anything
 */
public record Machine(
        int javaFeature,
        FuseDevice fuseDevice,
        Optional<Path> fusermount,
        KernelVersion kernel,
        long openFiles,
        boolean root,
        boolean userAllowOther,
        boolean libfuse2,
        Optional<String> ringsNeed) {

    private static final Path FUSE_DEVICE = Path.of("/dev/fuse");
    private static final String LIBFUSE_2 = "libfuse.so.2";
    private static final Path FUSE_CONF = Path.of("/etc/fuse.conf");
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path STATUS = Path.of("/proc/self/status");

    /** What came of opening {@code /dev/fuse}. */
    public enum FuseDevice {
        USABLE,
        MISSING,
        DENIED,
        /** It is there and may be opened, but something is wrong with it (a plain file, a module that will not load). */
        BROKEN
    }

    /** Looks at the machine this program runs on; what cannot be read counts as absent. */
    public static Machine thisOne() {
        return new Machine(
                Runtime.version().feature(),
                tryFuseDevice(),
                onPath("fusermount3"),
                KernelVersion.of(System.getProperty("os.version")),
                openFiles(lines(LIMITS)),
                isRoot(lines(STATUS)),
                lines(FUSE_CONF).stream().map(String::strip).anyMatch("user_allow_other"::equals),
                Libraries.isInstalled(LIBFUSE_2),
                UringChannel.need());
    }

    /** Opening it has no effect until it is mounted, and tells more than access(2): containers deny the open alone. */
    private static FuseDevice tryFuseDevice() {
        try (FileChannel _ = FileChannel.open(FUSE_DEVICE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return FuseDevice.USABLE;
        } catch (NoSuchFileException e) {
            return FuseDevice.MISSING;
        } catch (AccessDeniedException e) {
            return FuseDevice.DENIED;
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            return reason.contains("not permitted") ? FuseDevice.DENIED : FuseDevice.BROKEN;
        }
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Arrays.stream(path.split(":"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The soft limit of {@code Max open files 1024 524288 files}. */
    static long openFiles(List<String> limits) {
        return limits.stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).strip().split("\\s+")[0])
                .mapToLong(soft -> soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** The effective id of {@code Uid: real effective saved fs}. */
    static boolean isRoot(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith("Uid:"))
                .anyMatch(line -> line.split("\\s+")[2].equals("0"));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
