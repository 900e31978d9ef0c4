package org.actorfs.fs.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.actorfs.fs.Name;
import org.actorfs.fs.XattrNames;
import org.actorfs.fs.driver.Change;
import org.actorfs.fs.driver.Store;

/** The extended attributes of one inode, and what they cost. */
final class MemoryXattrs {
    private MemoryXattrs() {}

    static Map<Name, byte[]> after(Map<Name, byte[]> before, List<Change.Xattr> changes) {
        if (changes.isEmpty()) {
            return before;
        }
        Map<Name, byte[]> after = new HashMap<>(before);
        for (Change.Xattr change : changes) {
            byte[] value = change.value();
            if (value == null) {
                after.remove(change.name());
            } else {
                after.put(change.name(), value);
            }
        }
        return Map.copyOf(after);
    }

    static long bytes(Map<Name, byte[]> xattrs) {
        long bytes = 0;
        for (Map.Entry<Name, byte[]> xattr : xattrs.entrySet()) {
            bytes += MemoryLimits.xattrBytes(xattr.getKey(), xattr.getValue());
        }
        return bytes;
    }

    /** False where the budget or the list that can be told does not hold them; then nothing has changed. */
    static boolean apply(MemoryInode inode, List<Change.Xattr> changes, Limit heap) {
        Map<Name, byte[]> before = inode.xattrs();
        Map<Name, byte[]> after = after(before, changes);
        long more = bytes(after) - bytes(before);
        if (listBytes(after) > Store.MAX_XATTR_LIST_BYTES || (more > 0 && !heap.take(more))) {
            return false;
        }
        // Only writes of disjoint ranges come here at once, and all of them want the same: one of them gives the bytes
        // back.
        if (inode.replaceXattrs(before, after) && more < 0) {
            heap.give(-more);
        }
        return true;
    }

    private static long listBytes(Map<Name, byte[]> xattrs) {
        return xattrs.keySet().stream().mapToLong(name -> name.length() + 1L).sum();
    }

    static void dropCapability(MemoryInode inode, Limit heap) {
        if (inode.xattrs().containsKey(XattrNames.CAPABILITY)) {
            apply(inode, List.of(new Change.Xattr(XattrNames.CAPABILITY, null)), heap);
        }
    }
}
