package org.actorfs.app.terminal;

import java.util.Locale;

/** How long something took, for a column: in the unit that fits. */
public final class ShortTime {
    private ShortTime() {}

    /** Of microseconds. */
    public static String ofUs(double us) {
        if (us < 1000) {
            return String.format(Locale.ROOT, "%.0fus", us);
        }
        return us < 1e6
                ? String.format(Locale.ROOT, "%.1fms", us / 1e3)
                : String.format(Locale.ROOT, "%.1fs", us / 1e6);
    }
}
