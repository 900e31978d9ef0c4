package org.actorfs.app.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import org.actorfs.app.SystemMount.Ended;
import org.actorfs.app.UnionPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code actorfs union where}, {@code dedup} and {@code fsck}: what they show and do is on the branches. */
@Tag("mount")
@Timeout(90)
final class UnionToolsTest {
    /** Three copies of a file, and one that differs. */
    private static final String COPIES = """
            mkdir -p one/a/dir two/c/dir two/d/dir
            head -c 300000 /dev/zero >one/a/dir/same
            cp one/a/dir/same two/c/dir/same
            cp one/a/dir/same two/d/dir/same
            echo one >one/a/dir/other
            echo two >two/c/dir/other
            touch -d @1 one/a/dir/other
            """;

    private static void assertHas(String text, String part) {
        assertTrue(text.contains(part), text);
    }

    @Test
    void shouldShowEveryCopyAndMarkTheOneThatIsShown() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c=NC", "two/d=RO")) {
            pool.run(COPIES + "chmod 600 two/c/dir/same; rm two/d/dir/same; ln -s same two/c/dir/link");
            String shown = pool.tool("where", "dir/same");
            assertTrue(
                    shown.lines()
                            .anyMatch(line ->
                                    line.matches("  \\*  \\S+/one/a=RW +file +0644 +0:0 +300000 .*/a/dir/same")),
                    shown);
            assertTrue(
                    shown.lines()
                            .anyMatch(
                                    line -> line.matches("     \\S+/two/c=NC +file +0600 +0:0 +300000 .*/c/dir/same")),
                    shown);
            assertFalse(shown.contains("two/d"), shown);
            assertHas(pool.tool("where", "dir/link"), "symlink");
            assertHas(pool.tool("where", ""), "two/d=RO");
            assertEquals(1, pool.end("where", "nothing").exitCode());
        }
    }

    @Test
    void shouldRemoveCopiesOfTheSameContent() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c", "two/d")) {
            pool.run(COPIES);
            assertHas(pool.tool("dedup", "--dry-run", "dir"), "would remove 2 copies");
            pool.run("test -e two/c/dir/same");

            assertHas(
                    pool.tool("dedup", ""),
                    "removed 2 copies, which freed 592.0K; kept 1 more: its content is another");
            pool.run("test -e one/a/dir/same && test ! -e two/c/dir/same && test ! -e two/d/dir/same");

            assertHas(pool.tool("dedup", "--ignore-content", "--keep=newest", ""), "removed 1 copy");
            assertEquals("two", pool.run("cat $1/dir/other"));
        }
    }

    @Test
    void shouldKeepACopyThatMustNotBeRemoved() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "one/b", "two/c=RO", "two/d")) {
            pool.run(COPIES + "mkdir one/b/dir; ln one/a/dir/same one/b/dir/same");
            try (InputStream open = Files.newInputStream(pool.base().resolve("two/d/dir/same"))) {
                assertEquals(0, open.read());
                String said = pool.tool("dedup", "");
                assertHas(said, "is read-only");
                assertHas(said, "somebody has it open");
                assertHas(said, "removed 0 copies");
            }
            pool.run("test -e one/b/dir/same && test -e two/c/dir/same && test -e two/d/dir/same");
            assertHas(pool.tool("dedup", ""), "removed 1 copy");
            pool.run("test ! -e two/d/dir/same");
        }
    }

    @Test
    void shouldTellOfRightsThatDifferAndMakeThemTheSame() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c", "two/d=RO")) {
            pool.run("""
                    mkdir one/a/dir two/c/dir; touch -d @1 one/a/dir/file two/c/dir/file
                    chmod 750 one/a/dir; chmod 600 two/c/dir/file; chown 1000:1001 two/c/dir/file
                    """);
            Ended found = pool.end("fsck", "");
            assertEquals(1, found.exitCode());
            assertHas(found.output(), "/dir: mode\n");
            assertHas(found.output(), "/dir/file: mode, owner\n");

            Ended supposed = pool.end("fsck", "--fix=nonroot", "--dry-run", "dir/");
            assertEquals(1, supposed.exitCode());
            assertHas(supposed.output(), "would change: ");

            String fixed = pool.tool("fsck", "--fix=shown", "");
            assertHas(fixed, "/two/c/dir/file: 0600 1000:1001 to 0644 0:0");
            assertEquals("644 0:0 750", pool.run("echo $(stat -c '%a %u:%g' two/c/dir/file; stat -c %a two/c/dir)"));
            assertHas(pool.tool("fsck", ""), " 0 with copies that differ");
        }
    }

    @Test
    void shouldLeaveAloneWhatIsNoMatterOfRights() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c", "two/d=RO")) {
            pool.run("""
                    touch -d @1 one/a/x two/c/x two/d/x; chmod 4755 one/a/x; chmod 600 two/d/x
                    mkdir one/a/y; touch two/c/y
                    """);
            Ended ended = pool.end("fsck", "--fix=shown", "");
            assertEquals(1, ended.exitCode());
            assertHas(ended.output(), "two/c/x: a file does not get set-id bits");
            assertHas(ended.output(), "two/d/x: its branch is read-only");
            assertHas(ended.output(), "two/c/y: it is of another type");
            assertEquals("644 600", pool.run("echo $(stat -c %a two/c/x two/d/x)"));
        }
    }

    @Test
    void shouldFailIfABranchCannotBeLookedAt() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run("touch -d @1 one/a/x; mv two/c two/gone; mkdir two/c; touch two/c/x; chmod 600 two/c/x");
            Ended ended = pool.end("fsck", "--fix=shown", "");
            assertEquals(1, ended.exitCode());
            assertHas(ended.output(), "two/c is left out: its path leads elsewhere");
            assertEquals("600", pool.run("stat -c %a two/c/x"));
        }
    }

    @Test
    void shouldKnowAFilesystemThatIsReadOnly() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run(COPIES + "mount -o remount,ro two");
            assertHas(pool.tool("dedup", "--dry-run", ""), "would remove 0 copies");
            assertHas(pool.end("fsck", "--fix=shown", "--dry-run", "").output(), "with copies that differ");
        }
    }

    @Test
    void shouldNotGoThroughLinksThatAreShownAsDirectories() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run("""
                    setfattr -n user.actorfs.follow-symlinks -v all $1/.actorfs
                    mkdir one/a/real two/c/real; echo >one/a/real/x; echo >two/c/real/y; ln -s real one/a/link
                    test "$(stat -c %F $1/link)" = directory
                    """);
            assertHas(pool.tool("consolidate", "--dry-run", ""), "would move 1 file,");
            assertHas(pool.end("consolidate", "--dry-run", "link").output(), "is not a directory of a branch");
        }
    }

    @Test
    void shouldSayOnceThatPathsAreTooLong() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run("""
                    cd one/a
                    python3 -c 'import os
                    for i in range(22):
                        os.mkdir("%0200d" % i); os.mkdir("other"); os.chdir("%0200d" % i)'
                    """);
            Ended ended = pool.end("fsck", "");
            assertEquals(1, ended.exitCode());
            assertEquals(1, ended.output().split("have 4096 bytes or more", -1).length - 1, ended.output());
        }
    }

    @Test
    void shouldNotFollowALinkOutOfABranch() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run("""
                    mkdir one/a/dir; echo same >one/a/dir/file
                    cp one/a/dir/file outside/file; chmod 600 outside/file; ln -s ../../outside two/c/dir
                    """);
            assertHas(pool.tool("dedup", ""), "removed 0 copies");
            assertEquals(1, pool.end("fsck", "--fix=shown", "").exitCode());
            assertEquals("600", pool.run("stat -c %a outside/file"));
        }
    }

    @Test
    void shouldWorkOnNamesThatAreNoText() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "two/c")) {
            pool.run("""
                    name=$(printf 'new\\nline\\377')
                    mkdir "one/a/$name" "two/c/$name"; chmod 700 "two/c/$name"
                    echo same >"one/a/$name/$name"; echo same >"two/c/$name/$name"
                    """);
            assertHas(pool.tool("dedup", ""), "removed 1 copy");
            Ended found = pool.end("fsck", "");
            assertHas(found.output(), "/new\\x0aline\\xff: mode\n");
            assertHas(pool.tool("fsck", "--fix=newest", ""), "1 of these fixed");
        }
    }

    @Test
    void shouldSayWhatWouldMove() throws Exception {
        try (UnionPool pool = UnionPool.mount("one/a", "one/b", "two/c")) {
            pool.run("""
                    mkdir one/a/dir one/b/dir two/c/dir
                    for i in 1 2 3 4; do head -c 4M /dev/zero >one/a/dir/$i; done
                    head -c 1M /dev/zero >two/c/dir/5
                    """);
            String balanced = pool.tool("balance", "--dry-run", "--exclude=dir/1", "");
            assertHas(balanced, "would move 2 files, 8.0M");
            assertTrue(
                    balanced.lines().anyMatch(line -> line.matches(".*one/a=RW .*one/b=RW +50.0% +25.0%")), balanced);
            assertTrue(balanced.lines().anyMatch(line -> line.matches(".*two/c=RW +3.1% +28.1%")), balanced);
            assertHas(pool.tool("balance", "--dry-run", "--min-size=5M", ""), "would move 0 files");
            assertHas(pool.tool("consolidate", "--dry-run", ""), "would move /dir/5 (1.0M) from ");
            assertHas(pool.tool("consolidate", "--dry-run", "--max-files=4", ""), "would move 0 files");
            pool.run("test -e one/a/dir/4 && test -e two/c/dir/5");
        }
    }
}
