package org.actorfs.app.union;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.UnionPool;
import org.actorfs.posix.Errnos;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole runs on a mount, with somebody else than the daemon who moves the files, or does not. */
@Tag("mount")
@Timeout(60)
final class RoundsTest {
    private static final String FILES = """
            mkdir -p one/a/dir/sub two/c/dir
            for i in 1 2 3 4 5 6 7 8; do head -c 2M /dev/zero >one/a/dir/sub/$i; done
            head -c 1M /dev/zero >two/c/dir/nine
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Report report = new Report(new PrintWriter(out), new PrintWriter(err));

    private String balance(UnionPool pool, Mover mover) {
        try (Workplace workplace = Workplace.ofDirectory(pool.directory().toString(), report)) {
            Selection all = Selection.of(List.of(), List.of(), 0, Long.MAX_VALUE);
            new BalanceRun(workplace, new Moves(mover, false, report), all, 5, false).run();
        }
        return out.toString();
    }

    /** Moves on the branches, behind the daemon's back. */
    private static int moveOneToTwo(UnionPool pool, TreePath file, Branch to) {
        Path target = Path.of(to.path()).resolve(file.text());
        try {
            Files.createDirectories(target.getParent());
            Files.move(pool.base().resolve("one/a").resolve(file.text()), target);
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldMoveUntilTheDisksAreBalanced() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run(FILES);
            String said = balance(pool, (file, _, to) -> moveOneToTwo(pool, file, to));
            assertTrue(said.startsWith("moved 3 files, 6.0M\n"), said);
            assertEquals("5 3", pool.run("echo $(ls one/a/dir/sub | wc -l) $(ls two/c/dir/sub | wc -l)"));
        }
    }

    @Test
    void shouldEndThoughNothingCanBeMoved() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run(FILES);
            String said = balance(pool, (_, _, _) -> -Errnos.EBUSY);
            assertTrue(said.startsWith("moved 0 files, 0 bytes; not moved: 8; nothing more that helps"), said);
            assertEquals(8, err.toString().lines().count(), err.toString());
        }
    }

    @Test
    void shouldEndWhenTheOtherDiskIsFull() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run(FILES);
            String said = balance(pool, (_, _, _) -> -Errnos.ENOSPC);
            assertTrue(said.startsWith("moved 0 files, 0 bytes; nothing more that helps"), said);
            assertEquals(1, err.toString().lines().count(), err.toString());
        }
    }

    @Test
    void shouldSayWhatWasMovedThoughItFails() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run(FILES);
            assertThrows(CommandFailure.class, () -> balance(pool, (_, _, _) -> -Errnos.EINVAL));
            assertTrue(out.toString().startsWith("moved 0 files"), out.toString());
        }
    }

    /** The mount is a view of its branch: there is one file, and two ways to it. */
    @Test
    void shouldNotRemoveTheOnlyFileThoughItIsSeenTwice() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a")) {
            pool.run("mkdir one/a/dir; echo same >one/a/dir/file");
            Path branch = pool.base().resolve("one/a");
            assertStays(branch, branch, pool.directory());
            assertStays(branch, pool.directory(), branch);
        }
    }

    private void assertStays(Path branch, Path kept, Path removed) {
        try (BranchTrees trees = Fixture.trees(report, kept, removed);
                Content content = new Content()) {
            List<Copy> copies = trees.copies(TreePath.of("dir/file"));
            Removal removal = new Removal(trees, content, false);
            assertNotEquals(Removal.Result.REMOVED, removal.remove(copies.getLast(), copies.getFirst()));
        }
        assertArrayEquals(new String[] {"file"}, branch.resolve("dir").toFile().list());
    }

    @Test
    void shouldGatherEachDirectoryByItself() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run(FILES + "echo >one/a/dir/small");
            try (Workplace workplace = Workplace.ofDirectory(pool.directory().toString(), report)) {
                Moves moves = new Moves((file, _, to) -> moveOneToTwo(pool, file, to), false, report);
                new ConsolidateRun(workplace, moves, Long.MAX_VALUE, Long.MAX_VALUE, false).run();
            }
            assertEquals("moved 1 file, 4.0K", out.toString().strip());
            pool.run("test -e two/c/dir/small && test -e one/a/dir/sub/1");
        }
    }
}
