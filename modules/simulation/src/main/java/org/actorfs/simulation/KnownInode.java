package org.actorfs.simulation;

import org.actorfs.fs.Mode;
import org.actorfs.fs.driver.Node;
import org.actorfs.simulation.check.NameStep.Kind;

/** An inode in a simulated kernel's inode table, with the references that it owes. Owned by that kernel until it forgets them all. */
final class KnownInode {
    private final long name;
    private final long ino;
    private final Kind kind;
    private long lookups;
    private int pins;

    KnownInode(long name, Node node) {
        this.name = name;
        this.ino = node.ino();
        this.kind = kind(node.attributes().mode());
    }

    static Kind kind(int mode) {
        return switch (mode & Mode.TYPE) {
            case Mode.DIRECTORY -> Kind.DIRECTORY;
            case Mode.REGULAR -> Kind.FILE;
            case Mode.SYMLINK -> Kind.SYMLINK;
            default -> Kind.SPECIAL;
        };
    }

    /** What the session called it: the node id. */
    long name() {
        return name;
    }

    long ino() {
        return ino;
    }

    Kind kind() {
        return kind;
    }

    long lookups() {
        return lookups;
    }

    void lookedUp() {
        lookups++;
    }

    void forgot(long references) {
        lookups -= references;
    }

    /** Something in the kernel holds the inode: a request, an open file. It is not forgotten meanwhile. */
    void pin() {
        pins++;
    }

    void unpin() {
        pins--;
    }

    boolean isPinned() {
        return pins > 0;
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + ino;
    }
}
