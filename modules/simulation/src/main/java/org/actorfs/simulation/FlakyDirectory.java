package org.actorfs.simulation;

import java.util.List;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.simulation.ContractWatch.Claim;

/** An open directory of a {@link FlakyDriver}: from opendir to release. */
final class FlakyDirectory implements OpenDirectory {
    private final OpenDirectory inner;
    private final Flakiness flakiness;
    private final FlakyDriver driver;
    private boolean released;

    FlakyDirectory(OpenDirectory inner, Flakiness flakiness, FlakyDriver driver) {
        this.inner = inner;
        this.flakiness = flakiness;
        this.driver = driver;
        flakiness.watch().opened();
    }

    @Override
    public Outcome<List<DirectoryEntry>> read(Node node, long cursor, int maxEntries, boolean withNodes) {
        String call = "readdir(" + node.ino() + ", after " + cursor + ")";
        if (released) {
            flakiness.watch().usedAfterRelease(call);
        }
        return flakiness.answer(
                call,
                Claim.any(node),
                () -> inner.read(node, cursor, maxEntries, withNodes)
                        .map(entries -> entries.stream().map(this::keyed).toList()));
    }

    private DirectoryEntry keyed(DirectoryEntry entry) {
        Node node = entry.node();
        return node == null
                ? entry
                : new DirectoryEntry(entry.name(), entry.ino(), entry.type(), entry.cursor(), driver.keyed(node));
    }

    @Override
    public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
        return flakiness.answer("fsyncdir(" + node.ino() + ")", Claim.any(node), () -> inner.fsync(node, dataOnly));
    }

    @Override
    public void release() {
        flakiness.watch().released(released);
        released = true;
        inner.release();
    }
}
