package org.actorfs.app.union;

import static org.actorfs.app.union.Fixture.A;
import static org.actorfs.app.union.Fixture.B;
import static org.actorfs.app.union.Fixture.PATH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.union.Moves.Result;
import org.actorfs.posix.Errnos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MovesTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Report report = new Report(new PrintWriter(out), new PrintWriter(err));
    private final List<String> asked = new ArrayList<>();
    private final Copy file = Fixture.file(A, 4096, 1);

    /** Asks a daemon that always answers the same. */
    private Moves moves(int errno, boolean dryRun) {
        Mover daemon = (path, _, to) -> {
            asked.add(path + " to " + to.path());
            return -errno;
        };
        return new Moves(daemon, dryRun, report);
    }

    @Test
    void shouldCountWhatWasMoved() {
        Moves moves = moves(0, false);
        assertEquals(Result.MOVED, moves.move(PATH, file.stat(), A, B));
        assertEquals(List.of("/dir/file to /b"), asked);
        assertEquals("moved 1 file, 4.0K", moves.summary());
        assertEquals("", out.toString());
    }

    @Test
    void shouldOnlySayWhatWouldMoveInADryRun() {
        Moves moves = moves(0, true);
        assertEquals(Result.MOVED, moves.move(PATH, file.stat(), A, B));
        assertEquals(List.of(), asked);
        assertEquals("would move /dir/file (4.0K) from /a to /b", out.toString().strip());
        assertEquals("would move 1 file, 4.0K", moves.summary());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {Errnos.EEXIST, Errnos.EMLINK, Errnos.EBUSY, Errnos.EROFS, Errnos.ESTALE, Errnos.ENOENT, Errnos.EIO})
    void shouldGoOnWithoutAFileThatCannotBeMoved(int errno) {
        Moves moves = moves(errno, false);
        assertEquals(Result.LEFT, moves.move(PATH, file.stat(), A, B));
        assertTrue(err.toString().startsWith("actorfs: /dir/file stays where it is: "), err.toString());
        assertEquals("moved 0 files, 0 bytes; not moved: 1", moves.summary());
    }

    @Test
    void shouldNotAskForAFileOfSeveralNames() {
        assertEquals(Result.LEFT, moves(0, false).move(PATH, Fixture.named(file, 2), A, B));
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(ints = {Errnos.ENOSPC, Errnos.EDQUOT})
    void shouldTellThatABranchHasNoRoom(int errno) {
        assertEquals(Result.NO_ROOM, moves(errno, false).move(PATH, file.stat(), A, B));
    }

    @ParameterizedTest
    @ValueSource(ints = {Errnos.EPERM, Errnos.EINVAL, Errnos.EOPNOTSUPP})
    void shouldEndIfNothingCanBeMoved(int errno) {
        Moves moves = moves(errno, false);
        assertThrows(CommandFailure.class, () -> moves.move(PATH, file.stat(), A, B));
    }
}
