package org.actorfs.simulation;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.ReadTarget;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Written;
import org.actorfs.simulation.ContractWatch.Claim;
import org.jspecify.annotations.Nullable;

/** An open file of a {@link FlakyDriver}: from open to release. */
final class FlakyFile implements OpenFile {
    private final OpenFile inner;
    private final Flakiness flakiness;
    private boolean released;

    FlakyFile(OpenFile inner, Flakiness flakiness) {
        this.inner = inner;
        this.flakiness = flakiness;
        flakiness.watch().opened();
    }

    static @Nullable OpenFile unwrap(@Nullable OpenFile file) {
        return file instanceof FlakyFile flaky ? flaky.inner : file;
    }

    private <T> Outcome<T> answer(String call, Claim claim, Supplier<Outcome<T>> work) {
        if (released) {
            flakiness.watch().usedAfterRelease(call);
        }
        return flakiness.answer(call, claim.through(this), work);
    }

    @Override
    public Outcome<Integer> read(Node node, long offset, int sizeBytes, ReadTarget target) {
        return answer(
                "read(" + node.ino() + ", " + sizeBytes + " at " + offset + ")",
                Claim.range(node, false, offset, sizeBytes),
                () -> inner.read(node, offset, sizeBytes, target));
    }

    @Override
    public Outcome<Written> write(
            Node node, long offset, MemorySegment data, boolean append, boolean killSuidGid, Caller caller) {
        Claim claim = append ? Claim.exclusive(node) : Claim.range(node, true, offset, data.byteSize());
        return answer(
                "write(" + node.ino() + ", " + data.byteSize() + " at " + (append ? "end" : offset) + ")",
                claim,
                () -> inner.write(node, offset, data, append, killSuidGid, caller));
    }

    @Override
    public Outcome<Allocated> allocate(Node node, Allocation allocation, Caller caller) {
        return answer(
                "allocate(" + node.ino() + ", " + allocation + ")",
                Claim.exclusive(node),
                () -> inner.allocate(node, allocation, caller));
    }

    @Override
    public Outcome<Nothing> flush(Node node) {
        return answer("flush(" + node.ino() + ")", Claim.any(node), () -> inner.flush(node));
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return answer("fsync(" + node.ino() + ")", Claim.any(node), () -> inner.fsync(node, dataOnly));
    }

    @Override
    public Outcome<Long> lseek(Node node, long offset, int whence) {
        return answer("lseek(" + node.ino() + ")", Claim.any(node), () -> inner.lseek(node, offset, whence));
    }

    @Override
    public void release() {
        flakiness.watch().released(this, released);
        released = true;
        inner.release();
    }
}
