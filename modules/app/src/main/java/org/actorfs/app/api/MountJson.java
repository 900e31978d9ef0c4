package org.actorfs.app.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.actorfs.app.mounts.Deed;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.MountView;
import org.actorfs.app.mounts.Passwords;
import org.jspecify.annotations.Nullable;

/**
 * A mount as the API shows it.
 *
 * @param volume with {@link Passwords#MASK} for each password
 * @param cacheSize in bytes
 * @param timeToLive in seconds
 * @param message absent if there is nothing to say
 */
public record MountJson(
        String id,
        String origin,
        String volume,
        String mountpoint,
        boolean autoMount,
        boolean enabled,
        boolean readOnly,
        long cacheSize,
        BigDecimal timeToLive,
        List<String> options,
        String status,
        @Nullable String message,
        List<String> atNextStart,
        String created,
        String updated,
        List<Line> history) {

    /** A line of its history. */
    public record Line(String at, String by, String what) {
        static Line of(Deed deed) {
            return new Line(deed.at().toString(), deed.by(), Passwords.masked(deed.what()));
        }
    }

    public static MountJson of(MountView view) {
        MountSpec spec = view.spec();
        return new MountJson(
                view.id().toString(),
                word(view.origin()),
                Passwords.masked(spec.volume()),
                spec.mountpoint(),
                spec.autoMount(),
                spec.enabled(),
                spec.readOnly(),
                spec.cacheSizeBytes(),
                seconds(spec.timeToLive()),
                spec.options().stream().map(Passwords::masked).toList(),
                word(view.status()),
                view.message().map(Passwords::masked).orElse(null),
                view.atNextStart(),
                view.created().toString(),
                view.updated().toString(),
                view.history().stream().map(Line::of).toList());
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos(), 9).stripTrailingZeros();
    }
}
