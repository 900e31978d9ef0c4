package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code lost_branches.py}: a branch on another daemon or on a disk that goes away, beside two that stay. */
@Tag("mount")
@Timeout(90)
final class LostBranchesTest {
    @ParameterizedTest
    @ValueSource(strings = {"hung", "taken_out", "killed", "detached", "removed", "limited"})
    void shouldServeTheOthers(String scenario) throws Exception {
        SystemMount.assumeMounts();
        assumeTrue("root".equals(System.getProperty("user.name")), "mounting takes root");
        try (SystemMount mount = SystemMount.mount(Volume.UNION)) {
            mount.run(SystemMount.python("lost_branches.py") + " " + scenario, ofSeconds(60));
        }
    }
}
