package org.actorfs.fs.driver;

import org.actorfs.fs.Allocation;
import org.actorfs.fs.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * The answers of operations that touch several inodes: the attributes of each afterwards, or null where the driver does not know them
 * (they are then asked for when next needed).
 */
public final class Results {
    private Results() {}

    /** mknod, mkdir, symlink. */
    public record Created(Node child, @Nullable Attributes parent) {}

    /** create: made and opened in one step. */
    public record CreatedOpen(
            Node child, OpenFile file, @Nullable Attributes parent) {}

    /** link. */
    public record Linked(Node node, @Nullable Attributes parent) {}

    /** unlink, rmdir. */
    public record Removed(
            @Nullable Attributes parent, @Nullable Attributes child) {}

    /** rename; the parents are the same attributes where source and target are one directory. */
    public record Renamed(
            @Nullable Attributes sourceParent,
            @Nullable Attributes targetParent,
            @Nullable Attributes moved,
            @Nullable Attributes replaced) {}

    /**
     * write.
     *
     * @param bytes how many were written: 1 to all of them
     * @param after the attributes afterwards
     * @param rest what is still to be done with the borrowed data, and cannot fail: the inode does it once its caller is answered, and
     *     before anything else that it is asked; null if nothing
     */
    public record Written(
            int bytes, @Nullable Attributes after, @Nullable Runnable rest) {
        public Written(int bytes, @Nullable Attributes after) {
            this(bytes, after, null);
        }

        /** Does the rest, for one who has no earlier answer to give. */
        public Written finish() {
            if (rest != null) {
                rest.run();
            }
            return new Written(bytes, after);
        }
    }

    /**
     * allocate.
     *
     * @param rest what was left undone because it takes long, to be asked for next; null if nothing
     */
    public record Allocated(Attributes after, @Nullable Allocation rest) {}

    /** open. {@code after} differs from before where O_TRUNC cut the file. */
    public record Opened(OpenFile file, @Nullable Attributes after) {}
}
