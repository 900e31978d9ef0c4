package org.actorfs.app;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.actorfs.fuse.transport.UringChannel;

/** Whether the kernel may put requests into rings, as a test needs it, until {@link #close}; what is mounted meanwhile keeps it. */
public final class RingSwitch implements AutoCloseable {
    private static final Path SWITCH = Path.of(UringChannel.SWITCH);

    private final boolean before;

    private RingSwitch(boolean before) {
        this.before = before;
    }

    /** Skips the test if there can be no rings here, or only root may say so. */
    public static RingSwitch set(boolean on) throws IOException {
        assumeTrue(Files.exists(SWITCH), "this kernel has no FUSE over io_uring");
        boolean before = isOn();
        assumeTrue(on == before || Files.isWritable(SWITCH), "not root");
        write(on);
        Optional<String> need = on ? UringChannel.need() : Optional.empty();
        if (need.isPresent()) {
            write(before);
            abort(need.get());
        }
        return new RingSwitch(before);
    }

    /** As it is now, but on if an option needs it. */
    public static RingSwitch forOptions(String... options) throws IOException {
        return String.join(",", options).contains("transport=uring") ? set(true) : new RingSwitch(isOn());
    }

    private static boolean isOn() throws IOException {
        return Files.exists(SWITCH) && Files.readString(SWITCH).startsWith("Y");
    }

    private static void write(boolean on) throws IOException {
        if (isOn() != on) {
            Files.writeString(SWITCH, on ? "Y" : "N");
        }
    }

    @Override
    public void close() throws IOException {
        write(before);
    }
}
