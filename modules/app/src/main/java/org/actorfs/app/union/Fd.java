package org.actorfs.app.union;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Statx;

/** A descriptor, or the -errno that says why there is none; whoever opened it closes it. */
record Fd(int number) implements AutoCloseable {
    /** Nothing on the way may be a link, and nothing may lead out of the directory. */
    private static final int BENEATH =
            OpenFlags.RESOLVE_BENEATH | OpenFlags.RESOLVE_NO_SYMLINKS | OpenFlags.RESOLVE_NO_MAGICLINKS;

    static Fd directory(String path) {
        return new Fd(Descriptors.open(path.getBytes(UTF_8), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0));
    }

    /** Opens below this directory, whatever others do to the names meanwhile. */
    Fd beneath(byte[] path, int flags) {
        return new Fd(Descriptors.openat2(number, path, flags, 0, BENEATH));
    }

    /** As {@link #beneath}, and on the same filesystem. */
    Fd within(byte[] path, int flags) {
        return new Fd(Descriptors.openat2(number, path, flags, 0, BENEATH | OpenFlags.RESOLVE_NO_XDEV));
    }

    /** What it is; empty if it cannot be asked. */
    Optional<Stat> stat(Statx statx) {
        return statx.fill(number, Statx.STATX_BASIC_STATS) < 0 ? Optional.empty() : Optional.of(Stat.of(statx));
    }

    /** Opens the same file in another way. */
    Fd again(int flags) {
        return new Fd(Descriptors.open(path(), flags, 0));
    }

    boolean failed() {
        return number < 0;
    }

    /** {@code /proc/self/fd/N}: for calls that want a path. */
    byte[] path() {
        return ("/proc/self/fd/" + number).getBytes(US_ASCII);
    }

    @Override
    public void close() {
        if (!failed()) {
            Descriptors.close(number);
        }
    }
}
