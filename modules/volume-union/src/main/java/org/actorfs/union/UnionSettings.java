package org.actorfs.union;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.driver.DriverFactory.DriverOption;
import org.actorfs.fs.driver.KernelUse;
import org.actorfs.fs.driver.KernelUse.Pages;
import org.jspecify.annotations.Nullable;

/**
 * What can be set, with mergerfs's names and meanings. Immutable once it is published: {@link #with} changes a copy.
 */
final class UnionSettings {
    /** What {@code func.*} and {@code category.*} stand for in help. */
    private static final String POLICY = "POLICY";

    /** The policy of moveonenospc=true. */
    private static final String MOVED = "pfrd";

    /** What the kernel is told when it mounts. */
    private static final Set<String> FIXED = Set.of(
            "passthrough.io",
            "xattr",
            "cache.entry",
            "cache.attr",
            "cache.negative_entry",
            "cache.files",
            "cache.symlinks",
            "cache.readdir",
            "async_read");

    private static final long DEFAULT_MIN_FREE_BYTES = 4L << 30;
    private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(1_000_000_000);

    private final Map<Func, Policy> policies = new EnumMap<>(Func.class);
    private long minFreeBytes = DEFAULT_MIN_FREE_BYTES;
    private @Nullable Policy moveOnEnospc;
    private PassthroughIo passthroughIo = PassthroughIo.OFF;
    private boolean ignorePreservationOnRename;
    private InodeCalc inodeCalc = InodeCalc.HYBRID_HASH;
    private StatfsIgnore statfsIgnore = StatfsIgnore.NONE;
    private XattrMode xattrMode = XattrMode.PASSTHROUGH;
    private long entryNanos = TimeUnit.SECONDS.toNanos(1);
    private long attrNanos = TimeUnit.SECONDS.toNanos(1);
    private long statfsNanos;
    private long negativeNanos;
    private FileCache fileCache = FileCache.PARTIAL;
    private boolean cacheSymlinks = true;
    private boolean cacheListings;
    private boolean asyncRead = true;
    private boolean dropCacheOnClose;
    private boolean nullRw;
    private boolean securityCapability = true;

    /** What the kernel caches of files. */
    enum FileCache {
        OFF("off", Pages.NONE),
        PARTIAL("partial", Pages.WHILE_OPEN),
        FULL("full", Pages.KEPT),
        AUTO_FULL("auto-full", Pages.KEPT_UNTIL_CHANGED);

        private final String word;
        private final Pages pages;

        FileCache(String word, Pages pages) {
            this.word = word;
            this.pages = pages;
        }
    }

    /** Which branches statfs(2) leaves out. */
    enum StatfsIgnore {
        NONE,
        RO,
        NC
    }

    /** What becomes of extended attributes. */
    enum XattrMode {
        PASSTHROUGH,
        /** Nothing has any, and none can be set. */
        NOATTR,
        /** The calls do not exist. */
        NOSYS
    }

    /** Files that are opened for what are read and written by the kernel itself. */
    enum PassthroughIo {
        OFF,
        RO,
        WO,
        RW;

        /** @param flags of open(2) */
        boolean isFor(int flags) {
            return switch (this) {
                case OFF -> false;
                case RO -> !OpenFlags.mayWrite(flags);
                case WO -> !OpenFlags.mayRead(flags);
                case RW -> true;
            };
        }
    }

    private UnionSettings() {
        for (Func func : Func.values()) {
            policies.put(func, policy(func.category().defaultPolicy()));
        }
    }

    static UnionSettings defaults() {
        return new UnionSettings();
    }

    private static Policy policy(String name) {
        return Policies.named(name).orElseThrow();
    }

    private UnionSettings copy() {
        UnionSettings copy = new UnionSettings();
        copy.policies.putAll(policies);
        copy.minFreeBytes = minFreeBytes;
        copy.moveOnEnospc = moveOnEnospc;
        copy.passthroughIo = passthroughIo;
        copy.ignorePreservationOnRename = ignorePreservationOnRename;
        copy.inodeCalc = inodeCalc;
        copy.statfsIgnore = statfsIgnore;
        copy.xattrMode = xattrMode;
        copy.entryNanos = entryNanos;
        copy.attrNanos = attrNanos;
        copy.statfsNanos = statfsNanos;
        copy.negativeNanos = negativeNanos;
        copy.fileCache = fileCache;
        copy.cacheSymlinks = cacheSymlinks;
        copy.cacheListings = cacheListings;
        copy.asyncRead = asyncRead;
        copy.dropCacheOnClose = dropCacheOnClose;
        copy.nullRw = nullRw;
        copy.securityCapability = securityCapability;
        return copy;
    }

    /** The options, for help and for what may follow {@code -o}. */
    static List<DriverOption> options() {
        List<DriverOption> options = new ArrayList<>();
        for (Category category : Category.values()) {
            options.add(new DriverOption(
                    "category." + category.word(),
                    POLICY,
                    "for all of its functions; default: " + category.defaultPolicy()));
        }
        for (Func func : Func.values()) {
            options.add(new DriverOption(
                    "func." + func.word(),
                    POLICY,
                    "overrides category." + func.category().word()));
        }
        options.add(
                new DriverOption("minfreespace", "SIZE", "nothing is made on a branch with less space; default: 4G"));
        options.add(new DriverOption(
                "moveonenospc",
                "BOOL|POLICY",
                "a file whose branch is full moves to another; default: false; true: " + MOVED));
        options.add(new DriverOption(
                "passthrough.io",
                "off|ro|wo|rw",
                "files opened for that are read and written by the kernel itself; default: off"));
        options.add(new DriverOption(
                "ignorepponrename", "BOOL", "rename and link as if no policy preserved paths; default: false"));
        options.add(new DriverOption(
                "inodecalc", "MODE", "how inode numbers are made, as in mergerfs; default: hybrid-hash"));
        options.add(
                new DriverOption("statfs_ignore", "none|ro|nc", "whose available space does not count; default: none"));
        options.add(new DriverOption("xattr", "passthrough|noattr|nosys", "extended attributes; default: passthrough"));
        options.add(new DriverOption("cache.entry", "SECONDS", "how long a name is believed; default: 1"));
        options.add(new DriverOption("cache.attr", "SECONDS", "how long attributes are believed; default: 1"));
        options.add(new DriverOption(
                "cache.negative_entry", "SECONDS", "how long it is believed that there is no such name; default: 0"));
        options.add(new DriverOption(
                "cache.files",
                "off|partial|full|auto-full",
                "the kernel keeps pages: not, until the next open (partial; the default), or longer"));
        options.add(new DriverOption("cache.symlinks", "BOOL", "the kernel keeps targets of links; default: true"));
        options.add(new DriverOption(
                "cache.readdir", "BOOL", "the kernel keeps listings of unchanged directories; default: false"));
        options.add(new DriverOption("async_read", "BOOL", "several reads of one open file at a time; default: true"));
        options.add(new DriverOption(
                "dropcacheonclose", "BOOL", "a closed file leaves the cache of its branch; default: false"));
        options.add(new DriverOption("security_capability", "BOOL", "false: no file has capabilities; default: true"));
        options.add(
                new DriverOption("nullrw", "BOOL", "reads and writes do nothing, for measurements; default: false"));
        options.add(
                new DriverOption("cache.statfs", "SECONDS", "how long a branch's free space is believed; default: 0"));
        return List.copyOf(options);
    }

    /** A line or two for each option; all functions together. */
    static List<String> help() {
        List<String> lines = new ArrayList<>();
        lines.add("category.CATEGORY=POLICY   action (epall), create (pfrd) or search (ff): for all its functions");
        lines.add("func.FUNCTION=POLICY       for one function, which are");
        for (Category category : Category.values()) {
            lines.add("                             " + category.word() + ": " + functions(category));
        }
        lines.add("                           and the policies:");
        List<String> policies = List.of(Policies.names().split(" "));
        int half = policies.size() / 2;
        lines.add("                             " + String.join(" ", policies.subList(0, half)));
        lines.add("                             " + String.join(" ", policies.subList(half, policies.size())));
        for (DriverOption option : options()) {
            if (!option.argument().equals(POLICY)) {
                lines.addAll(option.lines());
            }
        }
        return List.copyOf(lines);
    }

    private static String functions(Category category) {
        return String.join(
                " ",
                Arrays.stream(Func.values())
                        .filter(func -> func.category() == category)
                        .map(Func::word)
                        .toList());
    }

    /** The same with one setting changed. */
    UnionSettings with(String word, String value) throws BadSetting {
        UnionSettings changed = copy();
        changed.set(word, value);
        changed.refuseContradiction();
        return changed;
    }

    private void refuseContradiction() throws BadSetting {
        if (!passesThrough()) {
            return;
        }
        if (fileCache == FileCache.OFF) {
            throw new BadSetting(
                    "passthrough.io and cache.files=off exclude each other: what the kernel reads and writes"
                            + " itself is in the cache of the branch; leave one out");
        }
        if (nullRw) {
            throw new BadSetting(
                    "passthrough.io and nullrw exclude each other: the kernel would read and write; leave one"
                            + " out");
        }
        if (moveOnEnospc != null) {
            throw new BadSetting(
                    "passthrough.io and moveonenospc exclude each other: the kernel would go on writing to the"
                            + " file that was moved; leave one out");
        }
    }

    private void set(String word, String value) throws BadSetting {
        if (word.startsWith("func.")) {
            policies.put(func(word), policyOf(word, value));
        } else if (word.startsWith("category.")) {
            setCategory(word, policyOf(word, value));
        } else {
            setOther(word, value);
        }
    }

    private void setOther(String word, String value) throws BadSetting {
        switch (word) {
            case "minfreespace" -> minFreeBytes = Sizes.parse(value);
            case "moveonenospc" -> moveOnEnospc = moving(word, value);
            case "passthrough.io" -> passthroughIo = oneOf(word, value, PassthroughIo.values(), UnionSettings::word);
            case "ignorepponrename" -> ignorePreservationOnRename = flag(word, value);
            case "inodecalc" -> inodeCalc = oneOf(word, value, InodeCalc.values(), InodeCalc::word);
            case "statfs_ignore" -> statfsIgnore = oneOf(word, value, StatfsIgnore.values(), UnionSettings::word);
            case "xattr" -> xattrMode = oneOf(word, value, XattrMode.values(), UnionSettings::word);
            case "cache.entry" -> entryNanos = nanos(word, value);
            case "cache.attr" -> attrNanos = nanos(word, value);
            case "cache.statfs" -> statfsNanos = nanos(word, value);
            case "cache.negative_entry" -> negativeNanos = nanos(word, value);
            case "cache.files" -> fileCache = oneOf(word, value, FileCache.values(), each -> each.word);
            case "cache.symlinks" -> cacheSymlinks = flag(word, value);
            case "cache.readdir" -> cacheListings = flag(word, value);
            case "async_read" -> asyncRead = flag(word, value);
            case "dropcacheonclose" -> dropCacheOnClose = flag(word, value);
            case "security_capability" -> securityCapability = flag(word, value);
            case "nullrw" -> nullRw = flag(word, value);
            default -> throw new BadSetting("'" + word + "' is not a setting of union");
        }
    }

    private void setCategory(String word, Policy policy) throws BadSetting {
        boolean known = false;
        for (Func func : Func.values()) {
            if (word.equals("category." + func.category().word())) {
                policies.put(func, policy);
                known = true;
            }
        }
        if (!known) {
            throw new BadSetting(
                    "'" + word + "' is no category; there are: category.action category.create category.search");
        }
    }

    private static Func func(String word) throws BadSetting {
        for (Func func : Func.values()) {
            if (word.equals("func." + func.word())) {
                return func;
            }
        }
        throw new BadSetting(
                "'" + word + "' is no function; there are: " + words(Func.values(), func -> "func." + func.word()));
    }

    private static Policy policyOf(String word, String value) throws BadSetting {
        return Policies.named(value)
                .orElseThrow(() -> new BadSetting(
                        "'%s=%s': there is no such policy; there are: %s".formatted(word, value, Policies.names())));
    }

    private static @Nullable Policy moving(String word, String value) throws BadSetting {
        return switch (value) {
            case "false" -> null;
            case "true" -> policy(MOVED);
            default -> policyOf(word, value);
        };
    }

    private static boolean flag(String word, String value) throws BadSetting {
        return oneOf(word, value, new Boolean[] {false, true}, String::valueOf);
    }

    /** As a value is written that is an enum's constant in capitals. */
    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <T> T oneOf(String word, String value, T[] values, Function<T, String> name) throws BadSetting {
        for (T each : values) {
            if (name.apply(each).equals(value)) {
                return each;
            }
        }
        throw new BadSetting("'%s=%s': the value must be one of: %s".formatted(word, value, words(values, name)));
    }

    private static long nanos(String word, String value) throws BadSetting {
        try {
            BigDecimal seconds = new BigDecimal(value);
            if (seconds.signum() >= 0 && seconds.compareTo(LONGEST_SECONDS) <= 0) {
                return seconds.movePointRight(9).longValue();
            }
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw new BadSetting("'%s=%s': the value must be seconds from 0 to %s".formatted(word, value, LONGEST_SECONDS));
    }

    private static <T> String words(T[] values, Function<T, String> word) {
        return String.join(" ", Arrays.stream(values).map(word).toList());
    }

    /** Whether the kernel was told when it mounted. */
    static boolean isFixed(String word) {
        return FIXED.contains(word);
    }

    /** The value of a setting as {@link #with} takes it; of a category the policies of its functions; null if there is none of that name. */
    @Nullable
    String get(String word) {
        for (Category category : Category.values()) {
            if (word.equals("category." + category.word())) {
                return policiesOf(category);
            }
        }
        for (Func func : Func.values()) {
            if (word.equals("func." + func.word())) {
                return policy(func).name();
            }
        }
        return switch (word) {
            case "minfreespace" -> String.valueOf(minFreeBytes);
            case "moveonenospc" -> moveOnEnospc == null ? "false" : moveOnEnospc.name();
            case "passthrough.io" -> word(passthroughIo);
            case "ignorepponrename" -> String.valueOf(ignorePreservationOnRename);
            case "inodecalc" -> inodeCalc.word();
            case "statfs_ignore" -> word(statfsIgnore);
            case "xattr" -> word(xattrMode);
            case "cache.entry" -> seconds(entryNanos);
            case "cache.attr" -> seconds(attrNanos);
            case "cache.statfs" -> seconds(statfsNanos);
            case "cache.negative_entry" -> seconds(negativeNanos);
            case "cache.files" -> fileCache.word;
            case "cache.symlinks" -> String.valueOf(cacheSymlinks);
            case "cache.readdir" -> String.valueOf(cacheListings);
            case "async_read" -> String.valueOf(asyncRead);
            case "dropcacheonclose" -> String.valueOf(dropCacheOnClose);
            case "security_capability" -> String.valueOf(securityCapability);
            case "nullrw" -> String.valueOf(nullRw);
            default -> null;
        };
    }

    private String policiesOf(Category category) {
        return String.join(
                ",",
                Arrays.stream(Func.values())
                        .filter(func -> func.category() == category)
                        .map(func -> policy(func).name())
                        .distinct()
                        .toList());
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    Policy policy(Func func) {
        return policies.getOrDefault(func, policy(func.category().defaultPolicy()));
    }

    /** Of branches that have none of their own. */
    long minFreeBytes() {
        return minFreeBytes;
    }

    /** Where a file goes whose branch is full; null: it stays. */
    @Nullable
    Policy moveOnEnospc() {
        return moveOnEnospc;
    }

    /** What the kernel is to do by itself. */
    KernelUse kernelUse() {
        return new KernelUse(passesThrough(), fileCache.pages, cacheListings, cacheSymlinks, asyncRead, negativeNanos);
    }

    /** Whether a closed file is to leave its branch's cache. */
    boolean dropsCacheOnClose() {
        return dropCacheOnClose;
    }

    /** Whether reads and writes do nothing. */
    boolean isNullRw() {
        return nullRw;
    }

    /** Whether files may have capabilities. */
    boolean hasSecurityCapability() {
        return securityCapability;
    }

    /** Whether there are files that the kernel reads and writes itself. */
    boolean passesThrough() {
        return passthroughIo != PassthroughIo.OFF;
    }

    PassthroughIo passthroughIo() {
        return passthroughIo;
    }

    /** Whether rename and link leave things on branches where their directory is already. */
    boolean preservesPaths() {
        return policy(Func.CREATE).preservesPaths() && !ignorePreservationOnRename;
    }

    InodeCalc inodeCalc() {
        return inodeCalc;
    }

    StatfsIgnore statfsIgnore() {
        return statfsIgnore;
    }

    XattrMode xattrMode() {
        return xattrMode;
    }

    long entryNanos() {
        return entryNanos;
    }

    long attrNanos() {
        return attrNanos;
    }

    long statfsNanos() {
        return statfsNanos;
    }
}
