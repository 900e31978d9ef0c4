package org.actorfs.app.system;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many callers, and many directories: {@code changing_branches.py}, {@code full_branches.py} and {@code many_directories.py}. */
@Tag("mount")
@Timeout(400)
final class UnionUnderLoadTest {
    @BeforeEach
    void assumeRoot() {
        SystemMount.assumeMounts();
        assumeTrue("root".equals(System.getProperty("user.name")), "the settings of a mount are root's");
    }

    @Test
    void shouldLoseNothingWhileBranchesComeAndGo() throws Exception {
        try (SystemMount mount = SystemMount.mount(Volume.UNION)) {
            String daemon = " " + mount.daemon().pid();
            mount.run(SystemMount.python("changing_branches.py") + daemon, ofSeconds(90));
        }
    }

    @Test
    void shouldMoveTheFilesOfManyWritersWhenABranchIsFull() throws Exception {
        try (SystemMount mount = SystemMount.mount(Volume.UNION)) {
            mount.run(SystemMount.python("full_branches.py"), ofSeconds(90));
        }
    }

    /** 4,200 files, or 84,000 with {@code -Dactorfs.test.soak=true}. */
    @Test
    void shouldNeedFewerDescriptorsThanThereAreDirectories() throws Exception {
        String filesEach = Boolean.getBoolean("actorfs.test.soak") ? " 60" : " 3";
        try (SystemMount mount = SystemMount.mount(Volume.UNION)) {
            String daemon = " " + mount.daemon().pid();
            mount.run(SystemMount.python("many_directories.py") + daemon + filesEach, ofMinutes(6));
        }
    }
}
