package org.actorfs.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.actorfs.app.terminal.Printable;

/** A process that asked for something, for people: its number, and its name as long as it is there. */
final class Caller {
    private Caller() {}

    static String of(long pid) {
        if (pid == 0) {
            return "kernel";
        }
        try {
            byte[] name = Files.readAllBytes(Path.of("/proc/%d/comm".formatted(pid)));
            return "%d (%s)".formatted(pid, Printable.of(name).replace("\\x0a", ""));
        } catch (IOException e) { // it has ended, or is of another machine or namespace
            return Long.toString(pid);
        }
    }
}
