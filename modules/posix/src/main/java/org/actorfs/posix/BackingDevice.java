package org.actorfs.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel keeps of a mounted filesystem's reading ahead and writing back; root may change it.
 *
 * @param major of st_dev
 * @param minor of st_dev
 * @see <a href="https://docs.kernel.org/admin-guide/abi-testing.html">/sys/class/bdi</a>
 */
public record BackingDevice(int major, int minor) {
    /** Of a mount. */
    public static BackingDevice of(MountInfo mount) {
        return new BackingDevice(mount.major(), mount.minor());
    }

    /** Of an inode's st_dev. */
    public static BackingDevice of(long device) {
        return new BackingDevice(Statx.major(device), Statx.minor(device));
    }

    /** How much is read beyond what was asked for; IOException without the right, or if the filesystem has no such thing. */
    public void readAhead(long kib) throws IOException {
        write("read_ahead_kb", kib);
    }

    /** How many percent of the memory that may hold unwritten data it may take; IOException as above. */
    public void maxRatio(int percent) throws IOException {
        write("max_ratio", percent);
    }

    private void write(String attribute, long value) throws IOException {
        Files.writeString(Path.of("/sys/class/bdi/%d:%d".formatted(major, minor), attribute), Long.toString(value));
    }
}
