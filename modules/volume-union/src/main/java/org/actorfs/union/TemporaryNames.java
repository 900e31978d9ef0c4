package org.actorfs.union;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.actorfs.fs.Name;

/**
 * Names for what is not finished yet. Nobody sees those of this volume; what a killed daemon left behind has other names and is seen, so
 * that somebody can remove it.
 */
final class TemporaryNames {
    private final byte[] prefix;
    private final AtomicLong count = new AtomicLong();

    /** @param distinction no two volumes have the same */
    TemporaryNames(long distinction) {
        prefix = (".actorfs-" + HexFormat.of().toHexDigits(distinction) + "-").getBytes(UTF_8);
    }

    Name next() {
        return Name.of(new String(prefix, UTF_8) + count.incrementAndGet());
    }

    boolean isOne(Name name) {
        return name.length() > prefix.length && Arrays.equals(name.bytes(), 0, prefix.length, prefix, 0, prefix.length);
    }
}
