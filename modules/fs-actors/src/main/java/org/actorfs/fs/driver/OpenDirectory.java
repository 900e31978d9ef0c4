package org.actorfs.fs.driver;

import java.util.List;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.jspecify.annotations.Nullable;

/** A directory held open in a driver, owned by one DirectoryHandle actor, until {@link #release}. Calls come one at a time. */
public interface OpenDirectory {
    /**
     * One name.
     *
     * @param cursor where to go on after this entry: opaque, greater than 2, stable while other names come and go
     * @param type d_type as in readdir(3)
     * @param node the inode, if it was asked for and is still there
     */
    record DirectoryEntry(
            Name name,
            long ino,
            int type,
            long cursor,
            @Nullable Node node) {}

    /**
     * The entries after {@code cursor} (0: from the start), at most {@code maxEntries}, without "." and ".."; empty at the end. What
     * was there all the time between first and last call is told exactly once.
     *
     * @param withNodes also look each one up (READDIRPLUS)
     */
    Outcome<List<DirectoryEntry>> read(Node node, long cursor, int maxEntries, boolean withNodes);

    /** fsync(2) on a directory descriptor. */
    Outcome<Nothing> fsync(Node node, boolean dataOnly);

    /** Last use; called exactly once, with nothing else in progress. */
    void release();
}
