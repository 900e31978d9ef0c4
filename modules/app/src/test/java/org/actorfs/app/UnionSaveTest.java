package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code actorfs union save}: what the next mount begins with. */
@Tag("mount")
@Timeout(120)
final class UnionSaveTest {
    private static final String POLICY =
            "getfattr --absolute-names -n user.actorfs.category.create --only-values \"$MNT/.actorfs\"";
    private static final String CHANGE = "setfattr -n user.actorfs.category.create -v mfs \"$MNT/.actorfs\"";

    private Path base = Path.of("");

    @BeforeEach
    void make() throws IOException {
        MountFixture.assumeMounts();
        assumeTrue("root".equals(System.getProperty("user.name")), "root changes settings");
        base = Files.createTempDirectory("actorfs-save-");
        Files.createDirectories(base.resolve("mnt"));
        Files.createDirectories(base.resolve("branch"));
        Files.writeString(base.resolve("conf"), "actorfs { state-dir = state }\n");
    }

    @AfterEach
    void remove() throws IOException {
        SystemMount.remove(base);
    }

    private MountFixture mount(String option) throws IOException {
        Path home = Files.createTempDirectory(base, "home-");
        String volume = "union:" + base.resolve("branch");
        return MountFixture.mountOn(
                home, base.resolve("mnt"), volume, "--config=" + base.resolve("conf"), "category.create=ff", option);
    }

    private String policyOfTheNextMount(String option) throws IOException {
        try (MountFixture mount = mount(option)) {
            return mount.run(POLICY);
        }
    }

    private String save(String... arguments) throws IOException {
        try (MountFixture mount = mount("minfreespace=0")) {
            mount.run("mkdir -p \"$MNT/dir\"; " + CHANGE);
            String[] all = new String[arguments.length + 3];
            System.arraycopy(new String[] {"union", "save"}, 0, all, 0, 2);
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            all[all.length - 1] = mount.directory() + "/dir";
            return MountFixture.actorfs(all).succeeded();
        }
    }

    @Test
    void shouldKeepSettingsForTheNextMountThatIsWrittenTheSame() throws Exception {
        String said = save();
        assertTrue(said.startsWith("saved: the next mount on " + base + "/mnt "), said);
        assertEquals("mfs", policyOfTheNextMount("minfreespace=0"));
        assertEquals("ff", policyOfTheNextMount("minfreespace=4K"));
    }

    @Test
    void shouldForgetThem() throws Exception {
        save();
        String said = save("--forget");
        assertTrue(said.startsWith("forgotten: "), said);
        assertEquals("ff", policyOfTheNextMount("minfreespace=0"));
    }

    @Test
    void shouldSayThatTheDaemonCannotKeepThem() throws Exception {
        Files.writeString(base.resolve("state"), "no directory");
        try (MountFixture mount = mount("minfreespace=0")) {
            MountFixture.Result result =
                    MountFixture.actorfs("union", "save", mount.directory().toString());
            assertEquals(ExitCode.FAILED, result.exitCode());
            assertTrue(result.output().endsWith("its log says why\n"), result.output());
        }
    }
}
