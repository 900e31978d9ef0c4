package org.actorfs.simulation.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of one file. */
public final class FileModel implements Model<FileModel.Bytes, FileModel.Step> {
    /** What was asked and what was answered; operations that were refused are not steps. */
    public sealed interface Step {}

    /** {@code data} has what was written, which may be less than was asked. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    public record Write(long offset, byte[] data) implements Step {}

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    public record Append(byte[] data) implements Step {}

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    public record Read(long offset, int askedBytes, byte[] data) implements Step {}

    public record Resize(long sizeBytes) implements Step {}

    /** stat(2), or attributes that came with an entry. */
    public record Size(long sizeBytes) implements Step {}

    /** The contents, compared by value. */
    public static final class Bytes {
        private final byte[] bytes;
        private final int hash;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
            this.hash = Arrays.hashCode(bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes that && hash == that.hash && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    @Override
    public Bytes start() {
        return new Bytes(new byte[0]);
    }

    @Override
    public @Nullable Bytes after(Bytes state, Step step) {
        return switch (step) {
            case Write write -> written(state, write.offset(), write.data());
            case Append append -> written(state, state.bytes.length, append.data());
            case Resize resize -> new Bytes(Arrays.copyOf(state.bytes, (int) resize.sizeBytes()));
            case Size size -> size.sizeBytes() == state.bytes.length ? state : null;
            case Read read -> explains(state.bytes, read) ? state : null;
        };
    }

    @Override
    public boolean isReadOnly(Step step) {
        return step instanceof Read || step instanceof Size;
    }

    private static Bytes written(Bytes state, long offset, byte[] data) {
        int end = (int) offset + data.length;
        byte[] after = Arrays.copyOf(state.bytes, Math.max(state.bytes.length, end));
        System.arraycopy(data, 0, after, (int) offset, data.length);
        return new Bytes(after);
    }

    private static boolean explains(byte[] bytes, Read read) {
        int from = (int) Math.min(read.offset(), bytes.length);
        int to = (int) Math.min(read.offset() + read.askedBytes(), bytes.length);
        return Arrays.equals(bytes, from, to, read.data(), 0, read.data().length);
    }
}
