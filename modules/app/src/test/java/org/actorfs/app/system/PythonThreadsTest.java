package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;

import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads and processes at once, each with files of its own. */
@Tag("mount")
@Timeout(120)
final class PythonThreadsTest {
    @ParameterizedTest
    @EnumSource
    void shouldServe64ThreadsAnd16ProcessesWithin30Seconds(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume)) {
            mount.run(SystemMount.python("many_callers.py"), ofSeconds(30));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MIRROR")
    void shouldServeThemThroughRings(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume, "transport=uring")) {
            mount.run(SystemMount.python("many_callers.py"), ofSeconds(30));
        }
    }

    /** A union does all that a mirror does. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MIRROR")
    void shouldServeThemThroughLibfuse(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume, "transport=jnr")) {
            mount.run(SystemMount.python("many_callers.py"), ofSeconds(90));
        }
    }
}
