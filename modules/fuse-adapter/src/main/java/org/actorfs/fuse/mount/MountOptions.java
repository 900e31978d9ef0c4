package org.actorfs.fuse.mount;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.actorfs.fs.driver.DriverFactory.DriverOption;
import org.actorfs.posix.Mounts;

/**
 * What {@code -o} asks for, read once. Of options that contradict each other the later wins.
 *
 * @param flags {@code MS_*} of mount(2)
 * @param lazyUmount what is mounted there, if it is a FUSE filesystem, is detached first
 * @param entryTimeoutNanos -1: the volume's default; so the two after it
 * @param fsName what is shown as the source, if it was given
 * @param subtype the mount's type is {@code fuse.} and this
 * @param driverOptions the values of the options that only the volume's driver understands, by word, in the order given
 */
public record MountOptions(
        long flags,
        boolean allowOther,
        boolean defaultPermissions,
        boolean autoUnmount,
        boolean nonEmpty,
        boolean lazyUmount,
        boolean writebackCache,
        boolean kernelCache,
        boolean ownLocks,
        Transport transport,
        long entryTimeoutNanos,
        long attrTimeoutNanos,
        long negativeTimeoutNanos,
        int maxWriteBytes,
        int maxBackground,
        Optional<String> fsName,
        String subtype,
        Map<String, String> driverOptions) {

    /** As {@link #parse(List, boolean, List)} for a volume that adds no options. */
    public static MountOptions parse(List<String> lists, boolean root) throws MountException {
        return parse(lists, root, List.of());
    }

    /**
     * Reads the values of every {@code -o}, in order.
     *
     * @param root whether root mounts; anybody else gets nosuid and nodev
     * @param ofDriver the options that the volume's driver adds
     */
    public static MountOptions parse(List<String> lists, boolean root, List<DriverOption> ofDriver)
            throws MountException {
        MountOptionsReader reader = new MountOptionsReader(root, ofDriver);
        for (String list : lists) {
            reader.read(list);
        }
        return reader.options();
    }

    public boolean readOnly() {
        return has(Mounts.MS_RDONLY);
    }

    public boolean syncWrites() {
        return has(Mounts.MS_SYNCHRONOUS);
    }

    /** {@code fuse.actorfs}, as in /proc/self/mountinfo. */
    public String fsType() {
        return "fuse." + subtype;
    }

    /** The same options, with permissions checked by the kernel. */
    public MountOptions withDefaultPermissions() {
        return new MountOptions(
                flags,
                allowOther,
                true,
                autoUnmount,
                nonEmpty,
                lazyUmount,
                writebackCache,
                kernelCache,
                ownLocks,
                transport,
                entryTimeoutNanos,
                attrTimeoutNanos,
                negativeTimeoutNanos,
                maxWriteBytes,
                maxBackground,
                fsName,
                subtype,
                driverOptions);
    }

    /** The data argument of mount(2), see fuse(4) and fs/fuse/inode.c; rootmode is in octal. */
    String kernelData(int fuseFd, int uid, int gid) {
        List<String> data = new ArrayList<>();
        data.add("fd=" + fuseFd);
        data.add("rootmode=40000");
        data.add("user_id=" + uid);
        data.add("group_id=" + gid);
        addPermissions(data);
        return String.join(",", data);
    }

    /** The {@code -o} of fusermount3, which adds nosuid and nodev itself; relatime is what it does anyway. */
    String fusermountOptions(String source) {
        List<String> words = new ArrayList<>();
        words.add(readOnly() ? "ro" : "rw");
        addIf(words, "nosuid", has(Mounts.MS_NOSUID));
        addIf(words, "nodev", has(Mounts.MS_NODEV));
        addIf(words, "noexec", has(Mounts.MS_NOEXEC));
        addIf(words, "sync", syncWrites());
        addIf(words, "dirsync", has(Mounts.MS_DIRSYNC));
        addIf(words, "noatime", has(Mounts.MS_NOATIME));
        addPermissions(words);
        words.add("subtype=" + subtype);
        words.add("fsname=" + source.replace("\\", "\\\\").replace(",", "\\,"));
        return String.join(",", words);
    }

    private void addPermissions(List<String> words) {
        addIf(words, "default_permissions", defaultPermissions);
        addIf(words, "allow_other", allowOther);
    }

    private static void addIf(List<String> words, String word, boolean wanted) {
        if (wanted) {
            words.add(word);
        }
    }

    private boolean has(long flag) {
        return (flags & flag) != 0;
    }
}
