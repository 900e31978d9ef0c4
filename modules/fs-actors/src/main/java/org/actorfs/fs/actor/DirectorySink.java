package org.actorfs.fs.actor;

import java.util.List;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.jspecify.annotations.Nullable;

/** Takes the entries of one readdir: the transport's reply buffer. */
public interface DirectorySink {
    /** How many of these entries, from the first on, still fit. */
    int room(List<DirectoryEntry> entries);

    /** Appends an entry that fits; {@code granted} is its counted reference (READDIRPLUS), null for none. */
    void add(DirectoryEntry entry, @Nullable Entry granted);
}
