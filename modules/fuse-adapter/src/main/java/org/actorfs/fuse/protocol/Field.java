package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * One field of a wire struct: its C name, its offset in the struct and its width, both in bytes.
 *
 * <p>Fields are constants, made only by {@link Struct.Builder}, which computes the offset. They are records because
 * the JIT trusts the final fields of a record: {@code NODEID.get(segment, base)} compiles to one load. Numbers are
 * little-endian and need no alignment (a struct follows a name of any length). Unsigned numbers come as the Java type
 * of the same width.
 */
public sealed interface Field {
    /** The name in {@code fuse_kernel.h}. */
    String name();

    /** Where the field starts, counted from the start of its struct. */
    long offset();

    /** Width in bytes; 0 for a flexible array at the end of a struct. */
    long width();

    /** A 64-bit number, signed or not. */
    record U64(String name, long offset) implements Field {
        static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

        @Override
        public long width() {
            return Long.BYTES;
        }

        /** Reads the field of the struct that starts at {@code base}. */
        public long get(MemorySegment segment, long base) {
            return segment.get(LAYOUT, base + offset);
        }

        /** Writes the field of the struct that starts at {@code base}. */
        public void set(MemorySegment segment, long base, long value) {
            segment.set(LAYOUT, base + offset, value);
        }
    }

    /** A 32-bit number, signed or not. */
    record U32(String name, long offset) implements Field {
        private static final ValueLayout.OfInt LAYOUT =
                ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

        @Override
        public long width() {
            return Integer.BYTES;
        }

        /** Reads the field of the struct that starts at {@code base}. */
        public int get(MemorySegment segment, long base) {
            return segment.get(LAYOUT, base + offset);
        }

        /** Writes the field of the struct that starts at {@code base}. */
        public void set(MemorySegment segment, long base, int value) {
            segment.set(LAYOUT, base + offset, value);
        }
    }

    /** A 16-bit number; reads give 0..65535. */
    record U16(String name, long offset) implements Field {
        private static final ValueLayout.OfShort LAYOUT =
                ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

        @Override
        public long width() {
            return Short.BYTES;
        }

        /** Reads the field of the struct that starts at {@code base}. */
        public int get(MemorySegment segment, long base) {
            return Short.toUnsignedInt(segment.get(LAYOUT, base + offset));
        }

        /** Writes the low 16 bits of {@code value}. */
        public void set(MemorySegment segment, long base, int value) {
            segment.set(LAYOUT, base + offset, (short) value);
        }
    }

    /** An embedded struct, an array, or reserved bytes: known by place only. */
    record Span(String name, long offset, long width) implements Field {}
}
