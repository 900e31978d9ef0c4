package org.actorfs.union;

import static org.actorfs.union.UnionFixture.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.driver.Changes;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Branches that are not there when the union begins. */
final class BranchMountsTest {
    @TempDir
    private Path home;

    private Driver open(List<Path> branches, Map<String, String> options) throws VolumeException {
        String uri = String.join(":", branches.stream().map(Path::toString).toList());
        UnionDriverFactory factory = new UnionDriverFactory();
        DriverContext context = new DriverContext(
                TimeSource.system(),
                2,
                options,
                Optional.of(home.resolve("mount")),
                Optional.empty(),
                Changes.unheard());
        factory.await(new VolumeUri("union", uri), context);
        return factory.open(new VolumeUri("union", uri), context);
    }

    private String refusal(List<Path> branches, Map<String, String> options) {
        VolumeException refusal = assertThrows(VolumeException.class, () -> open(branches, options));
        return String.valueOf(refusal.getMessage());
    }

    private static String branches(Driver driver) {
        Node control = value(driver.lookup(value(driver.root()), Name.of(".actorfs")));
        byte[] told = value(driver.getxattr(control, null, Name.of("user.actorfs.branches")));
        return new String(told, StandardCharsets.UTF_8);
    }

    @Test
    void shouldBeginWithWhatIsThereAndTakeInWhatComes() throws Exception {
        Path here = Files.createDirectory(home.resolve("here"));
        Path coming = home.resolve("coming");
        Driver driver = open(List.of(coming, here), Map.of("branches-mount-timeout", "0.2"));
        try {
            assertEquals(coming + "=RW:" + here + "=RW", branches(driver));
            Files.writeString(here.resolve("file"), "x");
            Node root = value(driver.root());
            assertEquals(
                    1, value(driver.lookup(root, Name.of("file"))).attributes().size());
            Files.createDirectory(coming);
            Files.writeString(coming.resolve("late"), "xy");
            awaitName(driver, root, "late");
            assertEquals(
                    2, value(driver.lookup(root, Name.of("late"))).attributes().size());
            assertEquals(coming + "=RW:" + here + "=RW", branches(driver));
        } finally {
            value(driver.close());
        }
    }

    private static void awaitName(Driver driver, Node root, String name) {
        long start = System.nanoTime();
        while (UnionFixture.await(driver.lookup(root, Name.of(name))) instanceof Outcome.Failed<Node>) {
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20), name + " does not come");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Test
    void shouldRefuseWhatIsNoMountIfAsked() throws IOException {
        Path here = Files.createDirectory(home.resolve("here"));
        String refusal =
                refusal(List.of(here), Map.of("branches-mount-timeout", "0.2", "branches-mount-timeout-fail", "true"));
        assertTrue(refusal.contains(here.toString()) && refusal.contains("mount"), refusal);
    }

    @Test
    void shouldRefuseToBeginWithNothing() {
        String refusal = refusal(List.of(home.resolve("coming")), Map.of("branches-mount-timeout", "0.1"));
        assertTrue(refusal.contains("none of the branches"), refusal);
    }

    @Test
    void shouldRefuseWhatIsMissingUnlessItIsToWait() throws IOException {
        Path here = Files.createDirectory(home.resolve("here"));
        String refusal = refusal(List.of(here, home.resolve("coming")), Map.of());
        assertTrue(refusal.contains("no such directory"), refusal);
    }

    @Test
    void shouldNotTakeInWhatTurnsOutToBeAnotherBranch() throws Exception {
        Path here = Files.createDirectory(home.resolve("here"));
        Path coming = home.resolve("coming");
        Driver driver = open(List.of(here, coming, home.resolve("good")), Map.of("branches-mount-timeout", "0.1"));
        try {
            Files.createSymbolicLink(coming, here);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1500));
            Files.writeString(here.resolve("file"), "x");
            Node root = value(driver.root());
            Node file = value(driver.lookup(root, Name.of("file")));
            byte[] all = value(driver.getxattr(file, null, Name.of("user.actorfs.allpaths")));
            assertEquals(here.resolve("file").toString(), new String(all, StandardCharsets.UTF_8));
            Path good = Files.createDirectory(home.resolve("good"));
            Files.writeString(good.resolve("late"), "x");
            awaitName(driver, root, "late");
        } finally {
            value(driver.close());
        }
    }
}
