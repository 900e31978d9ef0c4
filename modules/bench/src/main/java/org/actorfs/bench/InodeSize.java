package org.actorfs.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Reply;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.actor.Census;
import org.actorfs.fs.actor.DirectoryInode;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.actor.VolumeLimits;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.memory.MemoryDriverFactory;
import org.actorfs.fs.memory.SlabMemory;
import org.actorfs.posix.HugePages;
import org.actorfs.posix.Memory;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.LoggerFactory;

/**
 * Bytes of heap for one counted inode beyond what its driver keeps of it: with all inodes of a volume awake, and with nearly all asleep.
 * The files are empty; what a session's node id takes is not in it.
 */
final class InodeSize {
    private static final int INODES = 200_000;
    private static final int FEW = 64; // one a shard stays awake
    private static final int MODE = 0100644;
    private static final int ANSWER_SECONDS = 30;
    private static final int SETTLE_SECONDS = 30;

    private InodeSize() {}

    /** The figures, as a sentence. */
    static String measure() throws BenchException {
        System.err.println("weighing inodes");
        var _ =
                LoggerFactory
                        .getILoggerFactory(); // before Pekko's threads: else SLF4J warns of calls that came too early
        double driver = driverBytes();
        return String.format(
                Locale.ROOT,
                "bytes of heap for one inode: %s; %s; beside them %.0f in the memory driver, name included%n",
                volumeBytes("awake", 2 * INODES, driver),
                volumeBytes("asleep", FEW, driver),
                driver);
    }

    /** What the driver alone keeps of an inode. */
    private static double driverBytes() throws BenchException {
        Driver driver = open();
        long before = heapBytes();
        if (!(driver.root() instanceof Outcome.Done<Node> root)) {
            throw new BenchException("the memory volume has no root");
        }
        for (int i = 0; i < INODES; i++) {
            var _ = driver.mknod(root.value(), name(i), MODE, 0, 0, Caller.ROOT);
        }
        double bytes = (heapBytes() - before) / (double) INODES;
        var _ = driver.close();
        return bytes;
    }

    private static String volumeBytes(String state, int maxAwake, double driverBytes) throws BenchException {
        Driver driver = open();
        ActorSystem<Volume.Command> volume = ActorSystem.create(
                Volume.create(driver, TimeSource.system(), new VolumeLimits(maxAwake)), "size", configuration());
        try {
            long before = heapBytes();
            fill(volume);
            Census census = settled(volume, maxAwake);
            double bytes = (heapBytes() - before) / (double) INODES - driverBytes;
            return String.format(
                    Locale.ROOT,
                    "%s %.0f (%,d awake, %,d asleep, %,d references)",
                    state,
                    bytes,
                    census.awake(),
                    census.asleep(),
                    census.references());
        } finally {
            volume.terminate();
            volume.getWhenTerminated().toCompletableFuture().join();
        }
    }

    private static Driver open() throws BenchException {
        try {
            return new MemoryDriverFactory(new SlabMemory(HugePages::allocate, Memory::copyLarge))
                    .open(VolumeUri.parse("memory:inodes=1M"), new DriverContext(TimeSource.system(), 1));
        } catch (VolumeException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        }
    }

    private static Config configuration() {
        return ConfigFactory.parseString(
                        "pekko { loglevel = WARNING, stdout-loglevel = OFF, jvm-shutdown-hooks = off }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    private static Name name(int number) {
        return Name.of("file-" + number);
    }

    private static void fill(ActorRef<Volume.Command> volume) throws BenchException {
        RootSession session = new RootSession();
        InodeSize.<Entry>ask(reply -> volume.tell(new Volume.Attach(session, reply)));
        for (int i = 0; i < INODES; i++) {
            Name name = name(i);
            InodeSize.<Entry>ask(reply ->
                    session.root().tell(new DirectoryInode.Mknod(session, name, MODE, 0, 0, Caller.ROOT, reply)));
        }
    }

    private static <T> T ask(Consumer<Reply<T>> order) throws BenchException {
        ReplyFuture<T> reply = new ReplyFuture<>();
        order.accept(reply);
        try {
            Outcome.Ready<T> answer = reply.stage()
                    .toCompletableFuture()
                    .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .join();
            return switch (answer) {
                case Outcome.Done<T> done -> done.value();
                case Outcome.Failed<T> failed -> throw new BenchException("the volume answered " + failed.errno());
            };
        } catch (CompletionException e) {
            throw new BenchException("the volume did not answer within " + ANSWER_SECONDS + " s");
        }
    }

    /** Inodes go to sleep in their own time. */
    private static Census settled(ActorRef<Volume.Command> volume, int maxAwake) throws BenchException {
        for (int i = 0; ; i++) {
            Census census = InodeSize.<Census>ask(reply -> volume.tell(new Volume.Count(reply)));
            if (census.awake() <= maxAwake + FEW || i == SETTLE_SECONDS) {
                return census;
            }
            Mount.pause(1000);
        }
    }

    private static long heapBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Mount.pause(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
