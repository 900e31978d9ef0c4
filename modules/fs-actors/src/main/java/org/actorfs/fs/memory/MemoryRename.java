package org.actorfs.fs.memory;

import org.actorfs.fs.Errno;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Change;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.memory.MemoryInode.MemoryDirectory;
import org.jspecify.annotations.Nullable;

/** One {@link Change.Rename} on its way: checked in full first, so that it is done in full or not at all. */
final class MemoryRename {
    private final Change.Rename change;
    private final InoTable<MemoryInode> table;
    private final Limit heap;

    MemoryRename(Change.Rename change, InoTable<MemoryInode> table, Limit heap) {
        this.change = change;
        this.table = table;
        this.heap = heap;
    }

    Outcome<Node> apply() {
        if (!(table.get(change.sourceParent()) instanceof MemoryDirectory source)
                || !(table.get(change.targetParent()) instanceof MemoryDirectory target)) {
            return Outcome.failed(Errno.ESTALE);
        }
        MemoryInode moved = source.entries().get(change.sourceName());
        MemoryInode replaced = target.entries().get(change.targetName());
        if (moved == null || moved.ino() != change.moved()) {
            return Outcome.failed(Errno.ENOENT);
        }
        Errno refusal = refuses(source, target, moved, replaced);
        if (refusal != null) {
            return Outcome.failed(refusal);
        }
        if (change.exchange() && replaced != null) {
            exchange(source, target, moved, replaced);
        } else if (!move(source, target, moved, replaced)) {
            return Outcome.failed(Errno.ENOSPC);
        }
        commit(source, target, moved, replaced);
        return Outcome.of(moved.node());
    }

    private @Nullable Errno refuses(
            MemoryDirectory source, MemoryDirectory target, MemoryInode moved, @Nullable MemoryInode replaced) {
        if ((replaced == null ? 0 : replaced.ino()) != change.replaced()) {
            return replaced == null ? Errno.ENOENT : Errno.EEXIST;
        }
        if (moved instanceof MemoryDirectory directory && directory.isAtOrAbove(target)) {
            return Errno.EINVAL;
        }
        if (!(replaced instanceof MemoryDirectory directory)) {
            return null;
        }
        if (change.exchange()) {
            return directory.isAtOrAbove(source) ? Errno.EINVAL : null;
        }
        return directory.entries().size() > 0 ? Errno.ENOTEMPTY : null;
    }

    private void exchange(MemoryDirectory source, MemoryDirectory target, MemoryInode moved, MemoryInode replaced) {
        source.entries().replace(change.sourceName(), replaced);
        target.entries().replace(change.targetName(), moved);
        if (replaced instanceof MemoryDirectory directory) {
            directory.moveTo(source);
        }
    }

    /** The target first: a reader in between finds two names, never none. */
    private boolean move(
            MemoryDirectory source, MemoryDirectory target, MemoryInode moved, @Nullable MemoryInode replaced) {
        Name name = change.targetName();
        if (replaced != null) {
            target.entries().replace(name, moved);
        } else if (heap.take(MemoryLimits.entryBytes(name))) {
            target.entries().add(name, moved);
        } else {
            return false;
        }
        source.entries().remove(change.sourceName());
        heap.give(MemoryLimits.entryBytes(change.sourceName()));
        if (replaced instanceof MemoryDirectory directory) {
            directory.moveTo(null);
        }
        return true;
    }

    private void commit(
            MemoryDirectory source, MemoryDirectory target, MemoryInode moved, @Nullable MemoryInode replaced) {
        if (moved instanceof MemoryDirectory directory) {
            directory.moveTo(target);
        }
        if (replaced != null && change.replacedAfter() != null) {
            replaced.commit(change.replacedAfter());
        }
        moved.commit(change.movedAfter());
        source.commit(change.sourceParentAfter());
        target.commit(change.targetParentAfter());
    }
}
