package org.actorfs.simulation.check;

import java.util.Map;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;

/** What was asked of the names of a volume, and what was answered. Inodes are told by ino; 0 where the answer did not tell one. */
public sealed interface NameStep {
    record Lookup(long directory, Name name, long found) implements NameStep {}

    /** mknod, mkdir, symlink, create. {@code exclusive}: not if the name is there; else a regular file there is opened. */
    record Make(long directory, Name name, Kind kind, boolean exclusive, long made) implements NameStep {}

    record Link(long directory, Name name, long target, boolean ofDirectory) implements NameStep {}

    /** unlink, or rmdir if {@code asDirectory}. */
    record Remove(long directory, Name name, boolean asDirectory) implements NameStep {}

    record Rename(long from, Name name, long to, Name newName, boolean noReplace, boolean exchange)
            implements NameStep {}

    /** A whole readdir, in one call. */
    record Listing(long directory, Map<Name, Long> names) implements NameStep {}

    /** Lookup of "..". */
    record Parent(long directory, long found) implements NameStep {}

    /** An inode asked for by its number. */
    record Resolve(long ino) implements NameStep {}

    /** The step was refused and changed nothing. */
    record Refused(NameStep step, Errno errno) implements NameStep {}

    /** What a name stands for. */
    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        SPECIAL
    }
}
