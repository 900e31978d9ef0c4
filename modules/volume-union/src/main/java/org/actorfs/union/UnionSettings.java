package org.actorfs.union;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.actorfs.fs.driver.DriverFactory.DriverOption;
import org.actorfs.fs.driver.KernelUse;
import org.actorfs.union.UnionOptions.FileCache;
import org.actorfs.union.UnionOptions.PassthroughIo;
import org.jspecify.annotations.Nullable;

/** The policies and the values of {@link UnionOptions}. Immutable once it is published: {@link #with} makes another. */
final class UnionSettings {
    /** What {@code func.*} and {@code category.*} stand for in help. */
    private static final String POLICY = "POLICY";

    private static final String CATEGORY_PREFIX = "category.";
    private static final String FUNC_PREFIX = "func.";

    /** What was set, as it was written, in that order: a category may undo what was set for one of its functions. */
    private final Map<String, String> given = new LinkedHashMap<>();

    private final Map<Func, Policy> policies = new EnumMap<>(Func.class);
    private final Map<Setting<?>, Object> values = new HashMap<>();

    private UnionSettings() {
        for (Func func : Func.values()) {
            policies.put(func, policy(func.category().defaultPolicy()));
        }
        for (Setting<?> setting : UnionOptions.ALL) {
            values.put(setting, setting.initial());
        }
    }

    static UnionSettings defaults() {
        return new UnionSettings();
    }

    private static Policy policy(String name) {
        return Policies.named(name).orElseThrow();
    }

    /** The options, for help and for what may follow {@code -o}. */
    static List<DriverOption> options() {
        List<DriverOption> options = new ArrayList<>();
        for (Category category : Category.values()) {
            options.add(new DriverOption(
                    CATEGORY_PREFIX + category.word(),
                    POLICY,
                    "for all of its functions; default: " + category.defaultPolicy()));
        }
        for (Func func : Func.values()) {
            options.add(new DriverOption(
                    FUNC_PREFIX + func.word(),
                    POLICY,
                    "overrides " + CATEGORY_PREFIX + func.category().word()));
        }
        UnionOptions.ALL.forEach(setting -> options.add(setting.option()));
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
        for (Setting<?> setting : UnionOptions.ALL) {
            lines.addAll(setting.option().lines());
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
        UnionSettings changed = new UnionSettings();
        for (Map.Entry<String, String> before : given.entrySet()) {
            if (!before.getKey().equals(word)) {
                changed.set(before.getKey(), before.getValue());
            }
        }
        changed.set(word, value);
        changed.refuseContradiction();
        return changed;
    }

    /** What was set, in that order; {@link #with} takes each. */
    Map<String, String> given() {
        return given;
    }

    private void refuseContradiction() throws BadSetting {
        if (!passesThrough()) {
            return;
        }
        if (value(UnionOptions.FILE_CACHE) == FileCache.OFF) {
            throw new BadSetting(
                    "passthrough.io and cache.files=off exclude each other: what the kernel reads and writes"
                            + " itself is in the cache of the branch; leave one out");
        }
        if (value(UnionOptions.NULL_RW)) {
            throw new BadSetting(
                    "passthrough.io and nullrw exclude each other: the kernel would read and write; leave one"
                            + " out");
        }
        if (value(UnionOptions.MOVE_ON_ENOSPC).isPresent()) {
            throw new BadSetting(
                    "passthrough.io and moveonenospc exclude each other: the kernel would go on writing to the"
                            + " file that was moved; leave one out");
        }
    }

    private void set(String word, String value) throws BadSetting {
        Optional<Setting<?>> setting = UnionOptions.named(word);
        if (setting.isPresent()) {
            values.put(setting.get(), setting.get().read(value));
        } else if (word.startsWith(FUNC_PREFIX)) {
            policies.put(func(word), Policies.of(word, value));
        } else if (word.startsWith(CATEGORY_PREFIX)) {
            setCategory(word, Policies.of(word, value));
        } else {
            throw new BadSetting("'" + word + "' is not a setting of union");
        }
        given.put(word, value);
    }

    private void setCategory(String word, Policy policy) throws BadSetting {
        boolean known = false;
        for (Func func : Func.values()) {
            if (word.equals(CATEGORY_PREFIX + func.category().word())) {
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
            if (word.equals(FUNC_PREFIX + func.word())) {
                return func;
            }
        }
        String known = String.join(
                " ",
                Arrays.stream(Func.values())
                        .map(func -> FUNC_PREFIX + func.word())
                        .toList());
        throw new BadSetting("'" + word + "' is no function; there are: " + known);
    }

    /** Whether it cannot be set while it is mounted. */
    static boolean isFixed(String word) {
        return UnionOptions.named(word).filter(Setting::isFixed).isPresent();
    }

    /** The value of a setting as {@link #with} takes it; of a category the policies of its functions; null if there is none of that name. */
    @Nullable
    String get(String word) {
        for (Category category : Category.values()) {
            if (word.equals(CATEGORY_PREFIX + category.word())) {
                return policiesOf(category);
            }
        }
        for (Func func : Func.values()) {
            if (word.equals(FUNC_PREFIX + func.word())) {
                return policy(func).name();
            }
        }
        return UnionOptions.named(word).map(this::written).orElse(null);
    }

    private <T> String written(Setting<T> setting) {
        return setting.write(value(setting));
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

    Policy policy(Func func) {
        return Objects.requireNonNull(policies.get(func)); // each has one from the start
    }

    @SuppressWarnings("unchecked") // was put there by set, which had it from the setting
    <T> T value(Setting<T> setting) {
        Object value = values.get(setting);
        return value == null ? setting.initial() : (T) value;
    }

    /** What the kernel is to do by itself. */
    KernelUse kernelUse() {
        return new KernelUse(
                passesThrough(),
                value(UnionOptions.FILE_CACHE).pages(),
                value(UnionOptions.CACHE_READDIR),
                value(UnionOptions.CACHE_SYMLINKS) && !value(UnionOptions.SYMLINKIFY), // whose targets change
                value(UnionOptions.ASYNC_READ),
                value(UnionOptions.NEGATIVE_NANOS),
                value(UnionOptions.POSIX_ACL),
                value(UnionOptions.READAHEAD_KIB),
                !value(UnionOptions.LINK_COW));
    }

    /** Whether there are files that the kernel reads and writes itself. */
    boolean passesThrough() {
        return value(UnionOptions.PASSTHROUGH_IO) != PassthroughIo.OFF;
    }

    /** Whether rename and link leave things on branches where their directory is already. */
    boolean preservesPaths() {
        return policy(Func.CREATE).preservesPaths() && !value(UnionOptions.IGNORE_PRESERVATION);
    }
}
