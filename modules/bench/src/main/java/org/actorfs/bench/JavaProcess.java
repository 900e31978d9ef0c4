package org.actorfs.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start another class of this class path, on the same JDK. */
final class JavaProcess {
    /** As the launcher's, so that the floor runs on what the daemon runs on. */
    static final List<String> DAEMON_FLAGS =
            List.of("-XX:+UseCompactObjectHeaders", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError");

    /** What a JDK 25 asks for quietly letting our libraries do what they do. */
    static final List<String> ACCESS_FLAGS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private JavaProcess() {}

    static List<String> command(Class<?> main, String... flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ACCESS_FLAGS);
        command.addAll(List.of(flags));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        return command;
    }
}
