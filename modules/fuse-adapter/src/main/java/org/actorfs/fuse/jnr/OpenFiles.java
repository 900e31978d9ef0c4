package org.actorfs.fuse.jnr;

import java.util.HashMap;
import java.util.Map;
import org.actorfs.fs.Name;
import org.jspecify.annotations.Nullable;

/**
 * The files that are open, each with the reference that its open keeps; and those of them that have lost their name.
 *
 * <p>libfuse 2 cannot ask about an open file without a path, so it renames one that is to be unlinked to a name that nobody uses. Here such a file
 * is unlinked, as everywhere, and that name is good for libfuse alone, as long as the file is open.
 */
final class OpenFiles {
    private final Map<Long, Long> inodeOf = new HashMap<>();

    // INVARIANT: each of these is an inode that is open.
    private final Map<Name, Long> hidden = new HashMap<>();

    /** Whether libfuse made this name up; see hidden_name() in its fuse.c. */
    static boolean isMadeUp(Name name) {
        return name.toString().matches("\\.fuse_hidden[0-9a-f]{16}");
    }

    synchronized void opened(long handle, long inode) {
        inodeOf.put(handle, inode);
    }

    /** The inode that a handle keeps; null if it is not open. */
    synchronized @Nullable Long inode(long handle) {
        return inodeOf.get(handle);
    }

    /** The inode whose reference is to be given back; null if the handle was not open. */
    synchronized @Nullable Long released(long handle) {
        Long inode = inodeOf.remove(handle);
        if (inode != null && !hidden.isEmpty() && !inodeOf.containsValue(inode)) {
            hidden.values().remove(inode);
        }
        return inode;
    }

    /** The file has lost its name, and libfuse will use this one; false if it is not open. */
    synchronized boolean hide(Name name, long inode) {
        boolean open = inodeOf.containsValue(inode);
        if (open) {
            hidden.put(name, inode);
        }
        return open;
    }

    synchronized @Nullable Long hidden(Name name) {
        return hidden.isEmpty() ? null : hidden.get(name);
    }

    /** libfuse uses the name no more; false if it was none of these. */
    synchronized boolean forget(Name name) {
        return hidden.remove(name) != null;
    }
}
