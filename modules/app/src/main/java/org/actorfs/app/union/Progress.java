package org.actorfs.app.union;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.actorfs.posix.Descriptors;
import org.jspecify.annotations.Nullable;

/** How far a command is: a bar on standard error if that is a terminal, and nothing otherwise. */
final class Progress implements AutoCloseable {
    private static final int STANDARD_ERROR = 2;
    private static final int USUAL_COLUMNS = 80;
    private static final int INTERVAL_MILLIS = 250;
    private static final int UNKNOWN = -1;
    private static final String CLEAR_LINE = "\r\033[K";

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /** Nothing is shown. */
    static Progress none() {
        return new Progress(null);
    }

    /** Counts; nobody knows to what end. */
    static Progress counting(String task, String unit) {
        return start(builder(task).setUnit(" " + unit, 1).setInitialMax(UNKNOWN).hideEta());
    }

    /** @param total what there is to do, as far as that is known; see {@link #expect} */
    static Progress ofBytes(String task, long total) {
        return start(builder(task).setUnit("M", 1 << 20).setInitialMax(total).showSpeed());
    }

    private static ProgressBarBuilder builder(String task) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .continuousUpdate()
                .clearDisplayOnFinish();
    }

    private static Progress start(ProgressBarBuilder builder) {
        int columns = Descriptors.terminalColumns(STANDARD_ERROR);
        if (columns < 0) {
            return none();
        }
        // with a width of its own the library does not ask JLine for the terminal
        int width = (columns == 0 ? USUAL_COLUMNS : columns) - 1;
        return new Progress(builder.setConsumer(new ConsoleProgressBarConsumer(System.err, width))
                .build());
    }

    /** There is so much to do in all. */
    void expect(long total) {
        if (bar != null) {
            bar.maxHint(total);
        }
    }

    void step(long done) {
        if (bar != null) {
            bar.stepBy(done);
        }
    }

    /** Somebody is about to print; the bar comes back below that. */
    void makeRoom() {
        if (bar != null) {
            System.err.print(CLEAR_LINE);
            System.err.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            System.err.print(CLEAR_LINE);
            System.err.flush();
        }
    }
}
