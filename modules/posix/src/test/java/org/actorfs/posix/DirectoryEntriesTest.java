package org.actorfs.posix;

import static org.actorfs.posix.TestDirectory.bytes;
import static org.actorfs.posix.TestDirectory.succeeded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryEntriesTest {
    @TempDir
    Path temporary;

    private TestDirectory directory;
    private DirectoryEntries entries;

    @BeforeEach
    void open() {
        directory = new TestDirectory(temporary);
        entries = new DirectoryEntries(4096);
    }

    @AfterEach
    void close() {
        entries.close();
        directory.close();
    }

    /** Every name but the dots, one character a byte. */
    private Set<String> names() {
        Set<String> names = new HashSet<>();
        while (succeeded(entries.fill(directory.fd)) > 0) {
            while (entries.next()) {
                if (!entries.isDot()) {
                    assertTrue(names.add(new String(entries.name(), StandardCharsets.ISO_8859_1)));
                }
            }
        }
        return names;
    }

    @Test
    void shouldGiveNamesAsTheirBytes() {
        byte[] notText = {(byte) 0xff, (byte) 0xfe, 'x', (byte) 0x80, '\n'};
        Descriptors.close(succeeded(Descriptors.openat(directory.fd, notText, OpenFlags.O_CREAT, 0600)));
        assertEquals(Set.of(new String(notText, StandardCharsets.ISO_8859_1)), names());
        // JUnit could not delete a name that java.nio cannot say.
        succeeded(Paths.unlinkat(directory.fd, notText, 0));
    }

    @Test
    void shouldReadManyBatches() {
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            String name = "a rather long name of a file " + i;
            directory.create(name, "");
            expected.add(name);
        }
        assertEquals(expected, names());
    }

    @Test
    void shouldGiveInoAndType() {
        succeeded(Paths.mkdirat(directory.fd, bytes("d"), 0755));
        Statx statx = new Statx();
        succeeded(statx.fill(directory.fd, bytes("d"), 0, Statx.STATX_BASIC_STATS));
        succeeded(entries.fill(directory.fd));
        int directories = 0;
        while (entries.next()) {
            assertTrue(entries.type() == DirectoryEntries.DT_DIR || entries.type() == DirectoryEntries.DT_UNKNOWN);
            directories += entries.isDot() || entries.ino() == statx.ino() ? 1 : 0;
        }
        assertEquals(3, directories);
    }

    @Test
    void shouldContinueFromACookie() {
        directory.create("one", "");
        directory.create("two", "");
        succeeded(entries.fill(directory.fd));
        assertTrue(entries.next());
        long cookie = entries.off();
        assertTrue(entries.next());
        String second = new String(entries.name(), StandardCharsets.UTF_8);
        succeeded(FileIo.lseek(directory.fd, cookie, FileIo.SEEK_SET));
        succeeded(entries.fill(directory.fd));
        assertTrue(entries.next());
        assertEquals(second, new String(entries.name(), StandardCharsets.UTF_8));
    }

    @Test
    void shouldSayThatAFileIsNoDirectory() {
        int file = directory.create("file");
        assertEquals(-Errnos.ENOTDIR, entries.fill(file));
        Descriptors.close(file);
    }
}
