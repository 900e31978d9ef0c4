package org.actorfs.app.system;

import org.actorfs.simulation.check.Model;
import org.jspecify.annotations.Nullable;

/** One value: a record of a file, or the file that a name names. At first 0. */
final class Register implements Model<Long, Register.Step> {
    sealed interface Step {}

    record Write(long value) implements Step {}

    record Read(long value) implements Step {}

    @Override
    public Long start() {
        return 0L;
    }

    @Override
    public @Nullable Long after(Long state, Step step) {
        return switch (step) {
            case Write(var value) -> value;
            case Read(var value) -> value == state ? state : null;
        };
    }

    @Override
    public boolean isReadOnly(Step step) {
        return step instanceof Read;
    }
}
