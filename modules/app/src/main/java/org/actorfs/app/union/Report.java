package org.actorfs.app.union;

import java.io.PrintWriter;

/** What a command tells a person: lines on one stream, warnings and a bar on the other. */
final class Report {
    private final PrintWriter out;
    private final PrintWriter err;
    private Progress progress = Progress.none();
    private long warnings;

    Report(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    void say(String line) {
        progress.makeRoom();
        out.println(line);
        out.flush();
    }

    void warn(String sentence) {
        warnings++;
        progress.makeRoom();
        err.println("actorfs: " + sentence);
        err.flush();
    }

    /** How often somebody was warned. */
    long warnings() {
        return warnings;
    }

    /** Shows a bar from now on, until it is closed. */
    Progress show(Progress shown) {
        progress = shown;
        return shown;
    }
}
