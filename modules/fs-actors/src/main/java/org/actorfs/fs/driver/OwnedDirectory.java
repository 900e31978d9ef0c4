package org.actorfs.fs.driver;

import java.util.List;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;

/** Any open directory of an {@link OwnedNamespace}: cursors are the store's and need no state, so one serves all handles. */
final class OwnedDirectory implements OpenDirectory {
    private final Store store;

    OwnedDirectory(Store store) {
        this.store = store;
    }

    @Override
    public Outcome<List<DirectoryEntry>> read(Node node, long cursor, int maxEntries, boolean withNodes) {
        return store.children(node, cursor, maxEntries, withNodes);
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return store.sync(node, dataOnly);
    }

    @Override
    public void release() {}
}
