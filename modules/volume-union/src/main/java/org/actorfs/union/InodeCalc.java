package org.actorfs.union;

/**
 * How st_ino comes about. The numbers of one branch may be those of another, so by default they are mixed with the device; a directory,
 * which is on many branches, has one by its path. All but {@code path_hash} give the names of one file one number.
 */
enum InodeCalc {
    PASSTHROUGH(false, false, false),
    PATH_HASH(true, true, false),
    PATH_HASH32(true, true, true),
    DEVINO_HASH(false, false, false),
    DEVINO_HASH32(false, false, true),
    HYBRID_HASH(true, false, false),
    HYBRID_HASH32(true, false, true);

    private final boolean directoriesByPath;
    private final boolean filesByPath;
    private final boolean short32;

    InodeCalc(boolean directoriesByPath, boolean filesByPath, boolean short32) {
        this.directoriesByPath = directoriesByPath;
        this.filesByPath = filesByPath;
        this.short32 = short32;
    }

    boolean byPath(boolean directory) {
        return directory ? directoriesByPath : filesByPath;
    }

    /** @param pathHash {@link #hash} of the path within the volume; asked for only where {@link #byPath} */
    long ino(boolean directory, long pathHash, long device, long ino) {
        if (this == PASSTHROUGH) {
            return ino;
        }
        long wide = byPath(directory) ? mix(pathHash) : mix(mix(device) + ino);
        long folded = short32 ? (wide ^ (wide >>> 32)) & 0xffffffffL : wide;
        return folded == 0 ? 1 : folded; // 0 means no inode to readdir(3)
    }

    /** Of a path: of what is above, and a name there. */
    static long hash(long above, byte[] name) {
        long hash = mix(above + 1);
        for (byte b : name) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** The finalizer of MurmurHash3: each bit of the input changes half of the result's. */
    private static long mix(long value) {
        long x = value + 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 33)) * 0xff51afd7ed558ccdL;
        x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return x ^ (x >>> 33);
    }
}
