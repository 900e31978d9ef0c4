package org.actorfs.app.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.actorfs.app.mounts.MountEvent;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountOrigin;
import org.actorfs.app.mounts.MountState;
import org.actorfs.app.mounts.UnreadableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class MountSerializerTest {
    private static final UUID ID = UUID.fromString("5d1f6a9e-0b8a-4c0e-9d67-3a4a3f6f0c11");

    @TempDir
    private Path stateDir;

    private MountSerializer serializer;

    @BeforeEach
    void create() {
        serializer = new MountSerializer(new Secrets(stateDir.resolve("secrets.key")));
    }

    @Test
    void shouldGiveBackEveryEvent() {
        Set<Class<?>> tried =
                Samples.LIFE.stream().<Class<?>>map(Object::getClass).collect(toSet());
        assertEquals(Set.of(MountEvent.class.getPermittedSubclasses()), tried);
        Samples.LIFE.forEach(event -> assertEquals(event, again(event)));
    }

    @Test
    void shouldNameEveryEventOnce() {
        Set<String> manifests = Samples.LIFE.stream().map(serializer::manifest).collect(toSet());
        assertEquals(MountEvent.class.getPermittedSubclasses().length, manifests.size());
        manifests.forEach(manifest -> assertTrue(manifest.matches("mount-[a-z-]+:[0-9]+"), manifest));
    }

    @Test
    void shouldGiveBackEveryState() {
        MountState state = MountState.absent(ID);
        assertEquals(state, again(state));
        for (MountEvent event : Samples.LIFE) {
            state = state.after(event);
            assertEquals(state, again(state));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveBackEveryFault(MountFault.Kind kind) {
        MountEvent event = new MountEvent.StartFailed(Instant.EPOCH, kind.saying("it failed"));
        assertEquals(event, again(event));
    }

    @Test
    void shouldKeepNoPassword() {
        MountState state = MountState.absent(ID);
        for (MountEvent event : Samples.LIFE) {
            state = state.after(event);
            assertNoPassword(event);
            assertNoPassword(state);
        }
    }

    @Test
    void shouldMaskWhatNobodyMasked() {
        String text = "cannot open " + Samples.SECRET.volume();
        MountFault fault = new MountFault.VolumeLoad(text);
        MountState state = MountState.absent(ID)
                .after(new MountEvent.Created(Instant.EPOCH, "cli", MountOrigin.ADDED, Samples.PLAIN))
                .after(new MountEvent.StartRequested(Instant.EPOCH, "cli"));
        assertNoPassword(new MountEvent.StartFailed(Instant.EPOCH, fault));
        assertNoPassword(new MountEvent.StopFailed(Instant.EPOCH, fault));
        assertNoPassword(new MountEvent.Died(Instant.EPOCH, text));
        assertNoPassword(new MountEvent.Started(Instant.EPOCH, text));
        assertNoPassword(new MountEvent.Reconciled(Instant.EPOCH, text));
        assertNoPassword(state.after(new MountEvent.StartFailed(Instant.EPOCH, fault)));
    }

    @Test
    void shouldIgnoreAFieldThatItDoesNotKnow() {
        assertEquals(
                new MountEvent.Ended(Instant.EPOCH),
                read("mount-ended:1", "{\"at\":\"1970-01-01T00:00:00Z\",\"weather\":{\"rain\":[1]}}"));
    }

    @Test
    void shouldTakeTheDefaultOfAFieldThatIsMissing() {
        assertEquals(
                new MountEvent.Updated(Instant.EPOCH, "cli", Samples.PLAIN),
                read(
                        "mount-updated:1",
                        "{\"at\":\"1970-01-01T00:00:00Z\",\"by\":\"cli\",\"spec\":{\"volume\":\"memory:\",\"mountpoint\":\"/mnt/plain\"}}"));
        assertEquals(
                new MountEvent.Started(Instant.EPOCH, ""),
                read("mount-started:1", "{\"at\":\"1970-01-01T00:00:00Z\",\"note\":null}"));
        assertEquals(
                MountState.absent(ID), read("mount-state:1", "{\"id\":\"%s\",\"status\":\"absent\"}".formatted(ID)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mount-ended:1   | ``                                                   | JSON",
                "mount-ended:1   | [1                                                   | JSON",
                "mount-ended:1   | []                                                   | JSON object",
                "mount-ended:1   | {}                                                   | at is missing",
                "mount-ended:1   | {\"at\":\"1970-01-01T00:00:00Z\"} {}                 | JSON",
                "mount-ended:1   | {\"at\":\"soon\"}                                    | at is not a time",
                "mount-ended:1   | {\"at\":7}                                           | at is not text",
                "mount-stopped:1 | {\"at\":\"1970-01-01T00:00:00Z\",\"how\":\"gently\"} | how is not known",
                "mount-ended:2   | {\"at\":\"1970-01-01T00:00:00Z\"}                    | manifest",
                "mount-state:1   | {\"id\":\"x\"}                                       | id is not a UUID",
            })
    void shouldSayWhatCannotBeRead(String manifest, String json, String why) {
        String sentence = String.valueOf(assertThrows(UnreadableException.class, () -> read(manifest, json))
                .getMessage());
        assertTrue(sentence.contains(manifest) && sentence.contains(why), sentence);
    }

    private Object read(String manifest, String json) {
        return serializer.fromBinary(json.getBytes(UTF_8), manifest);
    }

    private Object again(Object kept) {
        return serializer.fromBinary(serializer.toBinary(kept), serializer.manifest(kept));
    }

    private void assertNoPassword(Object kept) {
        String bytes = new String(serializer.toBinary(kept), UTF_8);
        assertFalse(bytes.contains(Samples.PASSWORD), bytes);
    }
}
