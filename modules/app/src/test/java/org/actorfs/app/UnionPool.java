package org.actorfs.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.actorfs.app.MountFixture.Result;
import org.actorfs.app.SystemMount.Ended;

/**
 * A mounted union of branches on two filesystems of their own, each of 32 MiB; for root:
 *
 * <pre>
 *     base
 *     |- one           a filesystem
 *     |  |- a          a branch
 *     |  `- b          a branch
 *     |- two           a filesystem
 *     |  |- c          a branch
 *     |  `- d          a branch
 *     `- outside       no branch
 * </pre>
 *
 * Files are made on the first branch that is named.
 */
public final class UnionPool implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MAKE = """
            set -e
            cd "$MNT"
            mkdir one two outside
            mount -t tmpfs -o size=32M tmpfs one
            mount -t tmpfs -o size=32M tmpfs two
            mkdir one/a one/b two/c two/d
            """;
    private static final String REMOVE = "cd \"$MNT\" && umount -l one; umount -l two; true";

    private final Path base;
    private final SystemMount mount;

    private UnionPool(Path base, SystemMount mount) {
        this.base = base;
        this.mount = mount;
    }

    /** Skips the test where root cannot mount; branches are named as {@code one/a} and {@code two/c=RO}. */
    public static UnionPool mount(String... branches) throws IOException {
        SystemMount.assumeMounts();
        assumeTrue("root".equals(System.getProperty("user.name")), "branches with filesystems of their own need root");
        Path base = Files.createTempDirectory("actorfs-pool-");
        try {
            MountFixture.shell(MAKE, PATIENCE, base).succeeded();
            String uri = Arrays.stream(branches)
                    .map(branch -> base + "/" + branch)
                    .collect(Collectors.joining(":", "union:", ""));
            String[] options = {"minfreespace=4K,category.create=ff,cache.entry=0,cache.attr=0"};
            return new UnionPool(base, SystemMount.mount(uri, base, options));
        } catch (IOException | RuntimeException | Error e) {
            takeAway(base);
            SystemMount.remove(base);
            throw e;
        }
    }

    public Path base() {
        return base;
    }

    public Path directory() {
        return mount.directory();
    }

    /** Runs a script in the base directory, with the mount as {@code $1}; fails unless it succeeds. What it printed. */
    public String run(String script) throws IOException {
        String prepared = "set -e; cd \"$MNT\"; set -- '" + directory() + "'\n" + script;
        return MountFixture.shell(prepared, PATIENCE, base).succeeded();
    }

    /** Runs {@code actorfs union} on the mount, in a process of its own: what it printed, which must have succeeded. */
    public String tool(String... arguments) throws IOException {
        Ended ended = end(arguments);
        assertEquals(0, ended.exitCode(), ended.output());
        return ended.output();
    }

    /** As {@link #tool}, of a command that may fail. The last argument is a path from the mountpoint on. */
    public Ended end(String... arguments) throws IOException {
        String[] all = new String[arguments.length + 1];
        all[0] = "union";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length] = directory() + "/" + all[arguments.length];
        Result result = MountFixture.actorfs(all);
        return new Ended(result.exitCode(), result.output());
    }

    private static void takeAway(Path base) throws IOException {
        MountFixture.shell(REMOVE, PATIENCE, base);
    }

    @Override
    public void close() throws IOException {
        SystemMount.detach(mount.directory());
        takeAway(base);
        mount.close();
    }
}
