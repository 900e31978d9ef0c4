package org.actorfs.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The processors of this machine, as sysfs tells of them. */
public final class Processors {
    private static final String CPUS = "/sys/devices/system/cpu/";

    private static final String ALLOWED_LINE = "Cpus_allowed_list:";
    private static final int[] ALLOWED = readAllowed();

    private Processors() {}

    /** The numbers of those that run; 0 alone if the kernel does not say. */
    public static int[] online() {
        return parse(readLine(CPUS + "online"));
    }

    /** Those that this process might run on when it began, with some that do not run; all that run if the kernel does not say. */
    public static int[] allowed() {
        return ALLOWED.clone();
    }

    /** Whether this process may run on all processors that run. */
    public static boolean allAllowed() {
        return containsAll(ALLOWED, online());
    }

    static boolean containsAll(int[] all, int[] some) {
        Set<Integer> known = Arrays.stream(all).boxed().collect(Collectors.toSet());
        return Arrays.stream(some).allMatch(known::contains);
    }

    /** Of the first thread, which nobody binds. */
    private static int[] readAllowed() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith(ALLOWED_LINE))
                    .map(line -> parse(line.substring(ALLOWED_LINE.length()).strip()))
                    .findFirst()
                    .orElseGet(Processors::online);
        } catch (IOException | UncheckedIOException e) {
            return online();
        }
    }

    /** How many there could be, with those that are not plugged in. */
    public static int possible() {
        return parse(readLine(CPUS + "possible")).length;
    }

    /** A list such as 0-3,8: each number. */
    static int[] parse(String list) {
        if (list.isEmpty()) {
            return new int[] {0};
        }
        return Arrays.stream(list.split(",", -1))
                .flatMapToInt(range -> {
                    String[] ends = range.split("-", 2);
                    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
                })
                .toArray();
    }

    /** What a file of sysfs says; nothing if there is none. */
    public static String readLine(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
