package org.actorfs.union;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BranchSpecTest {
    @TempDir
    private Path home = Path.of("unset");

    @Test
    void shouldReadModesAndFreeSpace() throws BadSetting {
        assertEquals(
                List.of(
                        new BranchSpec(Path.of("/a"), BranchMode.RW, null),
                        new BranchSpec(Path.of("/b"), BranchMode.NC, 50L << 30),
                        new BranchSpec(Path.of("/c"), BranchMode.RO, null)),
                BranchSpec.parseAll("/a:/b=NC,50G:/c=RO"));
    }

    @Test
    void shouldWriteWhatItReads() throws BadSetting {
        String written = "/a=RW:/b=NC,53687091200:/c=RO";
        List<String> again =
                BranchSpec.parseAll(written).stream().map(BranchSpec::toString).toList();
        assertEquals(written, String.join(":", again));
    }

    @Test
    void shouldWriteBrieflyWhatItReads() throws BadSetting {
        String written = "/a:/b=NC,53687091200:/c=RO:/d=e=RW";
        List<String> again =
                BranchSpec.parseAll(written).stream().map(BranchSpec::brief).toList();
        assertEquals(written, String.join(":", again));
    }

    @Test
    void shouldTakeANameWithBracketsForItself() throws BadSetting, IOException {
        Path odd = Files.createDirectory(home.resolve("disk[1]"));
        Files.createDirectory(home.resolve("disk1"));
        assertEquals(odd, BranchSpec.parseAll(odd.toString()).getFirst().path());
    }

    @Test
    void shouldExpandGlobsInTheOrderOfTheNames() throws BadSetting, IOException {
        for (String name : List.of("disk2", "disk10", "disk1", ".disk3", "other")) {
            Files.createDirectory(home.resolve(name));
        }
        Files.createFile(home.resolve("disk4"));
        List<BranchSpec> found = BranchSpec.parseAll(home + "/disk*=NC,1M");
        assertEquals(
                List.of(
                        new BranchSpec(home.resolve("disk1"), BranchMode.NC, 1L << 20),
                        new BranchSpec(home.resolve("disk10"), BranchMode.NC, 1L << 20),
                        new BranchSpec(home.resolve("disk2"), BranchMode.NC, 1L << 20)),
                found);
    }

    @Test
    void shouldTakeAnEqualsSignInAName() throws BadSetting {
        assertEquals(List.of(new BranchSpec(Path.of("/a=b/c"), BranchMode.RW, null)), BranchSpec.parseAll("/a=b/c"));
    }

    @Test
    void shouldMakePathsAbsolute() throws BadSetting {
        assertEquals(
                Path.of("disk").toAbsolutePath(),
                BranchSpec.parseAll("./disk").getFirst().path());
    }

    @ParameterizedTest
    @CsvSource({
        "/a:, empty branch",
        "/a=XX, comes RW",
        "/a=RW;12Q, is no size",
        "/a=RW;1;2, comes RW",
        "/a:/b:/a, named twice",
        "/nowhere/at/all/*, no directory matches",
    })
    void shouldRefuseWhatIsNoBranch(String text, String reason) {
        BadSetting refusal = assertThrows(BadSetting.class, () -> BranchSpec.parseAll(text.replace(';', ',')));
        assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
    }
}
