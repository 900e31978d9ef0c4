package org.actorfs.fuse.protocol;

/** Requests about a name in the directory {@code header.nodeid}. */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares whole requests
public sealed interface EntryRequest extends Request {
    /** The name; empty in TMPFILE, which makes a file without one. */
    byte[] name();

    /**
     * A name is not in the dcache, or its entry timeout is over. Answer: entry_out, with node id 0 (and a timeout) or
     * ENOENT for "no such name". "." and ".." come from NFS export, also on files. Lookup count of the found inode: +1.
     */
    record Lookup(RequestHeader header, byte[] name) implements EntryRequest {}

    /** symlink(2). Answer: entry_out. Lookup count of the new inode: 1. */
    record Symlink(RequestHeader header, byte[] name, byte[] target, RequestExtensions extensions)
            implements EntryRequest {}

    /**
     * mknod(2), and creat(2) if the daemon said ENOSYS to CREATE. Answer: entry_out. Lookup count of the new inode: 1.
     *
     * @param rdev as {@link DeviceNumber} packs it
     * @param umask of the caller, already applied to mode unless DONT_MASK is on
     */
    record Mknod(RequestHeader header, byte[] name, int mode, int rdev, int umask, RequestExtensions extensions)
            implements EntryRequest {}

    /** mkdir(2). Answer: entry_out. Lookup count of the new inode: 1. */
    record Mkdir(RequestHeader header, byte[] name, int mode, int umask, RequestExtensions extensions)
            implements EntryRequest {}

    /** unlink(2). Answer: empty. Lookup count: unchanged; the kernel still holds the inode and forgets it later. */
    record Unlink(RequestHeader header, byte[] name) implements EntryRequest {}

    /** rmdir(2). Answer: empty. Lookup count: unchanged, as for unlink. */
    record Rmdir(RequestHeader header, byte[] name) implements EntryRequest {}

    /**
     * rename(2) or renameat2(2): opcodes RENAME (flags 0) and RENAME2. Answer: empty. Lookup counts: unchanged, also
     * of an inode that was replaced.
     *
     * @param flags RENAME_NOREPLACE 1, RENAME_EXCHANGE 2, RENAME_WHITEOUT 4
     */
    record Rename(RequestHeader header, byte[] name, long newParentNodeid, byte[] newName, int flags)
            implements EntryRequest {}

    /** link(2): a new name for an inode. Answer: entry_out of that inode. Its lookup count: +1. */
    record Link(RequestHeader header, byte[] name, long oldNodeid) implements EntryRequest {}

    /**
     * open(2) with O_CREAT of a name that the kernel does not know. Answer: entry_out and open_out. Lookup count of the
     * inode, new or found: +1; the handle lives until RELEASE.
     *
     * @param flags as open(2), O_CREAT among them
     * @param openFlags {@link RequestFlags#OPEN_KILL_SUIDGID}
     */
    record Create(
            RequestHeader header,
            byte[] name,
            int flags,
            int mode,
            int umask,
            int openFlags,
            RequestExtensions extensions)
            implements EntryRequest {}

    /**
     * open(2) with O_TMPFILE in a directory, since 7.37. The wire carries the name "/", a placeholder of the VFS.
     * Answer: entry_out and open_out. Lookup count of the new inode: 1.
     */
    record Tmpfile(RequestHeader header, int flags, int mode, int umask, int openFlags, RequestExtensions extensions)
            implements EntryRequest {
        private static final byte[] NAMELESS = {};

        @Override
        public byte[] name() {
            return NAMELESS;
        }
    }
}
