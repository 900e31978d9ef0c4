package org.actorfs.app.union;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.actorfs.app.terminal.Printable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers of bytes as people write and read them; the units are powers of 1024. */
final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})([KMGTP]?)");
    private static final String UNITS = "KMGTP";
    private static final int SHIFT = 10;
    private static final double UNIT = 1 << SHIFT;

    private Sizes() {}

    /** For options. */
    static final class Converter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(text);
        }
    }

    /** {@code 4G}. */
    static long parse(String text) {
        Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            int shift = matcher.group(2).isEmpty() ? 0 : SHIFT * (UNITS.indexOf(matcher.group(2)) + 1);
            if (number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        }
        throw new TypeConversionException(
                "'" + Printable.of(text) + "' is no size: write bytes, or a number with K, M, G, T or P, such as 4G");
    }

    /** {@code 1.5G}. */
    static String text(long bytes) {
        double number = bytes;
        int unit = -1;
        while (number >= UNIT && unit < UNITS.length() - 1) {
            number /= UNIT;
            unit++;
        }
        return unit < 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f%s", number, UNITS.charAt(unit));
    }

    /** {@code 1 file}, {@code 2 files}. */
    static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
