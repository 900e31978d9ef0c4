package org.actorfs.app.union;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.terminal.Printable;
import org.actorfs.app.terminal.Table;
import org.actorfs.app.union.Branch.Mode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

/** What is read from and written for people: branches, sizes, names, patterns, tables. */
final class WordsTest {
    @Test
    void shouldReadBranchesWhateverTheirNames() {
        assertEquals(
                List.of(
                        new Branch("/a", Mode.RW, 7),
                        new Branch("/b:=x,1", Mode.NC, 4096),
                        new Branch("/c", Mode.RO, 7)),
                Branch.parseAll("/a=RW:/b:=x,1=NC,4096:/c=RO", 7));
        assertThrows(CommandFailure.class, () -> Branch.parseAll("/a=RW:/b", 0));
        assertThrows(CommandFailure.class, () -> Branch.parseAll("", 0));
    }

    @Test
    void shouldReadAndWriteSizes() {
        Sizes.Converter converter = new Sizes.Converter();
        assertEquals(4L << 30, converter.convert("4G"));
        assertEquals(12, converter.convert("12"));
        assertThrows(TypeConversionException.class, () -> converter.convert("8192P"));
        assertThrows(TypeConversionException.class, () -> converter.convert("much"));
        assertEquals("1023 bytes", Sizes.text(1023));
        assertEquals("1.5G", Sizes.text(3L << 29));
    }

    @Test
    void shouldEscapeWhatWouldMoveTheCursorOrIsNoText() {
        assertEquals("plain ü 日本", Printable.of("plain ü 日本".getBytes(UTF_8)));
        assertEquals("a\\x0ab\\x1b[0m", Printable.of("a\nb\u001b[0m".getBytes(UTF_8)));
        assertEquals("\\xffx\\xe4\\xb8", Printable.of(new byte[] {(byte) 0xff, 'x', (byte) 0xe4, (byte) 0xb8}));
        assertEquals("\\\\ \\u{202e}", Printable.of("\\ \u202e"));
    }

    @Test
    void shouldTakePathsApartByTheirBytes() {
        byte[] notText = {(byte) 0xff, '\n'};
        TreePath path = TreePath.of("a/b").child(notText);
        assertArrayEquals(notText, path.name());
        assertEquals(TreePath.of("a/b"), path.parent());
        assertEquals(TreePath.ROOT, TreePath.of("a").parent());
        assertArrayEquals(new byte[] {'.'}, TreePath.ROOT.name());
        assertEquals("/disk/a/b/\\xff\\x0a", path.below("/disk"));
        assertEquals("/a", TreePath.of("a").below("/"));
    }

    @Test
    void shouldSelectByPatternAndSize() {
        Selection selection = Selection.of(List.of("films/**", "/**.mkv"), List.of("**/keep*"), 10, 20);
        assertTrue(selection.has(TreePath.of("films/a/b"), 10));
        assertTrue(selection.has(TreePath.of("other/x.mkv"), 20));
        assertFalse(selection.has(TreePath.of("other/x"), 15), "not included");
        assertFalse(selection.has(TreePath.of("films/keep.mkv"), 15), "excluded");
        assertFalse(selection.has(TreePath.of("films/a"), 9), "too small");
        assertFalse(selection.has(TreePath.of("films/a"), 21), "too large");
        assertTrue(Selection.of(List.of(), List.of(), 0, 9).has(TreePath.of("any"), 9));
    }

    @Test
    void shouldReadWhereTheDaemonHasItsBranches() {
        List<Branch> branches = List.of(Fixture.A, Fixture.B);
        assertEquals(
                Map.of(Fixture.A, new Root(66, 2), Fixture.B, new Root(0, -1)),
                Root.each(branches, "66:2 0:18446744073709551615"));
        assertThrows(CommandFailure.class, () -> Root.each(branches, "66:2"));
        assertThrows(CommandFailure.class, () -> Root.each(branches, "66:2 x"));
    }

    @Test
    void shouldShowATimeThatNoCalendarHas() {
        List<Copy> copies = List.of(Fixture.file(Fixture.A, 1, Long.MAX_VALUE));
        assertTrue(CopyTable.lines(copies, Optional.empty()).getLast().contains("@9223372036854775807"));
    }

    @Test
    void shouldEscapeWhatItRefuses() {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> Branch.parseAll("\033[2J", 0));
        assertFalse(String.valueOf(failure.getMessage()).contains("\033"));
    }

    @Test
    void shouldAlignColumns() {
        Table table = new Table("A", "BCD");
        table.add("long", "x");
        assertEquals(List.of("  A     BCD", "  long  x"), table.lines());
    }
}
