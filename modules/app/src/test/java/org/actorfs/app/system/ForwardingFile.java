package org.actorfs.app.system;

import java.lang.foreign.MemorySegment;
import org.actorfs.app.system.ForwardingDriver.Trouble;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.ReadTarget;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Written;

/** An open file of a {@link ForwardingDriver}. */
record ForwardingFile(OpenFile inner, Trouble trouble, Name name) implements OpenFile {
    @Override
    public Outcome<Integer> read(Node node, long offset, int sizeBytes, ReadTarget target) {
        return trouble.answer("read", name, () -> inner.read(node, offset, sizeBytes, target));
    }

    @Override
    public Outcome<Written> write(
            Node node, long offset, MemorySegment data, boolean append, boolean killSuidGid, Caller caller) {
        return trouble.answer("write", name, () -> inner.write(node, offset, data, append, killSuidGid, caller));
    }

    @Override
    public Outcome<Allocated> allocate(Node node, Allocation allocation, Caller caller) {
        return inner.allocate(node, allocation, caller);
    }

    @Override
    public Outcome<Nothing> flush(Node node) {
        return inner.flush(node);
    }

    @Override
    public boolean tellsAtClose() {
        return inner.tellsAtClose();
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return inner.fsync(node, dataOnly);
    }

    @Override
    public Outcome<Long> lseek(Node node, long offset, int whence) {
        return inner.lseek(node, offset, whence);
    }

    @Override
    public void release() {
        inner.release();
    }
}
