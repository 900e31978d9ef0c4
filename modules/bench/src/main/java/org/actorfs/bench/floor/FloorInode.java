package org.actorfs.bench.floor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.driver.Node;
import org.jspecify.annotations.Nullable;

/** What an actor would own. All but the count is read and changed under its lock. */
final class FloorInode extends ReentrantLock {
    private final AtomicLong count;
    private Node node;
    private int opens;
    private boolean nameless;

    FloorInode(Node node, long count) {
        this.node = node;
        this.count = new AtomicLong(count);
    }

    Node node() {
        return node;
    }

    void count(long references) {
        count.addAndGet(references);
    }

    void opened() {
        opens++;
    }

    void released() {
        opens--;
    }

    /** The driver told of attributes that changed. */
    void update(@Nullable Attributes after) {
        if (after != null) {
            node = node.with(after);
        }
    }

    /** A name of it was removed. */
    void unlinked(@Nullable Attributes after) {
        update(after);
        nameless = node.attributes().nlink() == 0;
    }

    /** Nobody can reach it any more. */
    boolean isGone() {
        return nameless && count.get() <= 0 && opens == 0;
    }
}
