package org.actorfs.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MirrorDriverFactoryTest {
    @TempDir
    Path temp;

    private static Driver open(String rest) throws VolumeException {
        return new MirrorDriverFactory().open(new VolumeUri("mirror", rest), new DriverContext(TimeSource.system(), 1));
    }

    private static String refusal(String rest) {
        VolumeException refusal = assertThrows(VolumeException.class, () -> open(rest));
        assertTrue(refusal.isUsage());
        return String.valueOf(refusal.getMessage());
    }

    @Test
    void shouldSayWhatIsWrongWithAPath() throws IOException {
        assertEquals("'mirror:' names no directory: write mirror:/some/dir", refusal(""));
        assertTrue(refusal(temp + "/missing").contains("there is no such directory"));
        Path file = Files.createFile(temp.resolve("file"));
        assertTrue(refusal(file.toString()).contains("it is not a directory"));
    }

    @Test
    void shouldTakeARelativePathAndALink() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), temp);
        Path relative = Path.of("").toAbsolutePath().relativize(temp.toAbsolutePath());
        Driver byLink = open(link.toString());
        Driver byRelative = open(relative.toString());

        assertEquals(
                Fixture.value(byLink.root()).key(),
                Fixture.value(byRelative.root()).key());
        assertEquals(0, Fixture.value(byLink.root()).generation());

        assertEquals(Outcome.Nothing.NOTHING, Fixture.value(byLink.close()));
        assertEquals(Outcome.Nothing.NOTHING, Fixture.value(byRelative.close()));
    }
}
