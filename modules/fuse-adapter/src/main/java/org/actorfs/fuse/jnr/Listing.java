package org.actorfs.fuse.jnr;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.Name;
import org.actorfs.fs.actor.DirectorySink;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.jspecify.annotations.Nullable;

/** The entries for one call of readdir: libfuse has room for a page of them. */
final class Listing implements DirectorySink {
    /** A page holds fewer: each takes 32 bytes at least. */
    private static final int MOST = 128;

    private final List<DirectoryEntry> entries = new ArrayList<>();

    @Override
    public int room(List<DirectoryEntry> more) {
        return Math.min(more.size(), MOST - entries.size());
    }

    @Override
    public void add(DirectoryEntry entry, @Nullable Entry granted) {
        entries.add(entry);
    }

    List<DirectoryEntry> entries() {
        return entries;
    }

    /** As C wants it. */
    static ByteBuffer terminated(Name name) {
        return ByteBuffer.allocate(name.length() + 1).put(name.bytes()).rewind();
    }
}
