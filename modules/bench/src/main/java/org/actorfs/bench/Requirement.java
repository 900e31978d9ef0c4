package org.actorfs.bench;

import java.util.List;

/**
 * What one subject must reach against another.
 *
 * @param least how many times better {@code subject} must be than {@code against}; 0 if it is only stated
 */
record Requirement(Figure figure, String subject, String against, double least) {
    static final List<Requirement> ALL = List.of(
            new Requirement(Figure.STAT_X1, "memory", "mergerfs", 0),
            new Requirement(Figure.STAT_X1, "memory", "floor", 0),
            new Requirement(Figure.STAT_X1, "mirror", "bindfs", 0),
            new Requirement(Figure.STAT_X4, "memory", "mergerfs", 1.4),
            new Requirement(Figure.STAT_X4, "memory+uring", "mergerfs", 1.4),
            new Requirement(Figure.STAT_X4, "mirror", "bindfs", 1.3),
            new Requirement(Figure.STAT_X4, "mirror+uring", "bindfs", 1.3),
            new Requirement(Figure.STAT_X4, "memory", "floor", 0.8),
            new Requirement(Figure.STAT_X4, "memory", "uncounted", 0),
            new Requirement(Figure.STAT_X4, "floor", "mergerfs", 0),
            new Requirement(Figure.CREATE_X1, "memory", "mergerfs", 0),
            new Requirement(Figure.CREATE_X1, "memory", "floor", 0),
            new Requirement(Figure.CREATE_X4, "memory", "mergerfs", 1.15),
            new Requirement(Figure.CREATE_X4, "memory+uring", "mergerfs", 1.15),
            new Requirement(Figure.CREATE_X4, "memory", "floor", 0.8),
            new Requirement(Figure.CREATE_X4, "floor", "mergerfs", 0),
            new Requirement(Figure.WRITE, "memory", "mergerfs", 1.5),
            new Requirement(Figure.WRITE, "memory+uring", "mergerfs", 1.5),
            new Requirement(Figure.WRITE, "memory", "floor", 0.8),
            new Requirement(Figure.READ, "memory", "mergerfs", 1.5),
            new Requirement(Figure.READ, "memory+uring", "mergerfs", 1.5),
            new Requirement(Figure.READ, "memory", "floor", 0.8),
            new Requirement(Figure.BUFFERED, "memory", "bindfs+dio", 0.8),
            new Requirement(Figure.BUFFERED, "memory+wb", "bindfs+dio", 1.0),
            new Requirement(Figure.UNTAR, "memory", "tmpfs", 0),
            new Requirement(Figure.UNTAR, "memory", "bindfs", 0),
            new Requirement(Figure.UNTAR, "memory", "mergerfs", 0),
            new Requirement(Figure.UNTAR, "mirror", "bindfs", 0),
            new Requirement(Figure.STAT_X1, "union-3", "mergerfs-3", 0),
            new Requirement(Figure.STAT_X4, "union-3", "mergerfs-3", 1.2),
            new Requirement(Figure.STAT_X4, "union-3+uring", "mergerfs-3", 1.2),
            new Requirement(Figure.CREATE_X1, "union-3", "mergerfs-3", 0),
            new Requirement(Figure.CREATE_X4, "union-3", "mergerfs-3", 1.1),
            new Requirement(Figure.CREATE_X4, "union-3+uring", "mergerfs-3", 1.1),
            new Requirement(Figure.WRITE, "union-3", "mergerfs-3", 1.2),
            new Requirement(Figure.WRITE, "union-3+uring", "mergerfs-3", 1.2),
            new Requirement(Figure.READ, "union-3", "mergerfs-3", 1.2),
            new Requirement(Figure.READ, "union-3+uring", "mergerfs-3", 1.2),
            new Requirement(Figure.LIST, "union-3", "mergerfs-3", 1.5),
            new Requirement(Figure.LIST, "union-3+uring", "mergerfs-3", 1.5),
            new Requirement(Figure.UNTAR, "union-3", "mergerfs-3", 1.5),
            new Requirement(Figure.UNTAR, "union-3+uring", "mergerfs-3", 1.5),
            new Requirement(Figure.CLONE, "memory", "mergerfs", 0),
            new Requirement(Figure.CLONE, "mirror", "bindfs", 0),
            new Requirement(Figure.CLONE, "union-3", "mergerfs-3", 1.5),
            new Requirement(Figure.CLONE, "union-3+uring", "mergerfs-3", 1.5),
            new Requirement(Figure.LIST, "memory", "mergerfs", 3),
            new Requirement(Figure.LIST, "memory+uring", "mergerfs", 3),
            new Requirement(Figure.LIST, "memory", "floor", 0),
            new Requirement(Figure.TAIL, "memory", "mergerfs", 0),
            new Requirement(Figure.TAIL, "memory", "floor", 0));

    /** For the table; empty if nothing is required. */
    String verdict(double ratio) {
        if (least == 0) {
            return "";
        }
        return ratio >= least ? "  ok" : "  TOO LITTLE";
    }
}
