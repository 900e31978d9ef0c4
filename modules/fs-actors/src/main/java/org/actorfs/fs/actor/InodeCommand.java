package org.actorfs.fs.actor;

/** Everything that can be told to an inode. One that is of another kind answers ENOTDIR, EINVAL or EISDIR as POSIX has it. */
public sealed interface InodeCommand
        permits Inode.Command, DirectoryInode.Command, FileInode.Command, SymlinkInode.Command {}
