package org.actorfs.bench.load;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * {@code git clone} of a repository, by git itself: it writes one pack, reads it again, and checks the files out. Removed afterwards, which
 * takes no part in the time.
 */
final class Clone {
    private static final int DIRECTORIES = 80;
    private static final int FILES_A_DIRECTORY = 19;
    private static final int MAX_FILE_BYTES = 8192;

    /** Less than who waits for the answer does. */
    private static final long LIMIT_SECONDS = 100;

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_AUTHOR_NAME", "bench",
            "GIT_AUTHOR_EMAIL", "bench@localhost",
            "GIT_COMMITTER_NAME", "bench",
            "GIT_COMMITTER_EMAIL", "bench@localhost");

    /** Where what is cloned is. */
    private String source = "";

    /** Makes the repository that is cloned: always the same files, packed. */
    Work prepare(String directory) throws InterruptedException {
        Random random = new Random(1);
        try {
            for (int d = 0; d < DIRECTORIES; d++) {
                Path parent = Files.createDirectories(Path.of(directory, "group" + d % 8, "part" + d));
                for (int f = 0; f < FILES_A_DIRECTORY; f++) {
                    byte[] content = new byte[random.nextInt(MAX_FILE_BYTES / 2)];
                    random.nextBytes(content);
                    Files.writeString(parent.resolve("file" + f), HexFormat.of().formatHex(content));
                }
            }
        } catch (IOException e) {
            throw new CallFailed("making files to clone: " + e);
        }
        run(List.of("git", "-C", directory, "init", "-q"));
        run(List.of("git", "-C", directory, "add", "-A"));
        run(List.of("git", "-C", directory, "commit", "-q", "-m", "all"));
        run(List.of("git", "-C", directory, "repack", "-adq"));
        source = directory;
        return new Work(0, 0);
    }

    /** The value is milliseconds; the clone is one operation. */
    Work run(String directory) throws InterruptedException {
        String target = directory + "/clone";
        try {
            long begin = System.nanoTime();
            run(List.of("git", "clone", "-q", "file://" + source, target));
            return new Work((System.nanoTime() - begin) / 1e6, 1);
        } finally {
            run(List.of("rm", "-rf", target));
        }
    }

    private static void run(List<String> command) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(ENVIRONMENT);
            Process process = builder.redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CallFailed(String.join(" ", command) + " did not end within " + LIMIT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new CallFailed(String.join(" ", command) + " failed: " + process.exitValue());
            }
        } catch (IOException e) {
            throw new CallFailed("cannot run %s: %s".formatted(command.getFirst(), e.getMessage()));
        }
    }
}
