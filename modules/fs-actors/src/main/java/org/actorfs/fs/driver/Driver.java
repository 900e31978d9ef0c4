package org.actorfs.fs.driver;

import java.util.List;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.fs.driver.Results.Renamed;
import org.jspecify.annotations.Nullable;

/**
 * The code behind a kind of volume. Owned by the Volume actor from open to {@link #close}.
 *
 * <p>Every call is made on the thread of an inode's actor and must not block. Operations that change an inode or a directory are called
 * with all inodes that they name reserved; lookups, reads and getattr may come at any time. State on both sides changes only on success.
 * A thrown exception counts as EIO.
 */
public interface Driver {
    Traits traits();

    /** The root, ino 1 where inos are persistent, generation 0. Asked once. */
    Outcome<Node> root();

    /** ENOENT if the name is not there; never asked for "." and "..". */
    Outcome<Node> lookup(Node parent, Name name);

    /** The directory that holds this directory; the root's parent is the root. For "..", NFS and the check of renames. */
    Outcome<Node> parent(Node directory);

    /** An inode by ino and generation, for node ids that nobody counts any more; ESTALE if it is gone. */
    Outcome<Node> resolve(long ino, long generation);

    /** Asks for the attributes; {@code open} is any open file of the inode, for one that has no name any more. */
    Outcome<Attributes> getattr(Node node, @Nullable OpenFile open);

    /** Applies all given fields or answers the first errno; then the actor reads the attributes anew. */
    Outcome<Attributes> setattr(Node node, @Nullable OpenFile open, AttributeChanges changes, Caller caller);

    Outcome<byte[]> readlink(Node node);

    /** The value of an extended attribute, to be read only; ENODATA without it, EOPNOTSUPP for a namespace that is not kept here. */
    Outcome<byte[]> getxattr(Node node, @Nullable OpenFile open, Name name);

    /** The names of all extended attributes. */
    Outcome<List<Name>> listxattr(Node node, @Nullable OpenFile open);

    /** Sets or removes an extended attribute; an access ACL changes the mode, too. EOPNOTSUPP as above. */
    Outcome<Attributes> setxattr(Node node, @Nullable OpenFile open, XattrUpdate update, Caller caller);

    /** Makes a node of any type but directory and symlink; {@code mode} has type and permissions before umask. */
    Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller);

    Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller);

    Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller);

    /** open(2) with O_CREAT on a name that is not there; EEXIST if it appeared meanwhile. */
    Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller);

    /** open(2) with O_TMPFILE: a regular file without a name, which may get one by {@link #link} unless the flags have O_EXCL. */
    Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller);

    Outcome<Linked> link(Node node, Node newParent, Name newName, Caller caller);

    Outcome<Removed> unlink(Node parent, Name name, Node child, Caller caller);

    Outcome<Removed> rmdir(Node parent, Name name, Node child, Caller caller);

    Outcome<Renamed> rename(RenameCall call, Caller caller);

    /** Opens a regular file; O_TRUNC included, with the file exclusive then. */
    Outcome<Opened> open(Node node, int flags, Caller caller);

    Outcome<OpenDirectory> opendir(Node node, Caller caller);

    /** Access by mask as in access(2); asked only where {@link Traits#checksPermissions}. */
    Outcome<Nothing> access(Node node, int mask, Caller caller);

    /** The space of what this inode is on, which may be a part of the volume. */
    Outcome<StatFs> statfs(Node node);

    /** Makes everything durable that was acknowledged before. */
    Outcome<Nothing> sync();

    /** Nobody knows or opens this inode any more: if it has no name either, its storage goes. */
    void forget(Node node);

    /** Everything that was acknowledged is kept; nothing is called afterwards. */
    Outcome<Nothing> close();
}
