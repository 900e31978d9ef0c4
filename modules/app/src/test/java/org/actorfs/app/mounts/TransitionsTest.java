package org.actorfs.app.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.actorfs.app.mounts.Transitions.Transition;
import org.junit.jupiter.api.Test;

final class TransitionsTest {
    private static final Path DOCS = Path.of("../../docs/mounts.md");

    @Test
    void shouldLeadFromOneStatusToOneOther() {
        Set<String> seen = new HashSet<>();
        for (Transition row : Transitions.ALL) {
            assertTrue(seen.add(row.from() + " " + row.event().getSimpleName()), row.toString());
        }
    }

    @Test
    void shouldKnowEveryEventAndStatus() {
        Set<Class<?>> events = Transitions.ALL.stream().map(Transition::event).collect(Collectors.toSet());
        assertEquals(Set.of(MountEvent.class.getPermittedSubclasses()), events);
        for (MountStatus status : MountStatus.values()) {
            assertTrue(Transitions.ALL.stream().anyMatch(row -> row.from() == status), status + " can be left");
        }
    }

    /** The table in the docs is this one. */
    @Test
    void shouldBeWhatTheDocsSay() throws IOException {
        List<String> expected = Transitions.ALL.stream()
                .map(row -> "| %s | %s | %s | %s |"
                        .formatted(lower(row.from()), row.event().getSimpleName(), lower(row.to()), row.when()))
                .toList();
        List<String> published = Files.readAllLines(DOCS).stream()
                .filter(line -> line.matches("\\| \\w+ \\| [A-Z]\\w+ \\| \\w+ \\| .* \\|"))
                .toList();
        assertEquals(expected, published);
    }

    /** So is the table of what can fail. */
    @Test
    void shouldFailAsTheDocsSay() throws IOException {
        List<String> expected = Arrays.stream(MountFault.Kind.values())
                .map(kind -> "| `%s` | %d | %d |".formatted(kind.code(), kind.httpStatus(), kind.exitCode()))
                .toList();
        List<String> published = Files.readAllLines(DOCS).stream()
                .filter(line -> line.matches("\\| `[a-z-]+` \\| \\d+ \\| \\d \\| .*"))
                .map(line -> line.replaceAll("\\| [^|]*\\|$", "|"))
                .toList();
        assertEquals(expected, published);
    }

    private static String lower(MountStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
