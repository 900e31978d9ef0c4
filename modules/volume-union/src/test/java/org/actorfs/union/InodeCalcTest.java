package org.actorfs.union;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class InodeCalcTest {
    private static final long PATH_A = InodeCalc.hash(0, "a".getBytes(UTF_8));
    private static final long PATH_B = InodeCalc.hash(0, "b".getBytes(UTF_8));

    @ParameterizedTest
    @EnumSource
    void shouldTellBranchesApartAndNamesOfOneFileOnlyByPath(InodeCalc calc) {
        boolean byPath = calc.byPath(false);
        long here = calc.ino(false, PATH_A, 1, 77);
        assertEquals(!byPath, here == calc.ino(false, PATH_B, 1, 77), "another name of the file");
        assertEquals(
                !byPath && calc != InodeCalc.PASSTHROUGH, here != calc.ino(false, PATH_A, 2, 77), "another branch");
        assertNotEquals(0, here);
    }

    @ParameterizedTest
    @EnumSource(names = {"HYBRID_HASH", "HYBRID_HASH32", "PATH_HASH", "PATH_HASH32"})
    void shouldGiveADirectoryOneNumberOnAllBranches(InodeCalc calc) {
        assertEquals(calc.ino(true, PATH_A, 1, 5), calc.ino(true, PATH_A, 2, 6));
        assertNotEquals(calc.ino(true, PATH_A, 1, 5), calc.ino(true, PATH_B, 1, 5));
    }

    @ParameterizedTest
    @EnumSource(names = {"HYBRID_HASH32", "DEVINO_HASH32", "PATH_HASH32"})
    void shouldFitInto32Bits(InodeCalc calc) {
        for (int i = 1; i < 1000; i++) {
            long ino = calc.ino(i % 2 == 0, InodeCalc.hash(i, "x".getBytes(UTF_8)), i, i);
            assertTrue(ino > 0 && ino <= 0xffffffffL, () -> Long.toHexString(ino));
        }
    }
}
