package org.actorfs.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A mount in a process of its own, detached from this terminal. The child runs the same command in the foreground and
 * reports its start through file descriptor 3: one line, {@code 0 SENTENCE} once mounted, or the exit code and why not.
 */
final class BackgroundMount {
    static final String REPORT = "--report-start";

    private static final Path REPORT_PIPE = Path.of("/proc/self/fd/3");

    /** $0 is the log. Standard output, a pipe to the parent, becomes descriptor 3. */
    private static final String DETACH = "exec 3>&1 >>\"$0\" 2>&1 </dev/null && cd / && exec setsid \"$@\"";

    /** Connects the streams, and becomes the words after it. */
    private static final List<String> TO_THE_JOURNAL = List.of("systemd-cat", "--identifier=actorfs");

    private final MountRequest request;

    BackgroundMount(MountRequest request) {
        this.request = request;
    }

    /** Returns when the directory is mounted; {@link CommandFailure} with the child's words if it cannot be. */
    void start(PrintWriter out) {
        try {
            Process child = new ProcessBuilder(command())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = child.inputReader(UTF_8).readLine();
            if (line == null) {
                throw CommandFailure.failed("the background process ended with code %d before it had mounted %s: %s"
                        .formatted(child.waitFor(), request.directory(), "run it without --background to see why"));
            }
            int space = line.indexOf(' ');
            String sentence = line.substring(space + 1);
            switch (Integer.parseInt(line.substring(0, space))) {
                case ExitCode.OK -> out.println(sentence);
                case ExitCode.USAGE -> throw CommandFailure.usage(sentence);
                default -> throw CommandFailure.failed(sentence);
            }
        } catch (IOException e) {
            throw CommandFailure.failed("cannot start the background process: %s".formatted(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted before %s was mounted".formatted(request.directory()));
        }
    }

    /** In the child: mounts, reports, and serves. */
    static void serve(Supplier<MountUntilStopped> start) {
        MountUntilStopped mount;
        try {
            mount = start.get();
        } catch (CommandFailure e) {
            report(e.exitCode(), String.valueOf(e.getMessage()));
            throw e;
        }
        report(ExitCode.OK, mount.sentence());
        mount.awaitEnd();
    }

    /** The descriptor itself stays open in this process; its end at the parent's side is the parent's. */
    private static void report(int code, String sentence) {
        try (OutputStream pipe = Files.newOutputStream(REPORT_PIPE)) {
            pipe.write("%d %s%n".formatted(code, sentence.replace('\n', ' ')).getBytes(UTF_8));
        } catch (IOException e) {
            // The parent is gone; the mount stays.
        }
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", DETACH));
        command.add(request.log().map(Path::toString).orElse("/dev/null"));
        if (request.journal()) {
            command.addAll(TO_THE_JOURNAL);
        }
        command.addAll(thisJava());
        request.config().ifPresent(file -> command.addAll(List.of("--config", file.toString())));
        command.addAll(List.of("mount", REPORT));
        request.log().ifPresent(file -> command.addAll(List.of("--log", file.toString())));
        request.words().forEach(word -> command.addAll(List.of("-o", word)));
        command.add(request.volume().uri().toString());
        command.add(Path.of(request.directory()).toAbsolutePath().toString());
        return command;
    }

    /** This process's program with its flags, up to the main class. */
    private static List<String> thisJava() throws IOException {
        List<String> words =
                Arrays.asList(Files.readString(Path.of("/proc/self/cmdline")).split("\0", -1));
        int main = words.indexOf(Main.class.getName());
        if (main < 0) {
            throw new IOException("it was not started as " + Main.class.getName());
        }
        List<String> java = new ArrayList<>();
        java.add(ProcessHandle.current().info().command().orElse(words.getFirst()));
        java.addAll(words.subList(1, main + 1));
        return java;
    }
}
