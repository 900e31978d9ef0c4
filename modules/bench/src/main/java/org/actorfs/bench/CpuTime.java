package org.actorfs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time of a process and all its threads, user and system, from proc(5). */
final class CpuTime {
    private static final long TICK_MICROS = 10_000; // USER_HZ is 100 on every Linux that a JDK 25 runs on
    private static final int UTIME = 11; // of the fields after the command's closing bracket
    private static final int STIME = 12;

    private CpuTime() {}

    static long micros(long pid) throws IOException {
        return micros(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    }

    /** Of one line of /proc/PID/stat; the command in brackets may hold anything. */
    static long micros(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_MICROS;
    }
}
