package org.actorfs.union;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One branch as it is written: {@code /dir=NC,50G}.
 *
 * @param path absolute
 * @param minFreeBytes its own; null for the volume's
 */
record BranchSpec(Path path, BranchMode mode, @Nullable Long minFreeBytes) {
    /** The branches of {@code /a:/b=NC,50G:/disk*}, in their order, globs in the order of the names. Relative paths start here. */
    static List<BranchSpec> parseAll(String text) throws BadSetting {
        List<BranchSpec> all = new ArrayList<>();
        for (String part : text.split(":", -1)) {
            if (part.isEmpty()) {
                throw new BadSetting("'" + text + "' names an empty branch: write union:/disk1:/disk2");
            }
            addBranches(part, all);
        }
        refuseRepeated(all);
        return List.copyOf(all);
    }

    private static void addBranches(String part, List<BranchSpec> all) throws BadSetting {
        int equals = part.lastIndexOf('=');
        Optional<BranchSpec> tagged = equals < 0 ? Optional.empty() : tagged(part, equals);
        String pattern = tagged.isPresent() ? part.substring(0, equals) : part;
        BranchSpec like = tagged.orElse(new BranchSpec(Path.of("/"), BranchMode.RW, null));
        for (Path path : expand(pattern)) {
            all.add(new BranchSpec(path, like.mode, like.minFreeBytes));
        }
    }

    private static Optional<BranchSpec> tagged(String part, int equals) throws BadSetting {
        String[] words = part.substring(equals + 1).split(",", -1);
        for (BranchMode mode : BranchMode.values()) {
            if (mode.name().equals(words[0]) && words.length <= 2) {
                Long minFree = words.length == 2 ? Long.valueOf(Sizes.parse(words[1])) : null;
                return Optional.of(new BranchSpec(Path.of("/"), mode, minFree));
            }
        }
        if (part.substring(equals + 1).contains("/")) {
            return Optional.empty(); // the '=' is part of a name
        }
        throw new BadSetting(
                "'" + part + "': after '=' comes RW, RO or NC, and perhaps its free space, such as =NC,50G");
    }

    /** What a pattern means; a path without wildcards means itself, whether or not it is there. */
    private static List<Path> expand(String pattern) throws BadSetting {
        try {
            Path absolute = Path.of(pattern).toAbsolutePath().normalize();
            if (!hasWildcard(pattern) || Files.isDirectory(absolute)) { // a name may have brackets
                return List.of(absolute);
            }
            List<Path> found = List.of(Path.of("/"));
            for (Path name : absolute) {
                found = below(found, name.toString());
            }
            List<Path> directories = found.stream().filter(Files::isDirectory).toList();
            if (directories.isEmpty()) {
                throw new BadSetting("no directory matches '" + pattern + "'");
            }
            return directories;
        } catch (InvalidPathException e) {
            throw new BadSetting("'" + pattern + "' is no path: " + e.getReason());
        }
    }

    private static List<Path> below(List<Path> directories, String name) {
        return hasWildcard(name)
                ? directories.stream().flatMap(each -> matches(each, name)).toList()
                : directories.stream().map(each -> each.resolve(name)).toList();
    }

    private static Stream<Path> matches(Path directory, String name) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                directory, entry -> matcher.matches(entry.getFileName()) && isShown(entry, name))) {
            List<Path> found = new ArrayList<>();
            entries.forEach(found::add);
            found.sort(null);
            return found.stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.empty();
        }
    }

    /** As in a shell: a name that starts with a dot is not meant by a wildcard. */
    private static boolean isShown(Path entry, String name) {
        return name.startsWith(".") || !entry.getFileName().toString().startsWith(".");
    }

    private static boolean hasWildcard(String text) {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    static void refuseRepeated(List<BranchSpec> all) throws BadSetting {
        long distinct = all.stream().map(BranchSpec::path).distinct().count();
        if (distinct < all.size()) {
            throw new BadSetting("a branch is named twice in "
                    + all.stream().map(spec -> spec.path.toString()).toList());
        }
    }

    /** As briefly as it can be written. */
    String brief() {
        boolean plain =
                mode == BranchMode.RW && minFreeBytes == null && path.toString().indexOf('=') < 0;
        return plain ? path.toString() : toString();
    }

    /** As it is written. */
    @Override
    public String toString() {
        return path + "=" + mode + (minFreeBytes == null ? "" : "," + minFreeBytes);
    }
}
