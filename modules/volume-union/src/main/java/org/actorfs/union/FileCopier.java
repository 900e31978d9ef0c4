package org.actorfs.union;

import java.util.concurrent.CompletableFuture;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.mirror.BackingDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies a file with all that it has, under a name that nobody sees. Waits for disks; for threads that may. */
final class FileCopier {
    private static final Logger log = LoggerFactory.getLogger(FileCopier.class);
    private static final int OWNER_ONLY = Mode.REGULAR | 0600;

    private final TemporaryNames temporary;

    FileCopier(TemporaryNames temporary) {
        this.temporary = temporary;
    }

    /** A step that failed. */
    static final class Stopped extends Exception {
        private static final long serialVersionUID = 1;

        private final Errno errno;

        Stopped(Errno errno, String reason) {
            super(reason);
            this.errno = errno;
        }

        Errno errno() {
            return errno;
        }
    }

    /** What is to become a file of a branch. */
    record Unfinished(Branch branch, Node directory, Name name, Node node) {
        /** It is not to become one. */
        void remove() {
            FileCopier.remove(branch, directory, name, node);
        }
    }

    /** Waits for a step. */
    static <T> T value(String step, Outcome<T> outcome) throws Stopped {
        CompletableFuture<Outcome.Ready<T>> settled = new CompletableFuture<>();
        outcome.whenReady(settled::complete);
        return switch (settled.join()) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Failed<T>(Errno errno) -> throw new Stopped(errno, step + ": " + errno);
        };
    }

    /** On its disk when it returns. */
    Unfinished copy(Found source, PathCloner.Original original, Branch to, Node directory) throws Stopped {
        Name name = temporary.next();
        CreatedOpen made = value(
                "create",
                to.run(() -> to.backing().create(directory, name, OWNER_ONLY, OpenFlags.READ_WRITE, 0, Caller.ROOT)));
        Unfinished unfinished = new Unfinished(to, directory, name, made.child());
        try {
            copyData(source, made.file());
            value("attributes", to.run(() -> PathCloner.dress(to.backing(), made.child(), original)));
            value("fsync", made.file().fsync(made.child(), false));
            return unfinished;
        } catch (Stopped | RuntimeException | Error e) {
            unfinished.remove();
            throw e;
        } finally {
            made.file().release();
        }
    }

    private static void copyData(Found source, OpenFile target) throws Stopped {
        Branch from = source.branch();
        OpenFile reading = value(
                        "open", from.run(() -> from.backing().open(source.node(), OpenFlags.READ_ONLY, Caller.ROOT)))
                .file();
        try {
            value("copy", BackingDirectory.copyData(reading, target));
        } finally {
            reading.release();
        }
    }

    /** Removes a copy that is not wanted. */
    static void remove(Branch branch, Node directory, Name name, Node copy) {
        try {
            var _ = value("unlink", branch.run(() -> branch.backing().unlink(directory, name, copy)));
        } catch (Stopped e) {
            log.error("{} keeps a copy of a file that is not needed, '{}': {}", branch, name, e.getMessage());
        }
    }
}
