package org.actorfs.union;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.actorfs.fs.driver.DriverFactory.DriverOption;

/** One thing that can be set: how it is written, and what it is until it is set. Compared by identity; all are in {@link UnionOptions}. */
final class Setting<T> {
    private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(1_000_000_000);

    /** Reads what was written. */
    @FunctionalInterface
    interface Reader<T> {
        T read(String word, String value) throws BadSetting;
    }

    private final String word;
    private final String argument;
    private final String meaning;
    private final T initial;
    private final Reader<T> reader;
    private final Function<T, String> writer;
    private final boolean fixed;

    /** @param argument what stands for the value in help */
    Setting(String word, String argument, T initial, Reader<T> reader, Function<T, String> writer, String meaning) {
        this(word, argument, initial, reader, writer, meaning, false);
    }

    private Setting(
            String word,
            String argument,
            T initial,
            Reader<T> reader,
            Function<T, String> writer,
            String meaning,
            boolean fixed) {
        this.word = word;
        this.argument = argument;
        this.meaning = meaning;
        this.initial = initial;
        this.reader = reader;
        this.writer = writer;
        this.fixed = fixed;
    }

    /** The same, but it is what it is from the mount on. */
    Setting<T> fixed() {
        return new Setting<>(word, argument, initial, reader, writer, meaning, true);
    }

    static Setting<Boolean> flag(String word, boolean initial, String meaning) {
        Boolean[] values = {false, true};
        return new Setting<>(
                word,
                "BOOL",
                initial,
                (w, value) -> oneOf(w, value, values, String::valueOf),
                String::valueOf,
                meaning);
    }

    /** One of an enum's constants, written in small letters with hyphens. */
    static <E extends Enum<E>> Setting<E> choice(String word, E initial, String meaning) {
        E[] values = initial.getDeclaringClass().getEnumConstants();
        String argument =
                String.join("|", Arrays.stream(values).map(Setting::word).toList());
        return choice(word, argument, initial, meaning);
    }

    static <E extends Enum<E>> Setting<E> choice(String word, String argument, E initial, String meaning) {
        E[] values = initial.getDeclaringClass().getEnumConstants();
        return new Setting<>(
                word, argument, initial, (w, value) -> oneOf(w, value, values, Setting::word), Setting::word, meaning);
    }

    /** A time, held in nanoseconds. */
    static Setting<Long> seconds(String word, long initialNanos, String meaning) {
        return new Setting<>(word, "SECONDS", initialNanos, Setting::nanos, Setting::seconds, meaning);
    }

    /** As the value is written that is this constant. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <T> T oneOf(String word, String value, T[] values, Function<T, String> name) throws BadSetting {
        for (T each : values) {
            if (name.apply(each).equals(value)) {
                return each;
            }
        }
        String known = String.join(" ", Arrays.stream(values).map(name).toList());
        throw new BadSetting("'%s=%s': the value must be one of: %s".formatted(word, value, known));
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

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    /** Without its value. */
    String word() {
        return word;
    }

    T initial() {
        return initial;
    }

    /** Whether it cannot be set while it is mounted. */
    boolean isFixed() {
        return fixed;
    }

    T read(String value) throws BadSetting {
        return reader.read(word, value);
    }

    String write(T value) {
        return writer.apply(value);
    }

    /** For help, and for what may follow {@code -o}. */
    DriverOption option() {
        return new DriverOption(word, argument, meaning + "; default: " + write(initial));
    }
}
