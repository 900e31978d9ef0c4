package org.actorfs.app.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.actorfs.app.mounts.UnreadableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class SecretsTest {
    private static final String TEXT = Samples.SECRET.volume();

    @TempDir
    private Path stateDir;

    private Path keyFile;

    @BeforeEach
    void name() {
        keyFile = stateDir.resolve("secrets.key");
    }

    @Test
    void shouldOpenWhatADaemonBeforeItSealed() {
        String sealed = secrets().seal(TEXT);
        assertEquals(TEXT, secrets().open(sealed));
        assertNotEquals(sealed, secrets().seal(TEXT));
    }

    @Test
    void shouldMakeItsKeyWhenItSealsAndForItselfAlone() throws IOException {
        Secrets secrets = secrets();
        assertFalse(Files.exists(keyFile));
        var _ = secrets.seal(TEXT);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)));
        try (Stream<Path> files = Files.list(stateDir)) {
            assertEquals(List.of(keyFile), files.toList());
        }
    }

    @Test
    void shouldNotReplaceAMissingKey() throws IOException {
        String sealed = secrets().seal(TEXT);
        Files.delete(keyFile);
        Secrets secrets = secrets();
        assertRefused(UnreadableException.class, "missing", () -> secrets.open(sealed));
        assertRefused(JournalException.class, "missing", () -> secrets.seal(TEXT));
        assertFalse(Files.exists(keyFile));
    }

    @Test
    void shouldRefuseAForeignKey() throws IOException {
        String sealed = secrets().seal(TEXT);
        Files.delete(keyFile);
        var _ = secrets().seal("something else");
        assertRefused(UnreadableException.class, "not the one", () -> secrets().open(sealed));
    }

    @Test
    void shouldRefuseATamperedSecret() {
        byte[] sealed = Base64.getDecoder().decode(secrets().seal(TEXT));
        sealed[sealed.length / 2] ^= 1;
        assertRefused(
                UnreadableException.class,
                "damaged",
                () -> secrets().open(Base64.getEncoder().encodeToString(sealed)));
        assertRefused(UnreadableException.class, "damaged", () -> secrets().open("no Base64!"));
    }

    @Test
    void shouldRefuseADamagedKey() throws IOException {
        String sealed = secrets().seal(TEXT);
        Files.writeString(keyFile, "{}");
        assertRefused(UnreadableException.class, "damaged", () -> secrets().open(sealed));
        assertRefused(
                JournalException.class, "cannot be sealed", () -> secrets().seal(TEXT));
        assertEquals("{}", Files.readString(keyFile));
    }

    @Test
    void shouldRefuseAKeyThatOthersMayRead() throws IOException {
        String sealed = secrets().seal(TEXT);
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));
        assertRefused(UnreadableException.class, "chmod 600", () -> secrets().open(sealed));
        assertRefused(JournalException.class, "chmod 600", () -> secrets().seal(TEXT));
    }

    /** As after a restart. */
    private Secrets secrets() {
        return new Secrets(keyFile);
    }

    /** An {@link UnreadableException} only of what cannot be read any more. */
    private void assertRefused(Class<? extends RuntimeException> as, String why, Executable deed) {
        String sentence = String.valueOf(assertThrowsExactly(as, deed).getMessage());
        assertTrue(sentence.contains(keyFile.toString()) && sentence.contains(why), sentence);
    }
}
