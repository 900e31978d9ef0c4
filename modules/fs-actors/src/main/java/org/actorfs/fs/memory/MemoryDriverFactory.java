package org.actorfs.fs.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.OwnedNamespace;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;

/** Opens volumes that live in memory, empty at first and gone at the end: {@code memory:} or {@code memory:size=2G,inodes=1M}. */
public final class MemoryDriverFactory implements DriverFactory {
    private static final int ROOT_MODE = 0755;

    private final SlabMemory memory;

    /** With memory as the Java library gives it. */
    public MemoryDriverFactory() {
        this(SlabMemory.plain());
    }

    /** @param memory for the content of files */
    public MemoryDriverFactory(SlabMemory memory) {
        this.memory = memory;
    }

    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public String help() {
        return "memory:[size=2G,inodes=1M,mode=755,uid=0,gid=0]  an empty volume in memory, by default up to half of the"
                + " machine's";
    }

    @Override
    public Driver open(VolumeUri uri, DriverContext context) throws VolumeException {
        MemoryOptions options = MemoryOptions.parse(uri, defaults());
        return new OwnedNamespace(openStore(options, context.clock(), memory), context.clock());
    }

    static MemoryStore openStore(MemoryOptions options, TimeSource clock, SlabMemory memory) {
        Timespec now = clock.now();
        int mode = Mode.DIRECTORY | options.mode();
        Attributes root = new Attributes(
                mode,
                2,
                options.uid(),
                options.gid(),
                0,
                PageStore.PAGE_BYTES,
                0,
                PageStore.PAGE_BYTES,
                now,
                now,
                now,
                now);
        return new MemoryStore(options.limits(), root, memory);
    }

    private static MemoryOptions defaults() {
        return new MemoryOptions(MemoryLimits.ofThisMachine(), ROOT_MODE, ownId("unix:uid"), ownId("unix:gid"));
    }

    /** The daemon's own uid or gid, or else whoever started it could not use the volume. */
    private static int ownId(String attribute) {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), attribute);
        } catch (IOException | UnsupportedOperationException e) {
            return 0;
        }
    }
}
