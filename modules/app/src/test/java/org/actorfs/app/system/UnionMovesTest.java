package org.actorfs.app.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.actorfs.app.UnionPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code actorfs union balance} and {@code consolidate}: the daemon moves the files, as {@code user.actorfs.branch} asks it. */
@Tag("mount")
@Timeout(90)
final class UnionMovesTest {
    private static final String FILES = """
            mkdir one/a/dir two/c/dir
            for i in 1 2 3 4; do head -c 4M /dev/urandom >one/a/dir/$i; done
            head -c 1M /dev/urandom >two/c/dir/5
            """;
    private static final String SUMS = "cd $1/dir && md5sum *";

    @Test
    void shouldMoveFilesToTheEmptierDisk() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run(FILES);
            String before = pool.run(SUMS);
            String said = pool.tool("balance", "");
            assertTrue(said.startsWith("moved 2 files, 8.0M\n"), said);
            assertEquals("2 3", pool.run("echo $(ls one/a/dir | wc -l) $(ls two/c/dir | wc -l)"));
            assertEquals(before, pool.run(SUMS));
            String again = pool.tool("balance", "");
            assertTrue(again.startsWith("moved 0 files"), again);
        }
    }

    @Test
    void shouldBringTheFilesOfADirectoryTogether() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run(FILES);
            String before = pool.run(SUMS);
            String said = pool.tool("consolidate", "");
            assertTrue(said.startsWith("moved 1 file, 1.0M\n"), said);
            assertEquals("5 0", pool.run("echo $(ls one/a/dir | wc -l) $(ls two/c/dir | wc -l)"));
            assertEquals(before, pool.run(SUMS));
        }
    }

    @Test
    void shouldLeaveAFileOfSeveralNames() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run("head -c 1M /dev/zero >one/a/big; echo >two/c/file; ln two/c/file two/c/again");
            String said = pool.tool("consolidate", "");
            assertTrue(said.contains("/file stays where it is: it has several names"), said);
            pool.run("test -e two/c/file && test -e two/c/again");
        }
    }
}
