package org.actorfs.app.system;

import java.util.Map;
import org.actorfs.simulation.check.Model;
import org.jspecify.annotations.Nullable;

/** A file that is only appended to: the state is its number of records. Where each one came to lie is known from the end. */
final class RecordLog implements Model<Integer, RecordLog.Step> {
    private static final int RECORD_BYTES = 4096;

    sealed interface Step {}

    record Append(long value) implements Step {}

    record Size(long sizeBytes) implements Step {}

    private final Map<Long, Integer> places;

    RecordLog(Map<Long, Integer> places) {
        this.places = places;
    }

    @Override
    public Integer start() {
        return 0;
    }

    @Override
    public @Nullable Integer after(Integer state, Step step) {
        return switch (step) {
            case Append(var value) -> state.equals(places.get(value)) ? state + 1 : null;
            case Size(var sizeBytes) -> sizeBytes == (long) state * RECORD_BYTES ? state : null;
        };
    }

    @Override
    public boolean isReadOnly(Step step) {
        return step instanceof Size;
    }
}
