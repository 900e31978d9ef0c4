package org.actorfs.fs.actor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.actorfs.fs.InodeKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VolumeContextTest {
    private static final int SHARDS = 64;
    private static final int KEYS = 1 << 16;
    private static final int EACH = KEYS / SHARDS;

    /** Keys that are counted, as memory and unions have them, and inode numbers of a filesystem that gives every 8th or 32nd. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 32})
    void shouldSpreadKeysOverTheShardsAndOverTheirMaps(int step) {
        int[] sizes = new int[SHARDS];
        Set<Integer> buckets = new HashSet<>();
        for (long i = 0; i < KEYS; i++) {
            InodeKey key = new InodeKey(2049, i * step);
            int shard = VolumeContext.shard(key, SHARDS);
            sizes[shard]++;
            if (shard == 7) {
                int hash = key.hashCode();
                buckets.add((hash ^ (hash >>> 16)) & (EACH - 1)); // as java.util.HashMap has it
            }
        }
        for (int size : sizes) {
            assertTrue(size > EACH * 3 / 4 && size < EACH * 5 / 4, "a shard of " + size);
        }
        assertTrue(buckets.size() > EACH / step / 3, buckets.size() + " buckets");
    }
}
