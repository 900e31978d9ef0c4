package org.actorfs.app.union;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.terminal.Printable;

/**
 * Which files may be moved.
 *
 * @param included at least one must match, unless there are none
 * @param excluded none may match
 */
record Selection(List<PathMatcher> included, List<PathMatcher> excluded, long minBytes, long maxBytes) {
    static Selection of(List<String> included, List<String> excluded, long minBytes, long maxBytes) {
        return new Selection(matchers(included), matchers(excluded), minBytes, maxBytes);
    }

    private static List<PathMatcher> matchers(List<String> globs) {
        return globs.stream().map(Selection::matcher).toList();
    }

    private static PathMatcher matcher(String glob) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + (glob.startsWith("/") ? glob.substring(1) : glob));
        } catch (PatternSyntaxException e) {
            throw CommandFailure.usage("'%s' is no pattern: %s".formatted(Printable.of(glob), e.getDescription()));
        }
    }

    boolean has(TreePath path, long sizeBytes) {
        return sizeBytes >= minBytes && sizeBytes <= maxBytes && has(path);
    }

    private boolean has(TreePath path) {
        if (included.isEmpty() && excluded.isEmpty()) {
            return true;
        }
        try {
            Path relative = Path.of(path.text());
            return (included.isEmpty() || included.stream().anyMatch(glob -> glob.matches(relative)))
                    && excluded.stream().noneMatch(glob -> glob.matches(relative));
        } catch (InvalidPathException e) {
            return false; // the locale cannot say it
        }
    }
}
