package org.actorfs.app;

import static org.actorfs.app.LocalMountsFixture.done;
import static org.actorfs.app.LocalMountsFixture.fault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.actorfs.app.api.InodeJson;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountOrigin;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.MountStatus;
import org.actorfs.app.mounts.MountView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions to a mount whose driver does not answer; {@link DaemonTraceTest} has those to one that does. */
@Timeout(120)
final class LiveInspectorTest {
    private LocalMountsFixture fixture;
    private LiveInspector inspector;

    @BeforeEach
    void start() throws IOException {
        MountFixture.assumeMounts();
        fixture = new LocalMountsFixture();
        inspector = new LiveInspector(fixture.mounts());
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    private MountView started(String volume, String name, String... options) {
        MountSpec spec = fixture.spec(volume, name, options);
        return new MountView(
                fixture.start(spec),
                MountOrigin.DECLARED,
                spec,
                MountStatus.RUNNING,
                Optional.empty(),
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                List.of());
    }

    private MountFault refused(MountView mount, String path) {
        return assertInstanceOf(MountFault.Busy.class, fault(inspector.inode(mount, path)));
    }

    /** It may fail as this program does for reasons of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"EMFILE", "ENODEV", "ESTALE", "ENOTSUP"})
    void shouldTellWhatADriverSaysFromItsOwnLimits(String errno) {
        MountView odd = started("odd:", "odd");
        String path = "/lookup-fails-" + errno;
        for (MountFault fault :
                List.of(fault(inspector.inode(odd, path)), fault(inspector.trace(odd, Optional.of(path))))) {
            assertInstanceOf(MountFault.PathNotFound.class, fault);
            assertEquals(
                    "%s cannot be found in %s (%s): so its volume answers, and the daemon's log may say why"
                            .formatted(path, odd.spec().mountpoint(), errno),
                    fault.sentence());
        }
    }

    @Test
    void shouldSayWhenThereIsNothingToTrace() {
        MountView jnr = started("memory:", "jnr", "transport=jnr");
        assertEquals("directory", done(inspector.inode(jnr, "/")).kind());
        for (Optional<String> path : List.of(Optional.of("/"), Optional.<String>empty())) {
            MountFault fault = fault(inspector.trace(jnr, path));
            assertInstanceOf(MountFault.BadRequest.class, fault);
            assertTrue(fault.sentence().contains("cannot be traced: only what comes through transport=dev"));
        }
    }

    @Test
    void shouldLetAMountThatHangsHinderNoOther() {
        MountView hung = started("odd:", "hung");
        MountView well = started("memory:", "well");
        List<CompletionStage<Answer<InodeJson>>> given = new ArrayList<>();
        for (int i = 0; i < LiveInspector.MOST_QUESTIONS; i++) {
            given.add(inspector.inode(hung, "/lookup-never"));
        }
        assertTrue(refused(hung, "/").sentence().startsWith("64 questions to "));
        given.forEach(question -> assertTrue(fault(question).sentence().contains("did not answer within 2 s")));
        assertTrue(refused(hung, "/").sentence().startsWith("64 questions to ")); // given up, and not answered

        assertEquals("directory", done(inspector.inode(well, "/")).kind());
        done(inspector.trace(well, Optional.of("/"))).close();
        done(inspector.trace(hung, Optional.empty())).close();

        fixture.misbehaving().close();
        assertTrue(DaemonFixture.within(
                () -> inspector.inode(hung, "/").toCompletableFuture().join() instanceof Answer.Done<InodeJson>));
    }
}
