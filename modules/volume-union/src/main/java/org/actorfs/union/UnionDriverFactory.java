package org.actorfs.union;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.mirror.BackingDirectory;
import org.actorfs.mirror.IoPool;
import org.actorfs.posix.BackingDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens {@code union:/disk1:/disk2=NC,50G:/disk3=RO}; globs are expanded when it is opened. */
public final class UnionDriverFactory implements DriverFactory {
    private static final Logger log = LoggerFactory.getLogger(UnionDriverFactory.class);

    /** Descriptors that a volume may hold for directories, over all branches. */
    private static final int SLOTS = 4 * BackingDirectory.DEFAULT_SLOTS;

    @Override
    public String scheme() {
        return "union";
    }

    @Override
    public String help() {
        return "union:DIR[=RW|RO|NC[,SIZE]][:DIR...]  directories as one tree, with mergerfs's policies; globs work";
    }

    @Override
    public List<DriverOption> options() {
        return UnionSettings.options();
    }

    @Override
    public List<String> optionsHelp() {
        return UnionSettings.help();
    }

    @Override
    public boolean isAbsolute(VolumeUri uri) {
        return Stream.of(uri.rest().split(":", -1)).allMatch(branch -> branch.startsWith("/"));
    }

    @Override
    public VolumeUri absolute(VolumeUri uri) throws VolumeException {
        List<String> specs = branches(uri).stream().map(BranchSpec::brief).toList();
        return new VolumeUri(uri.scheme(), String.join(":", specs));
    }

    @Override
    public List<Path> directories(VolumeUri uri) {
        try {
            return branches(uri).stream().map(BranchSpec::path).toList();
        } catch (VolumeException e) {
            return List.of(); // opening it will say why
        }
    }

    @Override
    public void await(VolumeUri uri, DriverContext context) throws VolumeException {
        UnionSettings settings = settings(context.options());
        long nanos = settings.value(UnionOptions.BRANCHES_MOUNT_NANOS);
        if (nanos > 0 && context.mountpoint().isPresent()) {
            boolean fail = settings.value(UnionOptions.BRANCHES_MOUNT_FAIL);
            BranchMounts.await(branches(uri), context.mountpoint().get(), nanos, fail);
        }
    }

    @Override
    public Driver open(VolumeUri uri, DriverContext context) throws VolumeException {
        SavedSettings saved = new SavedSettings(context.state(), uri.rest(), context.options());
        UnionSettings asked = settings(context.options());
        Optional<SavedSettings.Saved> before = saved.read();
        try {
            return open(
                    before.map(SavedSettings.Saved::branches).orElse(branches(uri)),
                    before.map(SavedSettings.Saved::settings).orElse(asked),
                    saved,
                    context);
        } catch (VolumeException e) {
            throw before.isEmpty()
                    ? e
                    : new VolumeException(false, e.getMessage() + "; with what was saved: " + saved.remedy());
        }
    }

    private static Driver open(
            List<BranchSpec> specs, UnionSettings settings, SavedSettings saved, DriverContext context)
            throws VolumeException {
        int slots = Math.clamp(SLOTS / specs.size(), 16, BackingDirectory.DEFAULT_SLOTS);
        AtomicInteger made = new AtomicInteger();
        Branches.Opener opener = spec -> {
            IoPool pool = new IoPool("union-" + made.getAndIncrement(), context.blocking());
            try {
                String what = "cannot use '" + spec.path() + "' as a branch";
                BackingDirectory backing = BackingDirectory.open(spec.path(), slots, pool, what);
                readAhead(backing, settings.value(UnionOptions.READAHEAD_KIB));
                return new Branch(spec, backing, pool);
            } catch (VolumeException e) {
                pool.close(() -> {});
                throw e;
            }
        };
        try {
            boolean joinLater = settings.value(UnionOptions.BRANCHES_MOUNT_NANOS) > 0;
            Branches branches = new Branches(specs, opener, context.mountpoint(), joinLater, context.changes());
            return new UnionDriver(settings, branches, saved, context.clock(), context.mountpoint());
        } catch (BadSetting e) {
            throw failure(e);
        }
    }

    private static void readAhead(BackingDirectory backing, long kib) {
        try {
            if (kib > 0) {
                BackingDevice.of(backing.device()).readAhead(kib);
            }
        } catch (IOException e) {
            log.info("the read-ahead of a branch stays as it is: {}", e.toString()); // tmpfs has none
        }
    }

    private static List<BranchSpec> branches(VolumeUri uri) throws VolumeException {
        if (uri.rest().isEmpty()) {
            throw new VolumeException(true, "'" + uri + "' names no directory: write union:/disk1:/disk2");
        }
        try {
            return BranchSpec.parseAll(uri.rest());
        } catch (BadSetting e) {
            throw failure(e);
        }
    }

    private static UnionSettings settings(Map<String, String> options) throws VolumeException {
        UnionSettings settings = UnionSettings.defaults();
        try {
            for (Map.Entry<String, String> option : options.entrySet()) {
                settings = settings.with(option.getKey(), option.getValue());
            }
        } catch (BadSetting e) {
            throw failure(e);
        }
        return settings;
    }

    private static VolumeException failure(BadSetting e) {
        return new VolumeException(true, String.valueOf(e.getMessage()));
    }
}
