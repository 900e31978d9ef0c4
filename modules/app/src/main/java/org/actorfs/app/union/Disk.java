package org.actorfs.app.union;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A filesystem that files may be moved to, and the branches on it that files may be moved from. Counts what is moved. */
final class Disk {
    private final List<Branch> branches;
    private final long availableBefore;
    private final long usedBefore;
    private long moved;

    Disk(List<Branch> branches, long usedBytes, long availableBytes) {
        this.branches = List.copyOf(branches);
        this.usedBefore = usedBytes;
        this.availableBefore = availableBytes;
    }

    /** Of all branches that may be changed, those on one filesystem together. */
    static List<Disk> all(BranchTrees trees) {
        Map<Long, Space> spaces = new LinkedHashMap<>();
        Map<Long, List<Branch>> branches = new LinkedHashMap<>();
        for (Branch branch : trees.branches()) {
            Optional<Space> space = trees.space(branch).filter(found -> branch.mayChange() && !found.readOnly());
            space.ifPresent(found -> {
                spaces.putIfAbsent(found.dev(), found);
                branches.computeIfAbsent(found.dev(), _ -> new ArrayList<>()).add(branch);
            });
        }
        return spaces.values().stream()
                .map(space -> new Disk(
                        branches.getOrDefault(space.dev(), List.of()), space.usedBytes(), space.availableBytes()))
                .filter(disk -> disk.branches.stream().anyMatch(Branch::takesNewFiles))
                .toList();
    }

    boolean has(Branch branch) {
        return branches.contains(branch);
    }

    /** The first branch that new files may be made on and that has room for so many bytes. */
    Optional<Branch> branchFor(long bytes) {
        return branches.stream()
                .filter(branch -> branch.takesNewFiles() && available() - bytes >= branch.minFreeBytes())
                .findFirst();
    }

    void add(long bytes) {
        moved += bytes;
    }

    long used() {
        return usedBefore + moved;
    }

    private long available() {
        return availableBefore - moved;
    }

    /** Without what is reserved for root, as df(1) counts. */
    long capacity() {
        return Math.max(1, usedBefore + availableBefore);
    }

    double percent() {
        return 100.0 * used() / capacity();
    }

    double percentBefore() {
        return 100.0 * usedBefore / capacity();
    }

    /** Its branches, for people. */
    @Override
    public String toString() {
        return branches.stream().map(Branch::toString).collect(Collectors.joining(" "));
    }
}
