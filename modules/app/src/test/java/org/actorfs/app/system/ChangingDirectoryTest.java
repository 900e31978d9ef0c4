package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;

import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A large directory, listed while its entries change. */
@Tag("mount")
@Timeout(120)
final class ChangingDirectoryTest {
    /** A union does all that a mirror does. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MIRROR")
    void shouldListOnceWhatStayedWhileOtherNamesComeAndGo(Volume volume) throws Exception {
        try (SystemMount mount = SystemMount.mount(volume)) {
            mount.run(SystemMount.python("changing_directory.py"), ofSeconds(60));
        }
    }
}
