package org.actorfs.app.union;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The files of one directory, counted by branch: where they should come together. */
final class Gathering {
    private final Map<Branch, Long> bytesByBranch = new LinkedHashMap<>();
    private long files;
    private long bytes;

    void add(Branch branch, long fileBytes) {
        bytesByBranch.merge(branch, fileBytes, Long::sum);
        files++;
        bytes += fileBytes;
    }

    boolean isScattered() {
        return bytesByBranch.size() > 1;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** What the others have of it. */
    long bytesOutside(Branch branch) {
        return bytes - bytesByBranch.getOrDefault(branch, 0L);
    }

    /**
     * The branch with most of the bytes, of those with room for the others.
     *
     * @param room what may be put on a branch; negative if nothing
     */
    Optional<Branch> target(ToLongFunction<Branch> room) {
        return bytesByBranch.keySet().stream()
                .filter(branch -> room.applyAsLong(branch) >= bytesOutside(branch))
                .min(Comparator.comparingLong(this::bytesOutside));
    }
}
