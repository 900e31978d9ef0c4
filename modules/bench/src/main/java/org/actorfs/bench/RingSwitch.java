package org.actorfs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.actorfs.fuse.transport.UringChannel;
import org.actorfs.posix.Processors;

/** FUSE over io_uring is measured where root may switch it on; at the end it is as it was, also after Ctrl-C. */
final class RingSwitch implements AutoCloseable {
    private static final Path SWITCH = Path.of(UringChannel.SWITCH);

    /** Whether it is to be switched off again. */
    private final AtomicBoolean mine;

    private RingSwitch(boolean mine) {
        this.mine = new AtomicBoolean(mine);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Switches it on, if that is possible. */
    static RingSwitch on() throws IOException {
        boolean mine = !Processors.readLine(UringChannel.SWITCH).equals("Y") && Files.isWritable(SWITCH);
        RingSwitch on = new RingSwitch(mine);
        if (mine) {
            Files.writeString(SWITCH, "Y");
        }
        return on;
    }

    @Override
    public void close() {
        if (mine.getAndSet(false)) {
            try {
                Files.writeString(SWITCH, "N");
            } catch (IOException e) {
                System.err.println("actorfs bench: " + SWITCH + " stays Y: " + e.getMessage());
            }
        }
    }
}
