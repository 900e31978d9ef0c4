package org.actorfs.simulation;

import java.util.Random;
import org.actorfs.fs.actor.VolumeLimits;

/**
 * What differs from seed to seed beside the operations.
 *
 * @param kernels how many sessions use the volume
 * @param keyShift see {@link FlakyDriver}
 * @param baseOffset where file contents begin: 0, or just below the end of a page
 * @param maxPending how many requests may be unanswered at once
 */
record Setup(
        Faults faults, int kernels, VolumeLimits limits, int keyShift, int baseOffset, int maxPending, String volume) {
    private static final VolumeLimits SLEEPY = new VolumeLimits(1);

    static Setup any(Random dice) {
        boolean sleepy = dice.nextInt(3) != 0;
        boolean tight = dice.nextInt(8) == 0;
        return new Setup(
                Faults.any(dice),
                1 + dice.nextInt(3),
                sleepy ? SLEEPY : VolumeLimits.DEFAULT,
                sleepy ? 6 - dice.nextInt(2) : 0,
                dice.nextInt(8) == 0 ? 4_070 : 0,
                3 + dice.nextInt(8),
                tight ? "size=16K,inodes=12,uid=0,gid=0" : "size=1M,inodes=1000,uid=0,gid=0");
    }
}
