package org.actorfs.fuse.mount;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Every word that {@code -o} understands, with what a person is told about it. */
public enum MountOption {
    RW("rw", "", "files may be changed; the default"),
    RO("ro", "", "nothing may be changed"),
    SUID("suid", "", "set-user-id programs work; root's default, and for root only"),
    NOSUID("nosuid", "", "set-user-id programs run as their caller"),
    DEV("dev", "", "device files work; root's default, and for root only"),
    NODEV("nodev", "", "device files do not open"),
    EXEC("exec", "", "programs may be run; the default"),
    NOEXEC("noexec", "", "no program may be run"),
    SYNC("sync", "", "a write returns when it is kept for good"),
    DIRSYNC("dirsync", "", "a change of a directory returns when it is kept for good"),
    NOATIME("noatime", "", "reading leaves access times alone"),
    RELATIME("relatime", "", "reading updates an access time older than the last change; the default"),
    ALLOW_OTHER(
            "allow_other", "", "other users may use the mount; others than root need user_allow_other in fuse.conf"),
    DEFAULT_PERMISSIONS("default_permissions", "", "the kernel checks permissions; the default unless the volume does"),
    AUTO_UNMOUNT("auto_unmount", "", "the mount goes when the daemon dies, however it dies"),
    NONEMPTY("nonempty", "", "the directory need not be empty; what it holds is hidden meanwhile"),
    LAZY_UMOUNT(
            "lazy-umount-mountpoint", "BOOL", "true: what is mounted there by FUSE is detached first; default: false"),
    ENTRY_TIMEOUT(
            "entry_timeout", "SECONDS", "how long the kernel trusts a name, e.g. 1 or 0.5; default: the volume's"),
    ATTR_TIMEOUT("attr_timeout", "SECONDS", "how long the kernel trusts attributes; default: the volume's"),
    NEGATIVE_TIMEOUT(
            "negative_timeout", "SECONDS", "how long the kernel trusts that a name is missing; default: the volume's"),
    MAX_WRITE("max_write", "BYTES", "the largest write request, 4K to 1M; default: 1M"),
    MAX_BACKGROUND("max_background", "NUMBER", "read-ahead and write-back requests in flight; default: 64"),
    WRITEBACK_CACHE("writeback_cache", "", "the kernel collects writes; for volumes that nobody else changes"),
    KERNEL_CACHE("kernel_cache", "", "the kernel keeps a file's data when it is opened again"),
    LOCKS("locks", "kernel|volume", "who keeps fcntl and flock locks; volume: they hold for every user of the volume"),
    FSNAME("fsname", "TEXT", "what df and mount show as the source; default: the volume"),
    SUBTYPE("subtype", "TEXT", "the type is shown as fuse.TEXT; default: actorfs"),
    TRANSPORT(
            "transport",
            "auto|dev|uring|jnr",
            "how requests travel; uring: FUSE over io_uring, which auto takes where the kernel may; dev: /dev/fuse; jnr: libfuse 2 through jnr-fuse");

    /**
     * What fstab and mount(8) add for their own use, and what lines of mergerfs's say of its threads and buffers, or that is so here anyway;
     * accepted without effect.
     */
    private static final Pattern IGNORED = Pattern.compile("defaults|(no)?auto|nofail|users?|_netdev|x-.*"
            + "|use_ino|hard_remove|big_writes|splice_(move|read|write)|noforget|remember=\\d+"
            + "|(threads|(read|process)-thread-count|process-thread-queue-depth)=-?\\d+"
            + "|pin-threads=[\\w-]+|scheduling-priority=-?\\d+|fuse[_-]msg[_-]size=\\w+"
            + "|(parallel-direct-writes|direct-io-allow-mmap)=true|cache\\.writeback=false|nfsopenhack=off");

    private final String word;
    private final String argument;
    private final String meaning;

    MountOption(String word, String argument, String meaning) {
        this.word = word;
        this.argument = argument;
        this.meaning = meaning;
    }

    /** As it is written, without its value. */
    public String word() {
        return word;
    }

    /** As it is shown in a table: {@code ro}, {@code max_write=BYTES}. */
    public String form() {
        return takesValue() ? word + "=" + argument : word;
    }

    public String meaning() {
        return meaning;
    }

    boolean takesValue() {
        return !argument.isEmpty();
    }

    static Optional<MountOption> of(String word) {
        return Arrays.stream(values())
                .filter(option -> option.word.equals(word))
                .findFirst();
    }

    static boolean isIgnored(String word) {
        return IGNORED.matcher(word).matches();
    }

    /** The forms of all, for a message. */
    static String known() {
        return Arrays.stream(values()).map(MountOption::form).collect(Collectors.joining(" "));
    }
}
