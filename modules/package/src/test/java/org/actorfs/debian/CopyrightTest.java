package org.actorfs.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is named for what the package has. */
final class CopyrightTest {
    private static final Path COPYRIGHT = Path.of("src/deb/copyright");
    private static final Path LIB = Path.of("target/lib");
    private static final String INSTALLED = "usr/lib/actorfs/";

    @Test
    void shouldNameTheLicenceOfEachLibraryOnce() throws IOException {
        List<String> patterns = patterns();
        for (String jar : libraries()) {
            List<String> matching = patterns.stream()
                    .filter(pattern -> matches(pattern, INSTALLED + jar))
                    .toList();
            assertEquals(1, matching.size(), () -> jar + " is matched by " + matching);
        }
    }

    @Test
    void shouldNameNoLibraryThatIsNotThere() throws IOException {
        List<String> jars = libraries();
        for (String pattern : patterns()) {
            assertFalse(jars.stream().noneMatch(jar -> matches(pattern, INSTALLED + jar)), pattern);
        }
    }

    /** All but our own, which the pattern of everything is for. */
    private static List<String> libraries() throws IOException {
        try (Stream<Path> files = Files.list(LIB)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar") && !name.startsWith("actorfs-"))
                    .toList();
        }
    }

    /** Of all paragraphs for some files, but of the one for all. */
    private static List<String> patterns() throws IOException {
        return Arrays.stream(Files.readString(COPYRIGHT).split("\n\n"))
                .filter(paragraph -> paragraph.startsWith("Files: "))
                .map(paragraph -> paragraph.substring("Files: ".length(), paragraph.indexOf("\nCopyright:")))
                .flatMap(files -> Arrays.stream(files.strip().split("\\s+")))
                .filter(pattern -> !pattern.equals("*"))
                .toList();
    }

    private static boolean matches(String pattern, String file) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(file));
    }
}
