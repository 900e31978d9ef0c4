package org.actorfs.app.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.actorfs.app.mounts.Deed;
import org.actorfs.app.mounts.MountEvent;
import org.actorfs.app.mounts.MountState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the releases have written, in {@code journal-<version>.jsonl}: a manifest and the bytes under it, one a line. A file is never
 * changed; a release whose kept form is another adds its own.
 */
final class ReleasedJournalTest {
    private static final UUID ID = UUID.fromString("5d1f6a9e-0b8a-4c0e-9d67-3a4a3f6f0c11");
    private static final String SNAPSHOT = "mount-state:1";

    @TempDir
    private Path stateDir;

    private MountSerializer serializer;

    private record Kept(String manifest, String json) {
        static Kept of(String line) {
            int space = line.indexOf(' ');
            return new Kept(line.substring(0, space), line.substring(space + 1));
        }
    }

    @BeforeEach
    void create() throws IOException {
        Path keyFile = stateDir.resolve("secrets.key");
        Files.writeString(keyFile, resource("journal-0.1.key"));
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
        serializer = new MountSerializer(new Secrets(keyFile));
    }

    @Test
    void shouldReadTheEventsOf01() throws IOException {
        assertEquals(Samples.LIFE, events());
    }

    @Test
    void shouldRecoverTheMountOf01() throws IOException {
        MountState state = MountState.absent(ID);
        for (MountEvent event : events()) {
            state = state.after(event);
        }
        assertEquals(withoutWords(state), withoutWords(snapshot()));
    }

    /** A release whose events have other manifests needs a file of its own. */
    @Test
    void shouldHaveEveryManifestThatIsWritten() throws IOException {
        Set<String> written = Samples.LIFE.stream().map(serializer::manifest).collect(toSet());
        written.add(serializer.manifest(MountState.absent(ID)));
        assertEquals(written, kept().stream().map(Kept::manifest).collect(toSet()));
    }

    private List<MountEvent> events() throws IOException {
        return kept().stream()
                .filter(line -> !line.manifest().equals(SNAPSHOT))
                .map(this::read)
                .map(MountEvent.class::cast)
                .toList();
    }

    private MountState snapshot() throws IOException {
        return kept().stream()
                .filter(line -> line.manifest().equals(SNAPSHOT))
                .map(this::read)
                .map(MountState.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** A later release may tell the same deeds in other words. */
    private static MountState withoutWords(MountState state) {
        List<Deed> deeds = state.history().stream()
                .map(deed -> new Deed(deed.at(), deed.by(), ""))
                .toList();
        return new MountState(
                state.id(),
                state.status(),
                state.origin(),
                state.spec(),
                state.running(),
                state.message(),
                state.created(),
                state.updated(),
                deeds);
    }

    private Object read(Kept line) {
        return serializer.fromBinary(line.json().getBytes(UTF_8), line.manifest());
    }

    private static List<Kept> kept() throws IOException {
        return resource("journal-0.1.jsonl").lines().map(Kept::of).toList();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ReleasedJournalTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
