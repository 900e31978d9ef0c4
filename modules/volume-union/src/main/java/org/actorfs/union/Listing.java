package org.actorfs.union;

import java.util.List;
import java.util.function.Predicate;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;

/** Reads one copy of a directory from the start; on a thread of its branch, where answers are there at once. */
final class Listing {
    /** How many entries are asked for at a time. */
    private static final int BATCH = 1024;

    private Listing() {}

    /** As {@link #read}, of a directory that was opened for this. */
    static Outcome<Nothing> readAndRelease(OpenDirectory directory, Node copy, Predicate<DirectoryEntry> more) {
        try {
            return read(directory, copy, more);
        } finally {
            directory.release();
        }
    }

    /** @param more is given each entry, and says whether it wants another */
    private static Outcome<Nothing> read(OpenDirectory directory, Node copy, Predicate<DirectoryEntry> more) {
        long cursor = 0;
        while (true) {
            Outcome<List<DirectoryEntry>> batch = directory.read(copy, cursor, BATCH, false);
            if (!(batch instanceof Outcome.Done<List<DirectoryEntry>>(List<DirectoryEntry> entries))
                    || entries.isEmpty()) {
                return batch.map(_ -> Nothing.NOTHING);
            }
            for (DirectoryEntry entry : entries) {
                if (!more.test(entry)) {
                    return Outcome.done();
                }
            }
            cursor = entries.getLast().cursor();
        }
    }
}
