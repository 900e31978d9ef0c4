package org.actorfs.fs.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.driver.Change;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.ReadTarget;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Written;
import org.actorfs.fs.driver.Store;
import org.actorfs.fs.driver.Traits;
import org.actorfs.fs.driver.WriteEffect;
import org.actorfs.fs.memory.MemoryInode.MemoryDirectory;
import org.actorfs.fs.memory.MemoryInode.MemoryFile;
import org.actorfs.fs.memory.MemoryInode.MemorySpecial;
import org.actorfs.fs.memory.MemoryInode.MemorySymlink;
import org.jspecify.annotations.Nullable;

/**
 * A volume in memory. Owned by the driver over it; {@link #close} frees what is off the heap. Every call answers at once.
 *
 * <p>Reading goes by locator; the table of inos serves {@link #resolve} and {@link #apply}, whose changes are plain data.
 */
final class MemoryStore implements Store {
    static final long ROOT_INO = 1;

    private static final long DAY_NANOS = 86_400_000_000_000L;

    /** From here on copying takes longer than waking the caller, and both can go on at once. */
    private static final int LATE_COPY_BYTES = 1 << 16;

    /** What fallocate does in some ten milliseconds. */
    private static final long SLICE_BYTES = 32 << 20;

    private static final Outcome<Optional<byte[]>> NO_XATTR = Outcome.of(Optional.empty());

    private final PageStore pages;
    private final FileData data;
    private final Limit inodes;
    private final Limit heap;
    private final InoTable<MemoryInode> table = new InoTable<>();
    private final AtomicLong lastIno = new AtomicLong(ROOT_INO);
    private final MemoryDirectory root;

    /** @param rootAttributes of an empty directory */
    MemoryStore(MemoryLimits limits, Attributes rootAttributes, SlabMemory memory) {
        this.pages = new PageStore(limits.pages(), memory);
        this.inodes = new Limit(limits.inodes());
        this.heap = new Limit(limits.heapBytes());
        this.data = new FileData(pages, heap, memory.copier());
        this.root = new MemoryDirectory(ROOT_INO, rootAttributes, null);
        root.moveTo(root);
        inodes.take(1);
        heap.take(MemoryLimits.INODE_BYTES);
        table.put(ROOT_INO, root);
    }

    @Override
    public Traits traits() {
        return new Traits(true, false, true, Traits.allOperations(), Traits.FOREVER, DAY_NANOS, DAY_NANOS);
    }

    @Override
    public Outcome<Node> root() {
        return Outcome.of(root.node());
    }

    @Override
    public Outcome<Node> lookup(Node directory, Name name) {
        MemoryInode child = directory(directory).entries().get(name);
        return child == null ? Outcome.failed(Errno.ENOENT) : Outcome.of(child.node());
    }

    @Override
    public Outcome<Node> parent(Node directory) {
        MemoryDirectory above = directory(directory).parent();
        return above == null ? Outcome.failed(Errno.ENOENT) : Outcome.of(above.node());
    }

    @Override
    public Outcome<Node> resolve(long ino, long generation) {
        MemoryInode inode = generation == 0 && ino > 0 && ino <= InoTable.MAX_INO ? table.get(ino) : null;
        return inode == null || inode.attributes().nlink() == 0
                ? Outcome.failed(Errno.ESTALE)
                : Outcome.of(inode.node());
    }

    @Override
    public Outcome<Attributes> attributes(Node node) {
        MemoryInode inode = inode(node);
        Attributes attributes = inode.attributes();
        boolean gone = attributes.nlink() == 0 && table.get(inode.ino()) != inode;
        return gone ? Outcome.failed(Errno.ESTALE) : Outcome.of(attributes);
    }

    @Override
    public Outcome<List<DirectoryEntry>> children(Node directory, long cursor, int maxEntries, boolean withNodes) {
        List<DirectoryEntry> listed = new ArrayList<>(Math.min(maxEntries, 64));
        if (maxEntries > 0) {
            directory(directory).entries().list(cursor, (name, child, next) -> {
                int type = Mode.direntType(child.attributes().mode());
                listed.add(new DirectoryEntry(name, child.ino(), type, next, withNodes ? child.node() : null));
                return listed.size() < maxEntries;
            });
        }
        return Outcome.of(listed);
    }

    @Override
    public Outcome<byte[]> linkTarget(Node symlink) {
        return Outcome.of(((MemorySymlink) symlink.locator()).target());
    }

    @Override
    public Outcome<Optional<byte[]>> xattr(Node node, Name name) {
        byte[] value = inode(node).xattrs().get(name);
        return value == null ? NO_XATTR : Outcome.of(Optional.of(value));
    }

    @Override
    public Outcome<List<Name>> xattrs(Node node) {
        return Outcome.of(List.copyOf(inode(node).xattrs().keySet()));
    }

    @Override
    public long newIno() {
        return lastIno.incrementAndGet();
    }

    @Override
    public Outcome<Node> apply(Change change) {
        return switch (change) {
            case Change.Create c ->
                add(c.parent(), c.name(), c.child(), c.childAfter(), null, c.xattrs(), c.parentAfter());
            case Change.Symlink c ->
                add(c.parent(), c.name(), c.child(), c.childAfter(), c.target(), List.of(), c.parentAfter());
            case Change.Nameless c -> addNameless(c);
            case Change.Link c -> link(c);
            case Change.Remove c -> remove(c);
            case Change.Rename c -> new MemoryRename(c, table, heap).apply();
            case Change.SetAttributes c -> setAttributes(c);
        };
    }

    private Outcome<Node> add(
            long parentIno,
            Name name,
            long ino,
            Attributes after,
            byte @Nullable [] target,
            List<Change.Xattr> xattrs,
            Attributes parentAfter) {
        Errno refusal = refusesEntry(parentIno, name);
        Map<Name, byte[]> attached = MemoryXattrs.after(Map.of(), xattrs);
        long bytes = MemoryLimits.inodeBytes(target) + MemoryLimits.entryBytes(name) + MemoryXattrs.bytes(attached);
        if (refusal == null && !takeInode(bytes)) {
            refusal = Errno.ENOSPC;
        }
        if (refusal != null || !(table.get(parentIno) instanceof MemoryDirectory parent)) {
            table.retire(ino);
            return Outcome.failed(refusal == null ? Errno.ESTALE : refusal);
        }
        MemoryInode child = newInode(ino, after, target, parent);
        child.replaceXattrs(child.xattrs(), attached);
        table.put(ino, child);
        parent.entries().add(name, child);
        parent.commit(parentAfter);
        return Outcome.of(child.node());
    }

    private Outcome<Node> addNameless(Change.Nameless c) {
        Map<Name, byte[]> xattrs = MemoryXattrs.after(Map.of(), c.xattrs());
        if (!takeInode(MemoryLimits.inodeBytes(null) + MemoryXattrs.bytes(xattrs))) {
            table.retire(c.child());
            return Outcome.failed(Errno.ENOSPC);
        }
        MemoryFile child = new MemoryFile(c.child(), c.childAfter());
        child.setLinkable(c.linkable());
        child.replaceXattrs(child.xattrs(), xattrs);
        table.put(c.child(), child);
        return Outcome.of(child.node());
    }

    private @Nullable Errno refusesEntry(long parentIno, Name name) {
        if (!(table.get(parentIno) instanceof MemoryDirectory parent)) {
            return Errno.ESTALE;
        }
        return parent.entries().get(name) == null ? null : Errno.EEXIST;
    }

    private boolean takeInode(long heapBytes) {
        if (!inodes.take(1)) {
            return false;
        }
        if (heap.take(heapBytes)) {
            return true;
        }
        inodes.give(1);
        return false;
    }

    private static MemoryInode newInode(
            long ino, Attributes attributes, byte @Nullable [] target, MemoryDirectory parent) {
        if (target != null) {
            return new MemorySymlink(ino, attributes, target);
        }
        return switch (attributes.mode() & Mode.TYPE) {
            case Mode.DIRECTORY -> new MemoryDirectory(ino, attributes, parent);
            case Mode.REGULAR -> new MemoryFile(ino, attributes);
            default -> new MemorySpecial(ino, attributes);
        };
    }

    private Outcome<Node> link(Change.Link c) {
        MemoryInode node = table.get(c.node());
        Errno refusal =
                node == null ? Errno.ESTALE : node.mayBeLinked() ? refusesEntry(c.parent(), c.name()) : Errno.ENOENT;
        if (refusal == null && !heap.take(MemoryLimits.entryBytes(c.name()))) {
            refusal = Errno.ENOSPC;
        }
        if (refusal != null || node == null || !(table.get(c.parent()) instanceof MemoryDirectory parent)) {
            return Outcome.failed(refusal == null ? Errno.ESTALE : refusal);
        }
        parent.entries().add(c.name(), node);
        node.commit(c.nodeAfter());
        if (node instanceof MemoryFile file) {
            file.setLinkable(false);
        }
        parent.commit(c.parentAfter());
        return Outcome.of(node.node());
    }

    private Outcome<Node> remove(Change.Remove c) {
        if (!(table.get(c.parent()) instanceof MemoryDirectory parent)) {
            return Outcome.failed(Errno.ESTALE);
        }
        MemoryInode child = parent.entries().get(c.name());
        if (child == null || child.ino() != c.child()) {
            return Outcome.failed(Errno.ENOENT);
        }
        if (child instanceof MemoryDirectory directory) {
            if (directory.entries().size() > 0) {
                return Outcome.failed(Errno.ENOTEMPTY);
            }
            directory.moveTo(null);
        }
        parent.entries().remove(c.name());
        heap.give(MemoryLimits.entryBytes(c.name()));
        child.commit(c.childAfter());
        parent.commit(c.parentAfter());
        return Outcome.of(child.node());
    }

    private Outcome<Node> setAttributes(Change.SetAttributes c) {
        MemoryInode inode = table.get(c.ino());
        if (inode == null) {
            return Outcome.failed(Errno.ESTALE);
        }
        if (!c.xattrs().isEmpty() && !MemoryXattrs.apply(inode, c.xattrs(), heap)) {
            return Outcome.failed(Errno.ENOSPC);
        }
        if (c.resize() && inode instanceof MemoryFile file) {
            data.cut(file, c.after().size());
            file.commitSize(c.after());
        } else {
            inode.commit(c.after());
        }
        return Outcome.of(inode.node());
    }

    @Override
    public Outcome<Integer> read(Node file, long offset, int sizeBytes, ReadTarget target) {
        return Outcome.of(data.read(file(file), offset, sizeBytes, target.segment()));
    }

    @Override
    public Outcome<Written> write(Node node, long offset, MemorySegment bytes, WriteEffect effect) {
        MemoryFile file = file(node);
        int written = data.makeRoom(file, offset, (int) bytes.byteSize());
        if (written == 0) {
            return Outcome.failed(Errno.ENOSPC);
        }
        MemoryXattrs.dropCapability(file, heap);
        Attributes after = FileData.commitWrite(file, offset + written, effect);
        MemorySegment fitting = bytes.asSlice(0, written);
        if (written < LATE_COPY_BYTES) {
            data.write(file, offset, fitting);
            return Outcome.of(new Written(written, after));
        }
        return Outcome.of(new Written(written, after, () -> data.write(file, offset, fitting)));
    }

    /** A slice, because filling gigabytes with zeros takes long; none of it where there is not enough space for the whole. */
    @Override
    public Outcome<Allocated> allocate(Node node, Allocation allocation, WriteEffect effect) {
        MemoryFile file = file(node);
        boolean whole = allocation.length() <= SLICE_BYTES;
        Allocation slice = whole ? allocation : allocation.first(SLICE_BYTES);
        if (!data.hasRoomFor(file, allocation) || !data.allocate(file, slice)) {
            file.commit(file.attributes()); // some pages may have been taken
            return Outcome.failed(Errno.ENOSPC);
        }
        MemoryXattrs.dropCapability(file, heap);
        Attributes after = FileData.commitWrite(file, slice.keepSize() ? 0 : slice.end(), effect);
        return Outcome.of(new Allocated(after, whole ? null : allocation.after(SLICE_BYTES)));
    }

    @Override
    public Outcome<Long> seek(Node node, long offset, boolean hole) {
        MemoryFile file = file(node);
        if (offset >= file.attributes().size()) {
            return Outcome.failed(Errno.ENXIO);
        }
        long found = hole ? FileData.nextHole(file, offset) : FileData.nextData(file, offset);
        return found < 0 ? Outcome.failed(Errno.ENXIO) : Outcome.of(found);
    }

    /** Memory is as durable as it gets. */
    @Override
    public Outcome<Nothing> sync(Node node, boolean dataOnly) {
        return Outcome.done();
    }

    @Override
    public Outcome<Nothing> syncAll() {
        return Outcome.done();
    }

    @Override
    public Outcome<StatFs> statfs() {
        long free = pages.pages().free();
        long inodesFree = Math.min(inodes.free(), heap.free() / MemoryLimits.TYPICAL_INODE_BYTES);
        int block = PageStore.PAGE_BYTES;
        return Outcome.of(new StatFs(
                pages.pages().maximum(), free, free, inodes.maximum(), inodesFree, block, block, Name.MAX_BYTES));
    }

    @Override
    public void forget(Node node) {
        MemoryInode inode = inode(node);
        if (inode.attributes().nlink() != 0 || table.get(inode.ino()) != inode) {
            return;
        }
        byte[] target = inode instanceof MemorySymlink symlink ? symlink.target() : null;
        if (inode instanceof MemoryFile file) {
            data.cut(file, 0);
        }
        table.retire(inode.ino());
        heap.give(MemoryLimits.inodeBytes(target) + MemoryXattrs.bytes(inode.xattrs()));
        inodes.give(1);
    }

    @Override
    public Outcome<Nothing> close() {
        pages.close();
        return Outcome.done();
    }

    /** What is in use, for tests: pages, inodes, heap bytes. */
    MemoryLimits used() {
        return new MemoryLimits(pages.pages().used(), inodes.used(), heap.used());
    }

    private static MemoryInode inode(Node node) {
        return (MemoryInode) node.locator();
    }

    private static MemoryDirectory directory(Node node) {
        return (MemoryDirectory) node.locator();
    }

    private static MemoryFile file(Node node) {
        return (MemoryFile) node.locator();
    }
}
