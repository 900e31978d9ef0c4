package org.actorfs.bench.floor;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;
import org.actorfs.fs.memory.SlabMemory;
import org.actorfs.fuse.mount.MountOptions;
import org.actorfs.fuse.mount.Mounter;
import org.actorfs.fuse.transport.Buffers;
import org.actorfs.fuse.transport.DeviceChannel;
import org.actorfs.fuse.transport.Workers;
import org.actorfs.posix.HugePages;
import org.actorfs.posix.Memory;
import org.actorfs.posix.Processes;

/** Mounts the floor: {@code FloorMain DIRECTORY TIMEOUT_SECONDS}. Ends when it is unmounted. */
public final class FloorMain {
    private static final int HEADROOM_BYTES = 8192;

    private FloorMain() {}

    /** The process. */
    public static void main(String[] args) throws Exception {
        Driver driver = new MemoryDriverFactory(new SlabMemory(HugePages::allocate, Memory::copyLarge))
                .open(VolumeUri.parse("memory:size=2G"), new DriverContext(TimeSource.system(), 1));
        MountOptions options =
                MountOptions.parse(List.of("default_permissions,fsname=floor"), Processes.geteuid() == 0);
        int dataBytes = options.maxWriteBytes();
        Buffers buffers = new Buffers(dataBytes + HEADROOM_BYTES, dataBytes, 64);
        CountDownLatch ended = new CountDownLatch(1);
        long timeoutNanos = Long.parseLong(args[1]) * 1_000_000_000;
        FloorReceiver floor = new FloorReceiver(driver, dataBytes, timeoutNanos, ended::countDown);
        Workers workers = Workers.start(Runtime.getRuntime().availableProcessors());
        int fd = Mounter.mount(Path.of(args[0]), options, "floor").fuseFd();
        DeviceChannel.serve(fd, workers, floor, buffers, _ -> {});
        ended.await();
        System.exit(0);
    }
}
