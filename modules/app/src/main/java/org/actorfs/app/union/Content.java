package org.actorfs.app.union;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FileIo;
import org.actorfs.posix.NativeBuffer;
import org.actorfs.posix.Statx;

/** Compares two open files byte by byte. */
final class Content implements Comparison, AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Statx statx = new Statx();
    private final NativeBuffer first = NativeBuffer.allocate(BUFFER_BYTES);
    private final NativeBuffer second = NativeBuffer.allocate(BUFFER_BYTES);

    @Override
    public Verdict compare(Fd one, Fd other, BooleanSupplier goOn) {
        return sizeBytes(one) == sizeBytes(other) ? compareBytes(one, other, goOn) : Verdict.DIFFERENT;
    }

    /** -1 if it cannot be asked; then it cannot be read, either. */
    private long sizeBytes(Fd file) {
        return file.stat(statx).map(Stat::sizeBytes).orElse(-1L);
    }

    private Verdict compareBytes(Fd one, Fd other, BooleanSupplier goOn) {
        long offset = 0;
        while (goOn.getAsBoolean()) {
            long length = read(one, first, offset);
            long otherLength = read(other, second, offset);
            if (length < 0 || otherLength < 0) {
                return Verdict.UNKNOWN;
            }
            if (length != otherLength || !isEqual(length)) {
                return Verdict.DIFFERENT;
            }
            if (length == 0) {
                return Verdict.SAME;
            }
            offset += length;
        }
        return Verdict.UNKNOWN;
    }

    private boolean isEqual(long length) {
        return MemorySegment.mismatch(first.segment(), 0, length, second.segment(), 0, length) < 0;
    }

    /** A whole buffer, or what there is before the end; -errno. */
    private static long read(Fd file, NativeBuffer buffer, long offset) {
        long done = 0;
        while (done < BUFFER_BYTES) {
            long result = FileIo.pread(file.number(), buffer.address() + done, BUFFER_BYTES - done, offset + done);
            if (result < 0 && result != -Errnos.EINTR) {
                return result;
            }
            if (result == 0) {
                break;
            }
            done += Math.max(0, result);
        }
        return done;
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
