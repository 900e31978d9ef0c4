package org.actorfs.app.system;

import java.util.ArrayList;
import java.util.List;
import org.actorfs.simulation.check.Model;
import org.jspecify.annotations.Nullable;

/** A file of whole records, each one number; 0 where nothing was written. At first empty. */
final class RecordFile implements Model<List<Long>, RecordFile.Step> {
    sealed interface Step {}

    record Write(int place, long value) implements Step {}

    record Resize(int records) implements Step {}

    record Read(List<Long> all) implements Step {}

    @Override
    public List<Long> start() {
        return List.of();
    }

    @Override
    public @Nullable List<Long> after(List<Long> state, Step step) {
        return switch (step) {
            case Write(var place, var value) -> {
                List<Long> after = resized(state, Math.max(state.size(), place + 1));
                after.set(place, value);
                yield after;
            }
            case Resize(var records) -> resized(state, records);
            case Read(var all) -> all.equals(state) ? state : null;
        };
    }

    @Override
    public boolean isReadOnly(Step step) {
        return step instanceof Read;
    }

    private static List<Long> resized(List<Long> state, int records) {
        List<Long> after = new ArrayList<>(state.subList(0, Math.min(state.size(), records)));
        while (after.size() < records) {
            after.add(0L);
        }
        return after;
    }
}
