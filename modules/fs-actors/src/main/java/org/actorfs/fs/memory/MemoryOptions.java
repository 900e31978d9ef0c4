package org.actorfs.fs.memory;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;

/**
 * The part of a memory URI after the colon: {@code key=value,...}, all optional.
 *
 * @param uid of the root directory; likewise {@code gid}
 * @param mode of the root directory, permission bits only
 */
record MemoryOptions(MemoryLimits limits, int mode, int uid, int gid) {
    private static final String KNOWN =
            "known are size=BYTES and inodes=COUNT (both with K, M, G or T), mode=OCTAL, uid=NUMBER and gid=NUMBER,"
                    + " for instance memory:size=2G,inodes=1M";
    private static final String SUFFIXES = "KMGT";
    private static final long MAX_ID = 0xFFFF_FFFEL;

    /** @param defaults for what the URI does not say */
    static MemoryOptions parse(VolumeUri uri, MemoryOptions defaults) throws VolumeException {
        MemoryOptions options = defaults;
        Set<String> seen = new HashSet<>();
        if (uri.rest().isEmpty()) {
            return options;
        }
        for (String option : uri.rest().split(",", -1)) {
            int equals = option.indexOf('=');
            String key = equals < 0 ? option : option.substring(0, equals);
            if (equals < 0) {
                throw usage(uri, "'" + option + "' has no value");
            }
            if (!seen.add(key)) {
                throw usage(uri, key + " is given twice");
            }
            options = options.with(uri, key, option.substring(equals + 1));
        }
        return options;
    }

    private MemoryOptions with(VolumeUri uri, String key, String value) throws VolumeException {
        return switch (key) {
            case "size" -> withPages(toPages(uri, value));
            case "inodes" -> withInodes(amount(uri, key, value));
            case "mode" -> new MemoryOptions(limits, (int) number(uri, key, value, 8, 07777), uid, gid);
            case "uid" -> new MemoryOptions(limits, mode, (int) number(uri, key, value, 10, MAX_ID), gid);
            case "gid" -> new MemoryOptions(limits, mode, uid, (int) number(uri, key, value, 10, MAX_ID));
            default -> throw usage(uri, "'" + key + "' is not an option");
        };
    }

    private MemoryOptions withPages(long pages) {
        return new MemoryOptions(new MemoryLimits(pages, limits.inodes(), limits.heapBytes()), mode, uid, gid);
    }

    private MemoryOptions withInodes(long inodes) {
        return new MemoryOptions(new MemoryLimits(limits.pages(), inodes, limits.heapBytes()), mode, uid, gid);
    }

    private static long toPages(VolumeUri uri, String value) throws VolumeException {
        long bytes = amount(uri, "size", value);
        long pages = ((bytes - 1) >>> PageStore.PAGE_SHIFT) + 1;
        if (pages > PageStore.MAX_PAGES) {
            throw usage(uri, "size=" + value + " is above 4T");
        }
        return pages;
    }

    /** A whole number above 0, with a binary suffix. */
    private static long amount(VolumeUri uri, String key, String value) throws VolumeException {
        String upper = value.toUpperCase(Locale.ROOT);
        int suffix = upper.isEmpty() ? -1 : SUFFIXES.indexOf(upper.charAt(upper.length() - 1));
        int shift = 10 * (suffix + 1);
        String digits = suffix < 0 ? upper : upper.substring(0, upper.length() - 1);
        long number = number(uri, key, digits, 10, Long.MAX_VALUE >>> shift);
        if (number == 0) {
            throw usage(uri, key + "=" + value + " leaves no room for anything");
        }
        return number << shift;
    }

    private static long number(VolumeUri uri, String key, String digits, int radix, long maximum)
            throws VolumeException {
        try {
            long number = digits.startsWith("+") ? -1 : Long.parseLong(digits, radix);
            if (number >= 0 && number <= maximum) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, in words for a person
        }
        throw usage(uri, key + " cannot be '" + digits + "'");
    }

    private static VolumeException usage(VolumeUri uri, String what) {
        return new VolumeException(true, "the volume '" + uri + "' cannot be opened: " + what + "; " + KNOWN);
    }
}
