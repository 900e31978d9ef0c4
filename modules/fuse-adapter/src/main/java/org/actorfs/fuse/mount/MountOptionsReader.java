package org.actorfs.fuse.mount;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.actorfs.fs.driver.DriverFactory.DriverOption;
import org.actorfs.posix.Mounts;

/** Reads the words of {@code -o} one after the other; the state is what holds so far. */
final class MountOptionsReader {
    private static final long DRIVERS_DEFAULT = -1;
    private static final int DEFAULT_MAX_WRITE_BYTES = 1 << 20;
    private static final int DEFAULT_MAX_BACKGROUND = 64;

    /** The kernel's field has 16 bits. */
    private static final int LARGEST_MAX_BACKGROUND = 65_535;

    private static final int LEAST_MAX_WRITE_BYTES = 4096;
    private static final BigDecimal LONGEST_TIMEOUT_SECONDS = BigDecimal.valueOf(1_000_000_000);
    private static final int NANOS_DIGITS = 9;

    private static final Pattern SECONDS = Pattern.compile("\\d{1,10}(\\.\\d*)?|\\.\\d+");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kKmM]?)");
    private static final Pattern SUBTYPE = Pattern.compile("[A-Za-z0-9_.-]+");

    private final boolean root;
    private final List<DriverOption> ofDriver;
    private final Map<String, String> driverOptions = new LinkedHashMap<>();
    private long flags;
    private boolean allowOther;
    private boolean defaultPermissions;
    private boolean autoUnmount;
    private boolean nonEmpty;
    private boolean lazyUmount;
    private boolean writebackCache;
    private boolean kernelCache;
    private boolean ownLocks;
    private Transport transport = Transport.AUTO;
    private long entryTimeoutNanos = DRIVERS_DEFAULT;
    private long attrTimeoutNanos = DRIVERS_DEFAULT;
    private long negativeTimeoutNanos = DRIVERS_DEFAULT;
    private int maxWriteBytes = DEFAULT_MAX_WRITE_BYTES;
    private int maxBackground = DEFAULT_MAX_BACKGROUND;
    private Optional<String> fsName = Optional.empty();
    private String subtype = "actorfs";

    MountOptionsReader(boolean root, List<DriverOption> ofDriver) {
        this.root = root;
        this.ofDriver = ofDriver;
        this.flags = root ? 0 : Mounts.MS_NOSUID | Mounts.MS_NODEV;
    }

    void read(String list) throws MountException {
        for (String text : list.split(",", -1)) {
            if (!text.isEmpty() && !MountOption.isIgnored(text)) {
                readOne(text);
            }
        }
    }

    MountOptions options() {
        return new MountOptions(
                flags,
                allowOther,
                defaultPermissions,
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
                Collections.unmodifiableMap(driverOptions));
    }

    private void readOne(String text) throws MountException {
        int equals = text.indexOf('=');
        String word = equals < 0 ? text : text.substring(0, equals);
        String value = equals < 0 ? "" : text.substring(equals + 1);
        Optional<DriverOption> special =
                ofDriver.stream().filter(option -> option.word().equals(word)).findFirst();
        if (special.isPresent()) {
            readSpecial(special.get(), value);
            return;
        }
        MountOption option = MountOption.of(word).orElseThrow(() -> unknown(text));
        if (option.takesValue() && value.isEmpty()) {
            throw MountException.usage("mount option '%s' needs a value: write %s".formatted(text, option.form()));
        }
        if (!option.takesValue() && equals >= 0) {
            throw MountException.usage("mount option '%s' takes no value: write %s".formatted(text, option.form()));
        }
        apply(option, value);
    }

    private void readSpecial(DriverOption option, String value) throws MountException {
        if (value.isEmpty()) {
            throw MountException.usage(
                    "mount option '%s' needs a value: write %s".formatted(option.word(), option.form()));
        }
        driverOptions.remove(option.word()); // what was said last comes last
        driverOptions.put(option.word(), value);
    }

    private void apply(MountOption option, String value) throws MountException {
        switch (option) {
            case RW -> flags &= ~Mounts.MS_RDONLY;
            case RO -> flags |= Mounts.MS_RDONLY;
            case SUID -> allow(option, Mounts.MS_NOSUID);
            case NOSUID -> flags |= Mounts.MS_NOSUID;
            case DEV -> allow(option, Mounts.MS_NODEV);
            case NODEV -> flags |= Mounts.MS_NODEV;
            case EXEC -> flags &= ~Mounts.MS_NOEXEC;
            case NOEXEC -> flags |= Mounts.MS_NOEXEC;
            case SYNC -> flags |= Mounts.MS_SYNCHRONOUS;
            case DIRSYNC -> flags |= Mounts.MS_DIRSYNC;
            case NOATIME -> flags = (flags & ~Mounts.MS_RELATIME) | Mounts.MS_NOATIME;
            case RELATIME -> flags = (flags & ~Mounts.MS_NOATIME) | Mounts.MS_RELATIME;
            case ALLOW_OTHER -> allowOther = true;
            case DEFAULT_PERMISSIONS -> defaultPermissions = true;
            case AUTO_UNMOUNT -> autoUnmount = true;
            case NONEMPTY -> nonEmpty = true;
            case WRITEBACK_CACHE -> writebackCache = true;
            case KERNEL_CACHE -> kernelCache = true;
            case LAZY_UMOUNT ->
                lazyUmount = word(option, value, "true", "false").equals("true");
            case ENTRY_TIMEOUT -> entryTimeoutNanos = nanos(option, value);
            case ATTR_TIMEOUT -> attrTimeoutNanos = nanos(option, value);
            case NEGATIVE_TIMEOUT -> negativeTimeoutNanos = nanos(option, value);
            case MAX_WRITE -> maxWriteBytes = number(option, value, LEAST_MAX_WRITE_BYTES, DEFAULT_MAX_WRITE_BYTES);
            case MAX_BACKGROUND -> maxBackground = number(option, value, 1, LARGEST_MAX_BACKGROUND);
            case FSNAME -> fsName = Optional.of(value);
            case SUBTYPE -> subtype = plainWord(option, value);
            case LOCKS -> ownLocks = word(option, value, "kernel", "volume").equals("volume");
            case TRANSPORT ->
                transport =
                        Transport.of(value).orElseThrow(() -> bad(option, value, String.join(", ", Transport.words())));
        }
    }

    private void allow(MountOption option, long flag) throws MountException {
        if (!root) {
            throw MountException.usage(
                    "mount option '%s' is for root only: leave it out, or mount as root".formatted(option.word()));
        }
        flags &= ~flag;
    }

    private static long nanos(MountOption option, String value) throws MountException {
        if (SECONDS.matcher(value).matches()) {
            BigDecimal seconds = new BigDecimal(value);
            if (seconds.compareTo(LONGEST_TIMEOUT_SECONDS) <= 0) {
                return seconds.movePointRight(NANOS_DIGITS).longValue();
            }
        }
        throw bad(option, value, "seconds from 0 to %s, such as 1 or 0.5".formatted(LONGEST_TIMEOUT_SECONDS));
    }

    private static int number(MountOption option, String value, int least, int most) throws MountException {
        Matcher matcher = SIZE.matcher(value);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1)) << shift(matcher.group(2));
            if (number >= least && number <= most) {
                return (int) number;
            }
        }
        throw bad(option, value, "a number from %d to %d, such as 128K or 1M".formatted(least, most));
    }

    private static int shift(String unit) {
        return switch (unit) {
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            default -> 0;
        };
    }

    private static String plainWord(MountOption option, String value) throws MountException {
        if (SUBTYPE.matcher(value).matches()) {
            return value;
        }
        throw bad(option, value, "a word of letters, digits, '_', '-' and '.'");
    }

    private static String word(MountOption option, String value, String one, String other) throws MountException {
        if (!value.equals(one) && !value.equals(other)) {
            throw bad(option, value, one + " or " + other);
        }
        return value;
    }

    private static MountException bad(MountOption option, String value, String wanted) {
        return MountException.usage(
                "mount option '%s=%s': the value must be %s".formatted(option.word(), value, wanted));
    }

    private MountException unknown(String text) {
        return MountException.usage("'%s' is not a mount option; there are: %s".formatted(text, known()));
    }

    private String known() {
        return Stream.concat(Stream.of(MountOption.known()), ofDriver.stream().map(DriverOption::form))
                .collect(Collectors.joining(" "));
    }
}
