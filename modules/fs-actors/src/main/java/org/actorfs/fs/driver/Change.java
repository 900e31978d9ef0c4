package org.actorfs.fs.driver;

import java.util.Arrays;
import java.util.List;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Name;
import org.jspecify.annotations.Nullable;

/**
 * The complete effect of one POSIX operation on a namespace, computed by {@link OwnedNamespace}, applied atomically by a {@link
 * Store}. Plain data: inodes are inos, attributes are those afterwards, so a change can be kept in a journal or sent to a replica
 * ({@link ChangeCodec}).
 *
 * <p>Writing file data is no change of the namespace: see {@link Store#write}.
 */
public sealed interface Change {
    /**
     * One extended attribute afterwards.
     *
     * @param value to be read only; null: gone
     */
    @SuppressWarnings("ArrayRecordComponent") // equals is by content, and a copy per change buys nothing
    record Xattr(Name name, byte @Nullable [] value) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Xattr that && name.equals(that.name) && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return name.hashCode() * 31 + Arrays.hashCode(value);
        }
    }

    /** mknod, create, mkdir: about the child. A new directory's parent is {@code parent}. */
    record Create(long parent, Name name, long child, Attributes childAfter, List<Xattr> xattrs, Attributes parentAfter)
            implements Change {}

    /**
     * tmpfile: about the child, which has no name and no link.
     *
     * @param linkable a {@link Link} may give it its first name
     */
    record Nameless(long child, Attributes childAfter, List<Xattr> xattrs, boolean linkable) implements Change {}

    /** symlink: about the child. The target's bytes are to be read only. */
    @SuppressWarnings("ArrayRecordComponent") // equals is by content, and a copy per symlink buys nothing
    record Symlink(long parent, Name name, long child, byte[] target, Attributes childAfter, Attributes parentAfter)
            implements Change {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Symlink that
                    && parent == that.parent
                    && child == that.child
                    && name.equals(that.name)
                    && Arrays.equals(target, that.target)
                    && childAfter.equals(that.childAfter)
                    && parentAfter.equals(that.parentAfter);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(child) * 31 + Arrays.hashCode(target);
        }
    }

    /** link: about the inode that has one more name. */
    record Link(long parent, Name name, long node, Attributes nodeAfter, Attributes parentAfter) implements Change {}

    /** unlink and rmdir: about the child, which stays until {@link Store#forget}. */
    record Remove(long parent, Name name, long child, Attributes childAfter, Attributes parentAfter)
            implements Change {}

    /**
     * rename: about the moved inode. Source and target parent may be one directory; then their attributes are the same.
     *
     * @param replaced what the target name names before, 0 if nothing
     * @param exchange {@code moved} and {@code replaced} change places
     * @param replacedAfter null if nothing is replaced
     */
    record Rename(
            long sourceParent,
            Name sourceName,
            long targetParent,
            Name targetName,
            long moved,
            long replaced,
            boolean exchange,
            Attributes sourceParentAfter,
            Attributes targetParentAfter,
            Attributes movedAfter,
            @Nullable Attributes replacedAfter)
            implements Change {}

    /**
     * setattr, setxattr, and open with O_TRUNC: about the inode.
     *
     * @param resize the regular file gets the length {@code after.size()}: what is beyond goes, what is new is a hole
     * @param xattrs those that change
     */
    record SetAttributes(long ino, Attributes after, boolean resize, List<Xattr> xattrs) implements Change {}
}
