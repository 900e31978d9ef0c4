package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a record out with the contents of its arrays and segments, for tests: records compare arrays by identity. */
final class RecordText {
    private RecordText() {}

    static String of(Object value) {
        return switch (value) {
            case byte[] bytes -> Arrays.toString(bytes);
            case int[] ints -> Arrays.toString(ints);
            case long[] longs -> Arrays.toString(longs);
            case MemorySegment segment -> Arrays.toString(segment.toArray(ValueLayout.JAVA_BYTE));
            case List<?> list -> list.stream().map(RecordText::of).collect(Collectors.joining(",", "[", "]"));
            case Record r ->
                r.getClass().getSimpleName()
                        + Arrays.stream(r.getClass().getRecordComponents())
                                .map(component -> component.getName() + "=" + of(read(component, r)))
                                .collect(Collectors.joining(", ", "(", ")"));
            default -> value.toString();
        };
    }

    private static Object read(RecordComponent component, Record r) {
        try {
            return component.getAccessor().invoke(r);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.getName(), e);
        }
    }
}
