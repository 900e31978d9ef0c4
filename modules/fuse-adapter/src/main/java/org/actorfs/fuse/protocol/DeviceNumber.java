package org.actorfs.fuse.protocol;

/**
 * Device numbers in 32 bits as the kernel packs them ({@code new_encode_dev}, linux/kdev_t.h): 12 bits of major, 20 of
 * minor, the minor split around the major.
 */
public final class DeviceNumber {
    private DeviceNumber() {}

    /** Packs a major (0..4095) and a minor (0..1048575) number. */
    public static int encode(int major, int minor) {
        return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & 0xfff00) << 12);
    }

    /** The major number in {@code rdev}. */
    public static int major(int rdev) {
        return (rdev >>> 8) & 0xfff;
    }

    /** The minor number in {@code rdev}. */
    public static int minor(int rdev) {
        return (rdev & 0xff) | ((rdev >>> 12) & 0xfff00);
    }
}
