package org.actorfs.app.union;

import java.text.DecimalFormat;
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

    private static final int NAMES_AT_ONCE = 1000;

    private final @Nullable ProgressBar bar;
    private final boolean countsNames;
    private long names;

    private Progress(@Nullable ProgressBar bar, boolean countsNames) {
        this.bar = bar;
        this.countsNames = countsNames;
    }

    /** Nothing is shown. */
    static Progress none() {
        return new Progress(null, true);
    }

    /** Of a command that looks at names; nobody knows how many there are. */
    static Progress ofNames(String task) {
        return start(builder(task).setUnit(" names", 1).hideEta(), true);
    }

    /** Of a command that moves bytes; see {@link #expect}. */
    static Progress ofBytes(String task) {
        return start(builder(task).setUnit("M", 1 << 20).showSpeed(new DecimalFormat("0.0")), false);
    }

    private static ProgressBarBuilder builder(String task) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(UNKNOWN)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .continuousUpdate()
                .clearDisplayOnFinish();
    }

    private static Progress start(ProgressBarBuilder builder, boolean countsNames) {
        int columns = Descriptors.terminalColumns(STANDARD_ERROR);
        if (columns < 0) {
            return none();
        }
        // with a width of its own the library does not ask JLine for the terminal
        int width = (columns == 0 ? USUAL_COLUMNS : columns) - 1;
        ConsoleProgressBarConsumer terminal = new ConsoleProgressBarConsumer(System.err, width);
        return new Progress(builder.setConsumer(terminal).build(), countsNames);
    }

    /** So many bytes are to be moved in all. */
    void expect(long totalBytes) {
        if (bar != null && !countsNames) {
            bar.maxHint(totalBytes);
        }
    }

    void moved(long bytes) {
        if (bar != null && !countsNames) {
            bar.stepBy(bytes);
        }
    }

    /** One more name was looked at. */
    void looked() {
        names++;
        if (bar != null && countsNames) {
            bar.step();
        } else if (bar != null && names % NAMES_AT_ONCE == 0) {
            bar.setExtraMessage("looked at " + names + " names");
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
