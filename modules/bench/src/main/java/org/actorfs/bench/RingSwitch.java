package org.actorfs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.actorfs.fuse.transport.UringChannel;

/** FUSE over io_uring is measured where root may switch it on; at the end it is as it was, also after Ctrl-C. */
final class RingSwitch implements AutoCloseable {
    private static final Path SWITCH = Path.of("/sys/module/fuse/parameters/enable_uring");

    private final boolean mine;
    private final Thread atExit = new Thread(this::restore);

    private RingSwitch(boolean mine) {
        this.mine = mine;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    private static boolean isPossible() {
        return isOn() || Files.isWritable(SWITCH);
    }

    /** Whether what is mounted now could have rings. */
    static boolean isReady() {
        return UringChannel.need().isEmpty();
    }

    /** Switches it on, if that is possible. */
    static RingSwitch on() throws IOException {
        boolean mine = isPossible() && !isOn();
        RingSwitch on = new RingSwitch(mine);
        if (mine) {
            Files.writeString(SWITCH, "Y");
        }
        return on;
    }

    private static boolean isOn() {
        try {
            return Files.readString(SWITCH).startsWith("Y");
        } catch (IOException e) {
            return false;
        }
    }

    private void restore() {
        if (mine) {
            try {
                Files.writeString(SWITCH, "N");
            } catch (IOException e) {
                System.err.println("actorfs bench: " + SWITCH + " stays Y: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        restore();
    }
}
