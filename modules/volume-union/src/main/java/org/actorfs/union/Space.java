package org.actorfs.union;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.StatFs;
import org.actorfs.mirror.BackingDirectory.Filesystem;
import org.actorfs.union.UnionOptions.StatfsIgnore;

/** The space of all branches together: each filesystem once, however many branches are on it. */
final class Space {
    private static final int DEFAULT_UNIT_BYTES = 4096;
    private static final int NAME_MAX_BYTES = 255;

    private Space() {}

    private static boolean counts(BranchMode mode, StatfsIgnore ignored) {
        return switch (ignored) {
            case NONE -> true;
            case RO -> mode != BranchMode.RO;
            case NC -> mode == BranchMode.RW;
        };
    }

    /** In the smallest unit of any; what does not answer does not count, and of what is to be ignored the available space does not. */
    static StatFs sum(List<Branch> branches, List<Outcome.Ready<Filesystem>> told, StatfsIgnore ignored) {
        int unit = unit(told);
        Set<Long> devices = new HashSet<>();
        StatFs sum = new StatFs(0, 0, 0, 0, 0, unit, unit, NAME_MAX_BYTES);
        for (int i = 0; i < branches.size(); i++) {
            if (told.get(i) instanceof Outcome.Done<Filesystem>(Filesystem filesystem)
                    && devices.add(branches.get(i).backing().device())) {
                boolean counts = counts(branches.get(i).spec().mode(), ignored);
                sum = plus(sum, filesystem.space(), counts ? filesystem.space().blocksAvailable() : 0);
            }
        }
        return sum;
    }

    private static int unit(List<Outcome.Ready<Filesystem>> told) {
        int unit = Integer.MAX_VALUE;
        for (Outcome.Ready<Filesystem> each : told) {
            if (each instanceof Outcome.Done<Filesystem>(Filesystem filesystem)
                    && filesystem.space().fragmentBytes() > 0) {
                unit = Math.min(unit, filesystem.space().fragmentBytes());
            }
        }
        return unit == Integer.MAX_VALUE ? DEFAULT_UNIT_BYTES : unit;
    }

    private static StatFs plus(StatFs sum, StatFs more, long available) {
        long scale = Math.max(1, more.fragmentBytes() / sum.fragmentBytes());
        return new StatFs(
                sum.blocks() + more.blocks() * scale,
                sum.blocksFree() + more.blocksFree() * scale,
                sum.blocksAvailable() + available * scale,
                sum.files() + more.files(),
                sum.filesFree() + more.filesFree(),
                sum.blockBytes(),
                sum.fragmentBytes(),
                Math.min(sum.nameMaxBytes(), more.nameMaxBytes()));
    }
}
