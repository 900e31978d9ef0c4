package org.actorfs.app.union;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.actorfs.posix.Errnos.EAGAIN;
import static org.actorfs.posix.Errnos.ELOOP;
import static org.actorfs.posix.Errnos.ENOTDIR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.actorfs.app.union.Branch.Mode;
import org.actorfs.app.union.Comparison.Verdict;
import org.actorfs.app.union.Removal.Result;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.OpenFlags;
import org.actorfs.posix.Statx;
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
    private final Report report = new Report(new PrintWriter(err), new PrintWriter(err));
    private BranchTrees trees = new BranchTrees(Map.of(), report);

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
        trees = Fixture.trees(report, base.resolve("a"), base.resolve("b"));
    }

    @AfterEach
    void close() {
        trees.close();
    }

    /** Removes the second of two copies that were looked at before. */
    private Result remove(List<Copy> copies, boolean ignoreContent) {
        try (Content content = new Content()) {
            return remove(copies, ignoreContent ? Comparison.NONE : content);
        }
    }

    private Result remove(List<Copy> copies, Comparison comparison) {
        return new Removal(trees, comparison, false).remove(copies.getLast(), copies.getFirst());
    }

    /** As {@link #remove}; something happens while they are compared. */
    private Result removeWhile(Steps meanwhile) {
        return remove(trees.copies(FILE), (_, _, goOn) -> {
            try {
                meanwhile.run(goOn);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Verdict.SAME;
        });
    }

    private interface Steps {
        void run(BooleanSupplier goOn) throws IOException;
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
        assertTrue(Files.exists(b("dir/file")));
    }

    @Test
    void shouldNotGoThroughALinkThatTookThePlaceOfADirectory() throws IOException {
        List<Copy> copies = trees.copies(FILE);
        Path outside = Files.createDirectory(base.resolve("outside"));
        Files.move(b("dir/file"), outside.resolve("file"));
        Files.delete(b("dir"));
        Files.createSymbolicLink(b("dir"), outside);
        Fd opened = trees.open(copies.getLast());
        assertTrue(Set.of(-ELOOP, -ENOTDIR).contains(opened.number()), opened.toString());
        assertEquals(Result.FAILED, remove(copies, false));
        assertTrue(Files.exists(outside.resolve("file")));
    }

    @Test
    void shouldNotRemoveWhatWasWrittenToSinceItWasLookedAt() throws IOException {
        List<Copy> copies = trees.copies(FILE);
        Files.writeString(b("dir/file"), "newer");
        assertEquals(Result.CHANGED, remove(copies, true));
        copies = trees.copies(FILE);
        Files.writeString(a("dir/file"), "newer still");
        assertEquals(Result.CHANGED, remove(copies, true));
        assertTrue(Files.exists(b("dir/file")));
    }

    @Test
    void shouldNotRemoveWhatSomebodyOpensDuringTheComparison() {
        byte[] path = b("dir/file").toString().getBytes(UTF_8);
        assertEquals(Result.OPEN, removeWhile(goOn -> {
            assertTrue(goOn.getAsBoolean());
            assertEquals(-EAGAIN, Descriptors.open(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, 0));
            assertFalse(goOn.getAsBoolean());
        }));
        assertTrue(Files.exists(b("dir/file")));
    }

    @Test
    void shouldNotRemoveTheLastCopy() throws IOException {
        assertEquals(Result.CHANGED, removeWhile(_ -> Files.move(a("dir"), a("elsewhere"))));
        Files.move(a("elsewhere"), a("dir"));
        assertEquals(Result.CHANGED, removeWhile(_ -> Files.delete(a("dir/file"))));
        assertTrue(Files.exists(b("dir/file")));
    }

    @Test
    void shouldNotRemoveWhatIsNoLongerTheSame() {
        assertEquals(
                Result.CHANGED,
                removeWhile(_ -> Files.writeString(a("dir/file"), "diff", StandardOpenOption.TRUNCATE_EXISTING)));
        assertTrue(Files.exists(b("dir/file")));
    }

    @Test
    void shouldGiveBackTheNameOfWhatTookThePlaceOfACopyDuringTheComparison() throws IOException {
        assertEquals(Result.CHANGED, removeWhile(_ -> {
            Files.move(b("dir/file"), b("dir/before"));
            Files.writeString(b("dir/file"), "other");
        }));
        assertEquals("other", Files.readString(b("dir/file")));
        assertTrue(Files.exists(b("dir/before")));
    }

    @Test
    void shouldNotRemoveOverWhatACrashLeft() throws IOException {
        Files.writeString(b("dir/.actorfs-dedup-file"), "left");
        assertEquals(Result.FAILED, remove(trees.copies(FILE), false));
        assertEquals("left", Files.readString(b("dir/.actorfs-dedup-file")));
        assertTrue(Files.exists(b("dir/file")));
    }

    @Test
    void shouldNotRemoveOneOfSeveralNames() throws IOException {
        Files.createLink(b("dir/again"), b("dir/file"));
        assertEquals(Result.SEVERAL_NAMES, remove(trees.copies(FILE), false));
        assertTrue(Files.exists(b("dir/file")));
    }

    @Test
    void shouldKnowAFileFromADirectoryOfTheSameNumber() {
        Stat file = Fixture.file(Fixture.A, 1, 1).stat();
        Stat directory = Fixture.copy(Fixture.A, Statx.S_IFDIR | 0755, 0, 1, 1).stat();
        assertTrue(file.isSameFile(file));
        assertFalse(file.isSameFile(directory));
    }

    @Test
    void shouldLeaveOutABranchWhosePathLeadsElsewhere() {
        Branch other = new Branch(base.resolve("a").toString(), Mode.RW, 0);
        try (BranchTrees with = new BranchTrees(Map.of(other, new Root(1, 2)), report)) {
            assertEquals(List.of(), with.branches());
        }
        assertTrue(err.toString().contains("its path leads elsewhere"), err.toString());
        assertEquals(1, report.warnings());
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
        try (BranchTrees with = new BranchTrees(Map.of(gone, new Root(0, 0)), report)) {
            assertEquals(List.of(), with.copies(FILE));
            assertEquals(List.of(), with.branches());
        }
        assertTrue(err.toString().contains("is left out: ENOENT"), err.toString());
    }
}
