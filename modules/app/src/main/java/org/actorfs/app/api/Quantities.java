package org.actorfs.app.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as people write them. */
public final class Quantities {
    /** 1 EB; more is a slip of the hand. */
    public static final long LARGEST_BYTES = 1L << 60;

    /** More than the kernel's timeouts need. */
    public static final Duration LONGEST = Duration.ofDays(365);

    private static final String SIZE_UNITS = "KMGT";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})([" + SIZE_UNITS + "]?)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)(ms|s|m|h|d)?");

    private Quantities() {}

    /** {@code 4096}, {@code 100M}: the units are powers of 1024. Empty if it is no size, or larger than {@link #LARGEST_BYTES}. */
    public static Optional<Long> sizeBytes(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(size.group(1));
        int shift = size.group(2).isEmpty() ? 0 : 10 * (SIZE_UNITS.indexOf(size.group(2)) + 1);
        return number <= LARGEST_BYTES >> shift ? Optional.of(number << shift) : Optional.empty();
    }

    /** {@code 60s}, {@code 1.5}: without a unit, seconds. Empty if it is no time, or longer than {@link #LONGEST}. */
    public static Optional<Duration> time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return Optional.empty();
        }
        BigDecimal seconds = new BigDecimal(time.group(1)).multiply(unit(time.group(2) == null ? "s" : time.group(2)));
        return seconds.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) <= 0
                ? Optional.of(Duration.ofNanos(seconds.movePointRight(9).longValue()))
                : Optional.empty();
    }

    private static BigDecimal unit(String unit) {
        return switch (unit) {
            case "ms" -> new BigDecimal("0.001");
            case "m" -> BigDecimal.valueOf(60);
            case "h" -> BigDecimal.valueOf(3600);
            case "d" -> BigDecimal.valueOf(86_400);
            default -> BigDecimal.ONE;
        };
    }

    /** The shortest exact form: {@code 100M}. */
    public static String size(long bytes) {
        int unit = -1;
        long number = bytes;
        while (number != 0 && number % 1024 == 0 && unit < SIZE_UNITS.length() - 1) {
            number /= 1024;
            unit++;
        }
        return number + (unit < 0 ? "" : SIZE_UNITS.substring(unit, unit + 1));
    }
}
