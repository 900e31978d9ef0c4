package org.actorfs.app.union;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.terminal.Printable;

/**
 * A branch, as the daemon tells of it.
 *
 * @param path absolute
 * @param minFreeBytes what stays free when something is made there
 */
record Branch(String path, Mode mode, long minFreeBytes) {
    /** What may be done there. */
    enum Mode {
        /** Everything. */
        RW,
        /** Nothing is made there. */
        NC,
        /** Nothing is changed there. */
        RO
    }

    /** A branch ends with its mode; a path may have a colon, so that alone ends none. */
    private static final Pattern FORM = Pattern.compile("(/.*?)=(RW|NC|RO)(?:,(\\d{1,18}))?(?::|$)", Pattern.DOTALL);

    /** The branches of {@code /a=RW:/b=NC,4096}. */
    static List<Branch> parseAll(String text, long minFreeBytes) {
        List<Branch> all = new ArrayList<>();
        Matcher matcher = FORM.matcher(text);
        int end = 0;
        while (end < text.length() && matcher.find(end) && matcher.start() == end) {
            String own = matcher.group(3);
            all.add(new Branch(
                    matcher.group(1),
                    Mode.valueOf(matcher.group(2)),
                    own == null ? minFreeBytes : Long.parseLong(own)));
            end = matcher.end();
        }
        if (all.isEmpty() || end < text.length()) {
            throw CommandFailure.failed(
                    "the daemon names its branches in a way that this program does not know: '%s'; mount it anew"
                            .formatted(Printable.of(text)));
        }
        return List.copyOf(all);
    }

    boolean takesNewFiles() {
        return mode == Mode.RW;
    }

    boolean mayChange() {
        return mode != Mode.RO;
    }

    /** For people: {@code /disk1=RW}. */
    @Override
    public String toString() {
        return Printable.of(path) + "=" + mode;
    }
}
