package org.actorfs.fs.driver;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Written;

/**
 * Where a volume that owns its namespace keeps its inodes: heap and pages for {@code memory}, a database for {@code container}. It
 * knows no POSIX rules but those that need its own tables ({@link #apply}); {@link OwnedNamespace} has the rest.
 *
 * <p>Called as {@link Driver} is: from many threads, ordered by the actors. {@link #apply} and {@link #write} have the inodes they
 * name to themselves, but writes of disjoint ranges of one file may run at the same time, and so may all readers. The keys of its
 * nodes are (0, ino).
 *
 * <p>The store alone knows {@code size} and {@code blocks} of a regular file, because concurrent writes extend it: in the attributes
 * of a {@link Change} it ignores both, except where {@link Change.SetAttributes#resize} says so.
 */
public interface Store {
    /** What listxattr(2) can tell of one inode: the names, each with a NUL. */
    int MAX_XATTR_LIST_BYTES = 1 << 16;

    Traits traits();

    Outcome<Node> root();

    /** ENOENT if the name is not there. */
    Outcome<Node> lookup(Node directory, Name name);

    /** The directory above; the root's is the root; ENOENT for one that was removed. */
    Outcome<Node> parent(Node directory);

    /** ESTALE for an inode that is gone, or has no name any more. */
    Outcome<Node> resolve(long ino, long generation);

    /** ESTALE for an inode that was forgotten without a name: a lookup may have been overtaken by its end. */
    Outcome<Attributes> attributes(Node node);

    /** As {@link OpenDirectory#read}. */
    Outcome<List<DirectoryEntry>> children(Node directory, long cursor, int maxEntries, boolean withNodes);

    Outcome<byte[]> linkTarget(Node symlink);

    /** The value of an extended attribute, to be read only. */
    Outcome<Optional<byte[]>> xattr(Node node, Name name);

    /** The names of all extended attributes, in no order that means anything. */
    Outcome<List<Name>> xattrs(Node node);

    /** A number for an inode about to be made; never given again, whether a {@link Change} uses it or fails. */
    long newIno();

    /**
     * Does all of the change or nothing, and gives the inode that it is about (see each {@link Change}) as it is then.
     *
     * <p>It checks what attributes cannot tell: ENOENT for a name to be removed that is not there or names another inode; EEXIST for
     * a name to be added that is there; ENOENT for a name to be given to an
     * inode that lost its last one; ENOTEMPTY for a directory with entries that goes; EINVAL for a directory that would move to or
     * below itself; ENOSPC, also for more extended attributes than {@link #MAX_XATTR_LIST_BYTES}; ESTALE for an inode that does not
     * exist.
     */
    Outcome<Node> apply(Change change);

    /** Up to {@code sizeBytes} from {@code offset}: fewer only at the end of the file. Holes read as zeros. */
    Outcome<Integer> read(Node file, long offset, int sizeBytes, ReadTarget target);

    /**
     * Writes at least one byte, and as many as there is space for, else ENOSPC; commits {@link WriteEffect#on} with the data. The file's
     * capabilities ({@code security.capability}) go with any write.
     */
    Outcome<Written> write(Node file, long offset, MemorySegment data, WriteEffect effect);

    /** As {@link OpenFile#allocate}, for a range that a file can have, or its beginning; commits {@link WriteEffect#on} with it. */
    Outcome<Allocated> allocate(Node file, Allocation allocation, WriteEffect effect);

    /** The first offset at or after {@code offset} that is in a hole ({@code hole}) or not; the end is a hole; ENXIO if none. */
    Outcome<Long> seek(Node file, long offset, boolean hole);

    /** Makes durable what was done to this inode; all of it is when the volume is closed. */
    Outcome<Nothing> sync(Node node, boolean dataOnly);

    /** Makes durable all that was done. */
    Outcome<Nothing> syncAll();

    Outcome<StatFs> statfs();

    /** Nobody knows this inode any more: frees it if it has no name. */
    void forget(Node node);

    Outcome<Nothing> close();
}
