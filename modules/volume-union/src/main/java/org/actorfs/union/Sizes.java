package org.actorfs.union;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 4G}; the units are powers of 1024. */
final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})([KMGTP]?)");
    private static final String UNITS = "KMGTP";

    private Sizes() {}

    static long parse(String text) throws BadSetting {
        Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            int shift = 10 * (UNITS.indexOf(matcher.group(2)) + 1);
            boolean unit = !matcher.group(2).isEmpty();
            if (!unit || number <= Long.MAX_VALUE >> shift) {
                return unit ? number << shift : number;
            }
        }
        throw new BadSetting("'" + text + "' is no size: write bytes, or a number with K, M, G, T or P, such as 4G");
    }

    /** With the largest unit that leaves nothing over. */
    static String write(long bytes) {
        int shift = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
        return (bytes >> (10 * shift)) + (shift == 0 ? "" : UNITS.substring(shift - 1, shift));
    }
}
