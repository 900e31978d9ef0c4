package org.actorfs.union;

import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/** How the list of branches is changed while it is mounted, in mergerfs's words. */
final class BranchList {
    private BranchList() {}

    /**
     * The list after a command: {@code +>LIST} appends, {@code +<LIST} puts in front, {@code -LIST} takes out what these paths and globs name,
     * {@code ->} the last and {@code -<} the first; {@code =LIST} or {@code LIST} is the whole new list.
     */
    static List<BranchSpec> after(List<BranchSpec> before, String command) throws BadSetting {
        List<BranchSpec> after =
                switch (command.isEmpty() ? ' ' : command.charAt(0)) {
                    case '+' -> added(before, command);
                    case '-' -> removed(before, command);
                    case '=' -> BranchSpec.parseAll(command.substring(1));
                    default -> BranchSpec.parseAll(command);
                };
        if (after.isEmpty()) {
            throw new BadSetting("'" + command + "' leaves no branch, and a union needs one");
        }
        return List.copyOf(after);
    }

    private static List<BranchSpec> added(List<BranchSpec> before, String command) throws BadSetting {
        boolean front = command.startsWith("+<");
        List<BranchSpec> more = BranchSpec.parseAll(command.substring(front || command.startsWith("+>") ? 2 : 1));
        List<BranchSpec> after = new ArrayList<>(front ? more : before);
        after.addAll(front ? before : more);
        BranchSpec.refuseRepeated(after);
        return after;
    }

    private static List<BranchSpec> removed(List<BranchSpec> before, String command) throws BadSetting {
        return switch (command) {
            case "->" -> before.subList(0, before.size() - 1);
            case "-<" -> before.subList(1, before.size());
            default -> without(before, command.substring(1));
        };
    }

    private static List<BranchSpec> without(List<BranchSpec> before, String patterns) throws BadSetting {
        List<BranchSpec> after = new ArrayList<>(before);
        for (String pattern : patterns.split(":", -1)) {
            if (!after.removeIf(matcher(pattern))) {
                throw new BadSetting("'" + pattern + "' names no branch; there are: " + before);
            }
        }
        return after;
    }

    private static Predicate<BranchSpec> matcher(String pattern) throws BadSetting {
        try {
            PathMatcher glob = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            return spec -> spec.path().toString().equals(pattern) || glob.matches(spec.path());
        } catch (PatternSyntaxException e) {
            throw new BadSetting("'" + pattern + "' is no pattern: " + e.getDescription());
        }
    }
}
