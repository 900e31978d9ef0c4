package org.actorfs.posix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One line of /proc/self/mountinfo, see proc(5): what is mounted where, without touching any mount. The kernel writes
 * blanks and backslashes as octal; here they are plain again. Text is taken as UTF-8.
 *
 * @param root the directory of the filesystem that is seen at the mountpoint; {@code /} but for bind mounts
 * @param options of this mount: {@code rw,nosuid}
 * @param fstype such as {@code ext4} or {@code fuse.actorfs}
 * @param superOptions of the filesystem, whatever the mount
 */
public record MountInfo(
        int mountId,
        int parentId,
        int major,
        int minor,
        String root,
        String mountPoint,
        String options,
        String fstype,
        String source,
        String superOptions) {

    private static final Path SELF = Path.of("/proc/self/mountinfo");

    /** The optional fields (propagation) end with this one. */
    private static final String SEPARATOR = "-";

    private static final int FIRST_OPTIONAL_FIELD = 6;

    /** What this process sees now, oldest first. A snapshot: mounts come and go. */
    public static List<MountInfo> readSelf() throws IOException {
        return parseAll(new String(Files.readAllBytes(SELF), StandardCharsets.UTF_8));
    }

    /** The mount that a user of exactly this path reaches, now. */
    public static Optional<MountInfo> find(String mountPoint) throws IOException {
        return find(readSelf(), mountPoint);
    }

    /** Of several at one mountpoint the last covers the others. */
    public static Optional<MountInfo> find(List<MountInfo> mounts, String mountPoint) {
        return mounts.stream()
                .filter(mount -> mount.mountPoint.equals(mountPoint))
                .reduce((covered, covering) -> covering);
    }

    /** The mount that an absolute path without links or dots is on: the longest mountpoint above it. */
    public static Optional<MountInfo> containing(List<MountInfo> mounts, String path) {
        return mounts.stream()
                .filter(mount -> mount.isAbove(path))
                .reduce((best, other) -> other.mountPoint.length() >= best.mountPoint.length() ? other : best);
    }

    public static List<MountInfo> parseAll(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .map(MountInfo::parse)
                .toList();
    }

    /** Parses one line; IllegalArgumentException when it is not of the kernel's form. */
    public static MountInfo parse(String line) {
        List<String> fields = List.of(line.split(" ", -1));
        int separator = fields.lastIndexOf(SEPARATOR);
        if (separator < FIRST_OPTIONAL_FIELD || fields.size() < separator + 4) {
            throw new IllegalArgumentException("not a line of mountinfo: " + line);
        }
        String device = fields.get(2);
        int colon = device.indexOf(':');
        return new MountInfo(
                Integer.parseInt(fields.get(0)),
                Integer.parseInt(fields.get(1)),
                Integer.parseInt(device.substring(0, colon)),
                Integer.parseInt(device.substring(colon + 1)),
                unescape(fields.get(3)),
                unescape(fields.get(4)),
                unescape(fields.get(5)),
                unescape(fields.get(separator + 1)),
                unescape(fields.get(separator + 2)),
                unescape(fields.get(separator + 3)));
    }

    private boolean isAbove(String path) {
        return mountPoint.equals("/") || path.equals(mountPoint) || path.startsWith(mountPoint + "/");
    }

    /** Undoes {@code \040} (blank), {@code \011} (tab), {@code \012} (newline), {@code \134} (backslash), {@code \043} (#). */
    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            boolean escape = bytes[at] == '\\' && at + 3 < bytes.length;
            plain.write(escape ? octal(bytes, at + 1) : bytes[at]);
            at += escape ? 4 : 1;
        }
        return plain.toString(StandardCharsets.UTF_8);
    }

    private static int octal(byte[] bytes, int at) {
        return (bytes[at] - '0') << 6 | (bytes[at + 1] - '0') << 3 | (bytes[at + 2] - '0');
    }
}
