package org.actorfs.app.union;

import static org.actorfs.posix.Errnos.ELOOP;
import static org.actorfs.posix.Errnos.ENOTDIR;
import static org.actorfs.posix.Errnos.ESTALE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.actorfs.app.union.Branch.Mode;
import org.actorfs.app.union.Removal.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens on the branches themselves: directories, without any mount. Others change them meanwhile. */
final class RemovalTest {
    private static final TreePath FILE = TreePath.of("dir/file");

    @TempDir
    private Path base;

    private final StringWriter err = new StringWriter();
    private BranchTrees trees = new BranchTrees(List.of(), new Report(new PrintWriter(err), new PrintWriter(err)));

    private Path a(String path) {
        return base.resolve("a").resolve(path);
    }

    private Path b(String path) {
        return base.resolve("b").resolve(path);
    }

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(a("dir"));
        Files.createDirectories(b("dir"));
        Files.writeString(a("dir/file"), "same");
        Files.writeString(b("dir/file"), "same");
        List<Branch> branches = List.of(
                new Branch(base.resolve("a").toString(), Mode.RW, 0),
                new Branch(base.resolve("b").toString(), Mode.RW, 0));
        trees = new BranchTrees(branches, new Report(new PrintWriter(err), new PrintWriter(err)));
    }

    @AfterEach
    void close() {
        trees.close();
    }

    /** Removes the second of two copies that were looked at before. */
    private Result remove(List<Copy> copies, boolean ignoreContent) {
        try (Removal removal = new Removal(trees, ignoreContent, false)) {
            return removal.remove(copies.getLast(), copies.getFirst());
        }
    }

    @Test
    void shouldRemoveTheSameContent() {
        assertEquals(Result.REMOVED, remove(trees.copies(FILE), false));
        assertTrue(Files.exists(a("dir/file")));
        assertFalse(Files.exists(b("dir/file")));
    }

    @Test
    void shouldCompareToTheLastByte() throws IOException {
        byte[] large = new byte[(3 << 20) + 1];
        Files.write(a("dir/file"), large);
        large[large.length - 1] = 1;
        Files.write(b("dir/file"), large);
        assertEquals(Result.DIFFERENT, remove(trees.copies(FILE), false));
        assertTrue(Files.exists(b("dir/file")));
        assertEquals(Result.REMOVED, remove(trees.copies(FILE), true));
    }

    @Test
    void shouldNotRemoveWhatSomebodyHasOpen() throws IOException {
        try (InputStream open = Files.newInputStream(b("dir/file"))) {
            assertEquals(Result.OPEN, remove(trees.copies(FILE), false));
            assertEquals('s', open.read());
        }
        assertTrue(Files.exists(b("dir/file")));
    }

    @Test
    void shouldNotRemoveWhatTookThePlaceOfACopy() throws IOException {
        List<Copy> copies = trees.copies(FILE);
        Files.move(b("dir/file"), b("dir/before"));
        Files.writeString(b("dir/file"), "same");
        assertEquals(Result.CHANGED, remove(copies, false));
        assertEquals(-ESTALE, trees.unlink(copies.getLast()));
        assertTrue(Files.exists(b("dir/file")));
    }

    @Test
    void shouldNotGoThroughALinkThatTookThePlaceOfADirectory() throws IOException {
        List<Copy> copies = trees.copies(FILE);
        Path outside = Files.createDirectory(base.resolve("outside"));
        Files.move(b("dir/file"), outside.resolve("file"));
        Files.delete(b("dir"));
        Files.createSymbolicLink(b("dir"), outside);
        int result = trees.unlink(copies.getLast());
        assertTrue(Set.of(-ELOOP, -ENOTDIR).contains(result), "got " + result);
        assertTrue(trees.open(copies.getLast()).failed());
        assertTrue(Files.exists(outside.resolve("file")));
    }

    @Test
    void shouldSeeNothingBehindALink() throws IOException {
        Path outside = Files.createDirectory(base.resolve("outside"));
        Files.writeString(outside.resolve("file"), "same");
        Files.createSymbolicLink(b("link"), outside);
        Files.createDirectory(a("link"));
        Files.writeString(a("link/file"), "same");
        assertEquals(1, trees.copies(TreePath.of("link/file")).size());
        assertEquals(2, trees.copies(TreePath.of("link")).size());
        assertEquals("", err.toString());
    }

    @Test
    void shouldLeaveOutABranchThatIsNotThere() {
        Branch gone = new Branch(base.resolve("gone").toString(), Mode.RW, 0);
        try (BranchTrees with =
                new BranchTrees(List.of(gone), new Report(new PrintWriter(err), new PrintWriter(err)))) {
            assertEquals(List.of(), with.copies(FILE));
            assertEquals(List.of(), with.branches());
        }
        assertTrue(err.toString().contains("is left out: ENOENT"), err.toString());
    }
}
