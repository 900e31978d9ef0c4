package org.actorfs.fuse.jnr;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.jspecify.annotations.Nullable;

/**
 * The files that are open, each with the reference that its open keeps; and those of them that have lost their name.
 *
 * <p>libfuse 2 cannot ask about an open file without a path, so it renames one that is to be unlinked to a name that nobody uses. Here such a file
 * is unlinked, as everywhere, and that name is good for libfuse alone, as long as the file is open.
 */
final class OpenFiles {
    private static final String PREFIX = ".fuse_hidden";

    /** hidden_name() in libfuse's fuse.c: a node id of its own, and a number that rises with each. */
    private static final Pattern MADE_UP = Pattern.compile("\\.fuse_hidden[0-9a-f]{8}([0-9a-f]{8})");

    /** libfuse passes numbers over that it finds in use. */
    private static final int NEAR = 1024;

    private static final int HEXADECIMAL = 16;

    private final Map<Long, Long> inodeOf = new HashMap<>();

    // INVARIANT: each of these is an inode that is open, or is being unlinked.
    private final Map<Place, Long> hidden = new HashMap<>();

    /** What libfuse's next number is at least. */
    private int next;

    private record Place(InodeKey directory, Name name) {}

    /**
     * Whether libfuse has just made this name up, to rename a file to it; else somebody else uses such names. It makes up each once: to be asked
     * once for each rename.
     */
    synchronized boolean isMadeUp(Name name) {
        Matcher matcher = MADE_UP.matcher(name.toString());
        if (!matcher.matches()) {
            return false;
        }
        int number = Integer.parseUnsignedInt(matcher.group(1), HEXADECIMAL);
        if (Integer.compareUnsigned(number - next, NEAR) >= 0) {
            return false;
        }
        next = number + 1;
        return true;
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
            while (hidden.values().remove(inode)) {} // it may have lost several names
        }
        return inode;
    }

    /** The file loses its name, and libfuse will use this one, unless it is not open any more. */
    synchronized void hide(InodeKey directory, Name name, long inode) {
        if (inodeOf.containsValue(inode)) {
            hidden.put(new Place(directory, name), inode);
        }
    }

    synchronized @Nullable Long hidden(InodeKey directory, Name name) {
        return hidden.get(new Place(directory, name));
    }

    /** Whether it is worth to look: most paths are nothing like it. */
    synchronized boolean mayBeHidden(Name name) {
        return !hidden.isEmpty()
                && name.length() > PREFIX.length()
                && name.toString().startsWith(PREFIX);
    }

    /** As above, of the last name of a path. */
    boolean mayBeHidden(String path) {
        int last = path.lastIndexOf('/') + 1;
        return path.startsWith(PREFIX, last) && mayBeHidden(Name.of(path.substring(last)));
    }

    /** It keeps its name. */
    synchronized void forget(InodeKey directory, Name name) {
        hidden.remove(new Place(directory, name));
    }
}
