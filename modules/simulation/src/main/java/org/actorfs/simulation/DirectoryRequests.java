package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.actor.DirectoryHandle;
import org.actorfs.fs.actor.DirectoryInode;
import org.actorfs.fs.actor.DirectorySink;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.simulation.check.NameStep;
import org.jspecify.annotations.Nullable;

/** The requests about an open directory, and opendir itself. Stateless but for where they go; one for a run. */
final class DirectoryRequests {
    private final Journal journal;
    private final NameRequests names;
    private final LongSupplier failures;

    /** @param failures how many calls the driver has failed so far */
    DirectoryRequests(Journal journal, NameRequests names, LongSupplier failures) {
        this.journal = journal;
        this.names = names;
        this.failures = failures;
    }

    void opendir(SimulatedKernel kernel, KnownInode directory) {
        Call call = names.begin(kernel, "opendir " + directory, directory);
        Reply<Long> reply = journal.reply(
                call,
                handle -> {
                    if (kernel.isAttached()) {
                        kernel.openedDirectory(handle, directory);
                    } else {
                        kernel.refuseDirectory(handle);
                    }
                },
                errno -> journal.expectFault(call, errno));
        kernel.tell(directory, new DirectoryInode.Opendir(kernel, Caller.ROOT, reply));
    }

    /**
     * All names at once: that is a fact about one moment. Where the driver failed meanwhile, it may be only the beginning, and the error
     * would come with the next listing.
     */
    void readAll(SimulatedKernel kernel, OpenHandle handle, boolean plus) {
        handle.use();
        Call call = journal.begin(
                kernel, "through " + handle + ": readdir" + (plus ? "plus" : "") + " of all", handle::unuse);
        Collected sink = new Collected(Integer.MAX_VALUE);
        long failuresBefore = failures.getAsLong();
        Reply<Nothing> reply = journal.reply(
                call,
                _ -> {
                    if (failures.getAsLong() == failuresBefore) {
                        journal.names(call, new NameStep.Listing(handle.inode().ino(), sink.names()));
                    }
                    sink.granted.forEach(entry -> names.learn(call, entry));
                },
                errno -> journal.expectFault(call, errno));
        kernel.tell(handle, new DirectoryHandle.Readdir(0, plus, sink, reply));
    }

    /** A few names from where the last such listing ended. */
    void readOn(SimulatedKernel kernel, OpenHandle handle, boolean plus, int room) {
        handle.use();
        Call call = journal.begin(
                kernel,
                "through " + handle + ": readdir" + (plus ? "plus" : "") + " of " + room + " after " + handle.cursor(),
                handle::unuse);
        Collected sink = new Collected(room);
        Reply<Nothing> reply = journal.reply(
                call,
                _ -> {
                    handle.advance(sink.end());
                    sink.granted.forEach(entry -> names.learn(call, entry));
                },
                errno -> journal.expectFault(call, errno));
        kernel.tell(handle, new DirectoryHandle.Readdir(handle.cursor(), plus, sink, reply));
    }

    void fsync(SimulatedKernel kernel, OpenHandle handle) {
        handle.use();
        Call call = journal.begin(kernel, "through " + handle + ": fsyncdir", handle::unuse);
        kernel.tell(
                handle,
                new DirectoryHandle.Fsyncdir(
                        false, journal.reply(call, _ -> {}, errno -> journal.expectFault(call, errno))));
    }

    /** The reply buffer of a listing. */
    private static final class Collected implements DirectorySink {
        private final int room;
        private final List<DirectoryEntry> entries = new ArrayList<>();
        private final List<Entry> granted = new ArrayList<>();

        Collected(int room) {
            this.room = room;
        }

        @Override
        public int room(List<DirectoryEntry> more) {
            return Math.min(more.size(), room - entries.size());
        }

        @Override
        public void add(DirectoryEntry entry, @Nullable Entry reference) {
            entries.add(entry);
            if (reference != null) {
                granted.add(reference);
            }
        }

        Map<Name, Long> names() {
            Map<Name, Long> names = new HashMap<>();
            for (DirectoryEntry entry : entries) {
                if (!entry.name().equals(Name.DOT) && !entry.name().equals(Name.DOT_DOT)) {
                    names.put(entry.name(), entry.ino());
                }
            }
            return names;
        }

        /** Where to go on; from the start again after the end. */
        long end() {
            return entries.isEmpty() ? 0 : entries.getLast().cursor();
        }
    }
}
