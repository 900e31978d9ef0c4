package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.jspecify.annotations.Nullable;

/**
 * Holds the actors to what {@link org.actorfs.fs.driver.Driver} promises its implementers: no two operations that conflict at once, none on
 * an inode that was forgotten for good, every open file released once and neither used afterwards nor still in use. Lives for one run.
 */
final class ContractWatch {
    /** What a call needs for itself while it is in progress: inodes as a whole, or a range of one file. */
    static final class Claim {
        private final List<Node> nodes;
        private final boolean writes;
        private final long start;
        private final long end;
        private final boolean mayBeGone;
        private @Nullable OpenFile open;
        private String call = "";

        private Claim(List<Node> nodes, boolean writes, long start, long end, boolean mayBeGone) {
            this.nodes = nodes;
            this.mayBeGone = mayBeGone;
            this.writes = writes;
            this.start = start;
            this.end = end;
        }

        /** May come at any time. */
        static Claim any(Node... nodes) {
            return new Claim(List.of(nodes), false, 0, 0, false);
        }

        /** A question about an inode that a lookup told of and that may have gone since; the answer is ESTALE or ENOENT then. */
        static Claim overtaken(Node node) {
            return new Claim(List.of(node), false, 0, 0, true);
        }

        static Claim exclusive(Node... nodes) {
            return new Claim(List.of(nodes), true, 0, Long.MAX_VALUE, false);
        }

        static Claim range(Node node, boolean writes, long start, long sizeBytes) {
            return new Claim(List.of(node), writes, start, start + sizeBytes, false);
        }

        /** The call uses this open file until its answer. */
        Claim through(@Nullable OpenFile file) {
            open = file;
            return this;
        }

        private boolean conflictsWith(Claim other) {
            boolean overlap = start < other.end && other.start < end;
            return overlap && (writes || other.writes) && sharesNode(other);
        }

        private boolean sharesNode(Claim other) {
            return nodes.stream().anyMatch(node -> other.nodes.stream().anyMatch(n -> n.ino() == node.ino()));
        }
    }

    private final List<Claim> inProgress = new ArrayList<>();
    private final Set<Long> gone = new HashSet<>();
    private long openHandles;
    private boolean closed;
    private @Nullable CheckFailed violation;

    void begin(String call, Claim claim) {
        claim.call = call;
        if (closed) {
            violated(call + " came after close");
        }
        for (Node node : claim.nodes) {
            if (!claim.mayBeGone && gone.contains(node.ino())) {
                violated(call + " came after inode " + node.ino() + " was forgotten without a name");
            }
        }
        for (Claim other : inProgress) {
            if (claim.conflictsWith(other)) {
                violated(call + " came while " + other.call + " was in progress");
            }
        }
        inProgress.add(claim);
    }

    void end(Claim claim) {
        inProgress.remove(claim);
    }

    void forgotten(Node node) {
        for (Claim claim : inProgress) {
            if (!claim.mayBeGone && claim.nodes.stream().anyMatch(n -> n.ino() == node.ino())) {
                violated("inode " + node.ino() + " was forgotten while " + claim.call + " was in progress");
            }
        }
        if (node.attributes().nlink() == 0) {
            gone.add(node.ino());
        }
    }

    void opened() {
        openHandles++;
    }

    @SuppressWarnings("ReferenceEquality") // an open file is itself
    void released(OpenFile file, boolean again) {
        for (Claim claim : inProgress) {
            if (claim.open == file) {
                violated("an open file was released while " + claim.call + " was in progress");
            }
        }
        released(again);
    }

    void released(boolean again) {
        openHandles--;
        if (again) {
            violated("an open file or directory was released twice");
        }
    }

    void usedAfterRelease(String call) {
        violated(call + " came after release");
    }

    void closed() {
        closed = true;
        if (!inProgress.isEmpty()) {
            violated("the driver was closed while " + inProgress.getFirst().call + " was in progress");
        }
        if (openHandles != 0) {
            violated("the driver was closed with " + openHandles + " files or directories open");
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Throws what was seen first; actors would have caught it where it happened. */
    void check() {
        if (violation != null) {
            throw violation;
        }
    }

    private void violated(String what) {
        if (violation == null) {
            violation = new CheckFailed("driver contract", what);
        }
    }
}
