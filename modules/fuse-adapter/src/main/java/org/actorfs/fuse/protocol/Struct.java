package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A wire struct as data: its C name, size and fields in order.
 *
 * <p>Nobody writes an offset by hand: the {@link Builder} lays the fields out by the rules of C (each at a multiple
 * of its alignment, the size rounded up to the largest), and a test compares the result with {@code
 * fuse-protocol-7.45.tsv}.
 */
public record Struct(String name, long sizeBytes, long alignment, List<Field> fields) {
    public Struct {
        fields = List.copyOf(fields);
    }

    /** Starts a struct; declare its fields in the order of the header. */
    static Builder named(String name) {
        return new Builder(name);
    }

    /** Zeroes the struct that starts at {@code base}, so that no reserved field carries old bytes to the kernel. */
    public void clear(MemorySegment segment, long base) {
        segment.asSlice(base, sizeBytes).fill((byte) 0);
    }

    /** Collects fields in sequence and computes their offsets. Lives only while a class of constants is initialised. */
    static final class Builder {
        private final String name;
        private final List<Field> fields = new ArrayList<>();
        private long end;
        private long largestAlignment = 1;

        private Builder(String name) {
            this.name = name;
        }

        Field.U64 u64(String field) {
            return add(new Field.U64(field, place(Long.BYTES, Long.BYTES)));
        }

        Field.U32 u32(String field) {
            return add(new Field.U32(field, place(Integer.BYTES, Integer.BYTES)));
        }

        Field.U16 u16(String field) {
            return add(new Field.U16(field, place(Short.BYTES, Short.BYTES)));
        }

        /** An array of {@code count} elements; 0 elements make a flexible array. */
        Field.Span array(String field, long elementBytes, long count) {
            long width = elementBytes * count;
            return add(new Field.Span(field, place(elementBytes, width), width));
        }

        /** An embedded struct. */
        Field.Span struct(String field, Struct embedded) {
            long offset = place(embedded.alignment(), embedded.sizeBytes());
            return add(new Field.Span(field, offset, embedded.sizeBytes()));
        }

        Struct build() {
            return new Struct(name, roundUp(end, largestAlignment), largestAlignment, fields);
        }

        private long place(long alignment, long width) {
            long offset = roundUp(end, alignment);
            end = offset + width;
            largestAlignment = Math.max(largestAlignment, alignment);
            return offset;
        }

        private <F extends Field> F add(F field) {
            fields.add(field);
            return field;
        }

        private static long roundUp(long value, long alignment) {
            return (value + alignment - 1) / alignment * alignment;
        }
    }
}
