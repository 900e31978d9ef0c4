package org.actorfs.app.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.actorfs.app.SystemMount;
import org.actorfs.fs.Name;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.union.UnionDriverFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A branch of a union is changed behind a mount that was told to believe everything for an hour: stale until it is told, fresh afterwards.
 */
final class InvalidationTest {
    private static final String BEFORE = "True False 4096 a a";
    private static final String AFTER = "False True 8192 b b";

    private final Path branch;

    InvalidationTest() throws IOException {
        branch = Files.createTempDirectory("actorfs-source-").toRealPath();
        Files.createDirectory(branch.resolve("d"));
        Files.writeString(branch.resolve("d/f"), "a".repeat(4096));
        Files.createFile(branch.resolve("d/gone"));
    }

    @AfterEach
    void remove() throws IOException {
        SystemMount.remove(branch);
    }

    @Test
    void shouldShowEverythingAnewOnceItIsTold() throws Exception {
        try (LocalMount mount = mount();
                LocalMount other = LocalMount.mount(LocalMount.memory(), LocalMount.settings(2, 1000));
                Watcher watcher = new Watcher(mount)) {
            other.run("echo kept >\"$MNT/f\"", Duration.ofSeconds(10));
            assertEquals(BEFORE, watcher.sees());
            change();
            assertEquals(BEFORE, watcher.asks());
            mount.invalidate(List.of());
            assertEquals(AFTER, watcher.asks());
            assertEquals("f\nnew", mount.run("ls \"$MNT/d\"", Duration.ofSeconds(10)));
            assertEquals("kept", other.run("cat \"$MNT/f\"", Duration.ofSeconds(10)));
        }
    }

    @Test
    void shouldShowOneFileAnewOnceItIsTold() throws Exception {
        try (LocalMount mount = mount();
                Watcher watcher = new Watcher(mount)) {
            assertEquals(BEFORE, watcher.sees());
            change();
            mount.invalidate(List.of(Name.of("d"), Name.of("f")));
            assertEquals("True False 8192 b b", watcher.asks());
            mount.invalidate(List.of(Name.of("d"), Name.of("gone")));
            assertEquals("False False 8192 b b", watcher.asks());
            mount.invalidate(List.of(Name.of("d"), Name.of("new")));
            assertEquals(AFTER, watcher.asks());
        }
    }

    /** What was walked for it is given back. */
    @Test
    void shouldKeepNoReference() throws Exception {
        try (LocalMount mount = mount()) {
            mount.run("stat \"$MNT\"", Duration.ofSeconds(10)); // it has begun
            mount.invalidate(List.of(Name.of("d"), Name.of("f")));
            mount.invalidate(List.of(Name.of("nowhere"), Name.of("f")));
            mount.invalidate(List.of(Name.of("d"), Name.of("f"), Name.of("f")));
            assertEquals(1, mount.census().references());
        }
    }

    private void change() throws IOException {
        Files.writeString(branch.resolve("d/f"), "b".repeat(8192));
        Files.delete(branch.resolve("d/gone"));
        Files.createFile(branch.resolve("d/new"));
    }

    private LocalMount mount() throws Exception {
        Map<String, String> options = Map.of(
                "cache.entry", "3600",
                "cache.attr", "3600",
                "cache.negative_entry", "3600",
                "cache.files", "full",
                "cache.readdir", "true");
        DriverContext context = new DriverContext(TimeSource.system(), 4, options);
        Driver driver = new UnionDriverFactory().open(VolumeUri.parse("union:" + branch), context);
        return LocalMount.mount(driver, LocalMount.settings(2, 1000));
    }

    /** {@code stale.py}: a program that has a file of the mount open and mapped, and says what it sees. */
    private static final class Watcher implements AutoCloseable {
        private final Process process;
        private final BufferedReader answers;
        private final Writer questions;

        Watcher(LocalMount mount) throws IOException {
            process = new ProcessBuilder(
                            "timeout",
                            "-k",
                            "2",
                            "60",
                            "python3",
                            SystemMount.path("stale.py").toString(),
                            mount.directory().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = process.inputReader();
            questions = process.outputWriter();
        }

        String sees() throws IOException {
            return answers.readLine();
        }

        String asks() throws IOException {
            questions.write("\n");
            questions.flush();
            return sees();
        }

        @Override
        public void close() throws IOException {
            questions.close();
            process.destroy();
        }
    }
}
