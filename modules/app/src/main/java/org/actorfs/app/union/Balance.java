package org.actorfs.app.union;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How full the disks are, and where a file should go: from one that is fuller than all of them together to the emptiest, if neither
 * ends beyond the tolerance on the other side. The mean is that of all bytes, so no move changes it.
 *
 * <p>INVARIANT: a disk that gave never receives, so no file moves twice.
 */
final class Balance {
    private static final double HUNDRED = 100;

    private final List<Disk> disks;
    private final double tolerancePercent;
    private final Set<Disk> givers = new HashSet<>();
    private final Set<Disk> receivers = new HashSet<>();

    /** What the smallest file occupied that a disk had no room for. */
    private final Map<Disk, Long> refusedBytes = new HashMap<>();

    Balance(List<Disk> disks, double tolerancePercent) {
        this.disks = List.copyOf(disks);
        this.tolerancePercent = tolerancePercent;
    }

    /** Where a file goes. */
    record Target(Disk disk, Branch branch) {}

    /** In use on all disks together. */
    double meanPercent() {
        double used = disks.stream().mapToDouble(Disk::used).sum();
        return HUNDRED
                * used
                / Math.max(1, disks.stream().mapToDouble(Disk::capacity).sum());
    }

    boolean isBalanced() {
        return disks.stream().noneMatch(this::isOff);
    }

    private boolean isOff(Disk disk) {
        return Math.abs(disk.percent() - meanPercent()) > tolerancePercent;
    }

    /** What has to be moved at least until all are within the tolerance. */
    long neededBytes() {
        double above = 0;
        double below = 0;
        for (Disk disk : disks) {
            above += Math.max(0, surplus(disk) - slack(disk));
            below += Math.max(0, -surplus(disk) - slack(disk));
        }
        return (long) Math.max(above, below);
    }

    @Nullable
    Disk diskOf(Branch branch) {
        return disks.stream().filter(disk -> disk.has(branch)).findFirst().orElse(null);
    }

    /** Where a file that occupies so much on a disk should go, if anywhere. */
    Optional<Target> target(Disk from, long bytes) {
        if (receivers.contains(from) || surplus(from) <= 0 || bytes > surplus(from) + slack(from)) {
            return Optional.empty();
        }
        return disks.stream()
                .filter(to -> isUseful(from, to, bytes))
                .sorted(Comparator.comparingDouble(Disk::percent))
                .flatMap(to -> to.branchFor(bytes).map(branch -> new Target(to, branch)).stream())
                .findFirst();
    }

    private boolean isUseful(Disk from, Disk to, long bytes) {
        return !givers.contains(to)
                && bytes < refusedBytes.getOrDefault(to, Long.MAX_VALUE)
                && surplus(to) < 0
                && bytes <= slack(to) - surplus(to)
                && (isOff(from) || isOff(to));
    }

    void moved(Disk from, Disk to, long bytes) {
        givers.add(from);
        receivers.add(to);
        from.add(-bytes);
        to.add(bytes);
    }

    /** It had no room for a file that occupies so much. */
    void refused(Disk disk, long bytes) {
        refusedBytes.merge(disk, bytes, Math::min);
    }

    private double surplus(Disk disk) {
        return disk.used() - meanPercent() / HUNDRED * disk.capacity();
    }

    private double slack(Disk disk) {
        return tolerancePercent / HUNDRED * disk.capacity();
    }
}
