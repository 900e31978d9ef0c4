package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code passthrough.py} on a union with each {@code passthrough.io}. */
@Tag("mount")
@Timeout(90)
final class PassthroughTest {
    @ParameterizedTest
    @ValueSource(strings = {"ro", "wo", "rw"})
    void shouldLeaveReadsAndWritesToTheKernel(String mode) throws Exception {
        SystemMount.assumeMounts();
        assumeTrue("root".equals(System.getProperty("user.name")), "the kernel takes files from root only");
        try (SystemMount mount = SystemMount.mount(Volume.UNION, "passthrough.io=" + mode)) {
            String arguments = " \"$MNT\" " + mount.daemon().pid() + " " + mode;
            mount.run(SystemMount.python("passthrough.py").replace(" \"$MNT\"", arguments), ofSeconds(60));
        }
    }
}
