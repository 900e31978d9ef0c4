package org.actorfs.fuse.jnr;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Looks whether a thread of another process has a signal to handle: what FUSE_INTERRUPT would say, which libfuse 2 keeps to itself. */
final class Signals {
    private Signals() {}

    /** Whether one is pending that the thread neither blocks nor ignores, or the thread is gone; false for 0, a thread of a namespace that is not ours. See proc_pid_status(5). */
    static boolean isPending(int tid) {
        if (tid == 0) {
            return false;
        }
        try {
            String status = Files.readString(Path.of("/proc", Integer.toString(tid), "status"), ISO_8859_1);
            long pending = mask(status, "SigPnd") | mask(status, "ShdPnd");
            return (pending & ~mask(status, "SigBlk") & ~mask(status, "SigIgn")) != 0;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static long mask(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .map(line -> Long.parseUnsignedLong(
                        line.substring(field.length() + 1).strip(), 16))
                .orElse(0L);
    }
}
