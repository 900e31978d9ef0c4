package org.actorfs.app.union;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** Files that might be moved: the largest of each disk, a bounded number. */
final class Candidates {
    private static final Comparator<File> BY_SIZE =
            Comparator.comparingLong(file -> file.stat().usedBytes());

    private final int limit;
    private final Map<Disk, PriorityQueue<File>> smallestFirst = new HashMap<>();
    private final Map<Disk, List<File>> largestLast = new HashMap<>();

    /** A file on a branch. */
    record File(TreePath path, Stat stat, Branch branch) {}

    /** @param limit of files of one disk */
    Candidates(int limit) {
        this.limit = limit;
    }

    void add(Disk disk, File file) {
        PriorityQueue<File> files = smallestFirst.computeIfAbsent(disk, _ -> new PriorityQueue<>(BY_SIZE));
        files.add(file);
        if (files.size() > limit) {
            files.remove();
        }
    }

    /** No more are added. */
    void sort() {
        smallestFirst.forEach((disk, files) -> {
            List<File> sorted = new ArrayList<>(files);
            sorted.sort(BY_SIZE);
            largestLast.put(disk, sorted);
        });
        smallestFirst.clear();
    }

    /** The fullest disk that still has some. */
    Optional<Disk> fullest() {
        return largestLast.entrySet().stream()
                .filter(disk -> !disk.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .max(Comparator.comparingDouble(Disk::percent));
    }

    File removeLargest(Disk disk) {
        return largestLast.getOrDefault(disk, List.of()).removeLast();
    }
}
