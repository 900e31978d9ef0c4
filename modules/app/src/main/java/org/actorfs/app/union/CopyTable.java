package org.actorfs.app.union;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.actorfs.app.terminal.Table;

/** Copies of one name, for people; a star is at the one that the mount shows. */
final class CopyTable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS").withZone(ZoneId.systemDefault());

    private CopyTable() {}

    static List<String> lines(List<Copy> copies, Optional<Copy> shown) {
        Table table = new Table(" ", "BRANCH", "TYPE", "MODE", "OWNER", "SIZE", "MODIFIED", "PATH");
        for (Copy copy : copies) {
            Stat stat = copy.stat();
            boolean isShown = shown.filter(copy::equals).isPresent();
            table.add(
                    isShown ? "*" : " ",
                    copy.branch().toString(),
                    stat.typeName(),
                    "%04o".formatted(stat.permissions()),
                    stat.owner(),
                    Long.toString(stat.sizeBytes()),
                    time(stat),
                    copy.toString());
        }
        return table.lines();
    }

    private static String time(Stat stat) {
        long seconds = stat.modified().seconds();
        try {
            return TIME.format(Instant.ofEpochSecond(seconds, stat.modified().nanos()));
        } catch (DateTimeException e) {
            return "@" + seconds; // beyond what the calendar has
        }
    }

    /** The copy that is shown: on the branch that the daemon names, else the first that looks as what the mount shows. */
    static Optional<Copy> shown(List<Copy> copies, Optional<Branch> branch, Stat mounted) {
        return branch.isPresent()
                ? on(branch.get(), copies)
                : copies.stream().filter(copy -> copy.stat().looksLike(mounted)).findFirst();
    }

    /** The copy of a branch. */
    static Optional<Copy> on(Branch branch, List<Copy> copies) {
        return copies.stream().filter(copy -> copy.branch().equals(branch)).findFirst();
    }
}
