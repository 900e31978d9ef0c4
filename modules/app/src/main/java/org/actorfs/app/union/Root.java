package org.actorfs.app.union;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.terminal.Printable;

/** Which directory a branch is for the daemon, whatever its path leads to meanwhile. */
record Root(long dev, long ino) {
    /** @param text {@code dev:ino} of each branch in their order, with a blank between them; 0:0 for one that is not there */
    static SequencedMap<Branch, Root> each(List<Branch> branches, String text) {
        String[] words = text.split(" ", -1);
        if (words.length != branches.size()) {
            throw CommandFailure.failed("the branches were changed just now: start again");
        }
        SequencedMap<Branch, Root> roots = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i++) {
            roots.put(branches.get(i), parse(words[i]));
        }
        return roots;
    }

    private static Root parse(String word) {
        String[] numbers = word.split(":", -1);
        try {
            if (numbers.length == 2) {
                return new Root(Long.parseUnsignedLong(numbers[0]), Long.parseUnsignedLong(numbers[1]));
            }
        } catch (NumberFormatException e) {
            // the same as too few numbers
        }
        throw CommandFailure.failed(
                "the daemon says of a branch that it is '%s': it is of another version; mount it anew"
                        .formatted(Printable.of(word)));
    }

    boolean is(Stat directory) {
        return dev == directory.dev() && ino == directory.ino();
    }
}
