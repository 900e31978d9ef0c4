package org.actorfs.fs.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Name;
import org.actorfs.fs.driver.Locator;
import org.actorfs.fs.driver.Node;
import org.jspecify.annotations.Nullable;

/**
 * An inode of a memory volume, and the locator of itself. Held by the entries that name it, the table of inos, and the actor; it ends
 * with {@link MemoryStore#forget}.
 */
abstract sealed class MemoryInode implements Locator {
    private static final VarHandle ATTRIBUTES;
    private static final VarHandle XATTRS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ATTRIBUTES = lookup.findVarHandle(MemoryInode.class, "attributes", Attributes.class);
            XATTRS = lookup.findVarHandle(MemoryInode.class, "xattrs", Map.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long ino;

    /** What was committed last; read by the actors of directories, too. */
    private volatile Attributes attributes;

    /** Replaced, never changed. */
    private volatile Map<Name, byte[]> xattrs = Map.of();

    MemoryInode(long ino, Attributes attributes) {
        this.ino = ino;
        this.attributes = attributes;
    }

    final long ino() {
        return ino;
    }

    final Attributes attributes() {
        return attributes;
    }

    final Node node() {
        return new Node(new InodeKey(0, ino), ino, 0, attributes, this);
    }

    /** Takes over all attributes; a file but for its size and blocks. */
    void commit(Attributes after) {
        attributes = after;
    }

    /** Whether it may have one more name; asked by whoever has it to himself. */
    boolean mayBeLinked() {
        return attributes.nlink() > 0;
    }

    final Map<Name, byte[]> xattrs() {
        return xattrs;
    }

    final boolean replaceXattrs(Map<Name, byte[]> before, Map<Name, byte[]> after) {
        return XATTRS.compareAndSet(this, before, after);
    }

    final boolean replaceAttributes(Attributes before, Attributes after) {
        return ATTRIBUTES.compareAndSet(this, before, after);
    }

    /** An inode is where it is. */
    @Override
    public final void adopt(Locator fresher) {}

    /** A directory; {@code parent} is itself for the root, null once removed. */
    static final class MemoryDirectory extends MemoryInode {
        private final DirectoryMap<MemoryInode> entries = new DirectoryMap<>();
        private volatile @Nullable MemoryDirectory parent;

        MemoryDirectory(long ino, Attributes attributes, @Nullable MemoryDirectory parent) {
            super(ino, attributes);
            this.parent = parent;
        }

        DirectoryMap<MemoryInode> entries() {
            return entries;
        }

        @Nullable
        MemoryDirectory parent() {
            return parent;
        }

        void moveTo(@Nullable MemoryDirectory newParent) {
            parent = newParent;
        }

        /** True if this is the other directory, or above it. */
        boolean isAtOrAbove(MemoryDirectory other) {
            MemoryDirectory at = other;
            while (at != null && at != this) {
                MemoryDirectory above = at.parent();
                at = above == at ? null : above;
            }
            return at == this;
        }
    }

    /** A symbolic link. */
    static final class MemorySymlink extends MemoryInode {
        private final byte[] target;

        MemorySymlink(long ino, Attributes attributes, byte[] target) {
            super(ino, attributes);
            this.target = target;
        }

        byte[] target() {
            return target;
        }
    }

    /** A FIFO, socket or device: a name with attributes. */
    static final class MemorySpecial extends MemoryInode {
        MemorySpecial(long ino, Attributes attributes) {
            super(ino, attributes);
        }
    }

    /** A regular file: its pages, and I/O on them. */
    static final class MemoryFile extends MemoryInode {
        private final PageMap map = new PageMap();

        /** Never had a name, and may get one. */
        private boolean linkable;

        MemoryFile(long ino, Attributes attributes) {
            super(ino, attributes);
        }

        void setLinkable(boolean mayBeLinked) {
            linkable = mayBeLinked;
        }

        @Override
        boolean mayBeLinked() {
            return linkable || super.mayBeLinked();
        }

        PageMap map() {
            return map;
        }

        /** Keeps size and blocks, which writes may be changing at this moment. */
        @Override
        void commit(Attributes after) {
            Attributes before;
            do {
                before = attributes();
            } while (!replaceAttributes(before, after.withSize(before.size(), blocks())));
        }

        /** Takes over the size, too; the file is exclusive. */
        void commitSize(Attributes after) {
            super.commit(after.withSize(after.size(), blocks()));
        }

        long blocks() {
            return (long) map.count() << (PageStore.PAGE_SHIFT - 9);
        }
    }
}
