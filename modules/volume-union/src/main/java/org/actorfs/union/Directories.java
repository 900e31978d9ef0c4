package org.actorfs.union;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.mirror.BackingDirectory;

/** What is true of a directory that is on several branches. */
final class Directories {
    private Directories() {}

    /** The attributes of the copy that a policy chose, with what only all copies together tell: the last change, and the links. */
    static Outcome<Attributes> merged(UnionLocator directory, Attributes chosen, List<Found> all, Moment since) {
        List<Found> copies = new ArrayList<>(all.size());
        Timespec mtime = chosen.mtime();
        Timespec ctime = chosen.ctime();
        for (Found found : all) {
            if (isDirectory(found)) {
                copies.add(found);
                mtime = later(mtime, found.node().attributes().mtime());
                ctime = later(ctime, found.node().attributes().ctime());
            }
        }
        Attributes changed = chosen.withTimes(chosen.atime(), mtime, ctime);
        return Subdirectories.count(directory, copies, since.nanos()).map(changed::withNlink);
    }

    private static Timespec later(Timespec a, Timespec b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** ENOTEMPTY unless all the directories among these are empty. */
    static Outcome<Outcome.Nothing> empty(List<Found> all) {
        return Settled.each(all.stream().filter(Directories::isDirectory).toList(), Directories::empty)
                .then(told -> told.isEmpty() ? Outcome.done() : Settled.firstFailure(told));
    }

    static boolean isDirectory(Found found) {
        Node node = found.nodeOrNull();
        return node != null && node.attributes().isDirectory();
    }

    static boolean isDirectory(DirectoryEntry entry) {
        return entry.type() == Mode.direntType(Mode.DIRECTORY);
    }

    private static Outcome<Outcome.Nothing> empty(Found copy) {
        Set<Name> names = new HashSet<>();
        return read(copy, entry -> {
                    names.add(entry.name());
                    return false;
                })
                .then(_ -> names.isEmpty() ? Outcome.done() : Outcome.failed(Errno.ENOTEMPTY));
    }

    /** Reads a copy, see {@link BackingDirectory#list}. */
    static Outcome<Outcome.Nothing> read(Found copy, Predicate<DirectoryEntry> more) {
        BackingDirectory backing = copy.branch().backing();
        return copy.branch().run(backing.isListedSoon(copy.node()), () -> backing.list(copy.node(), more));
    }
}
