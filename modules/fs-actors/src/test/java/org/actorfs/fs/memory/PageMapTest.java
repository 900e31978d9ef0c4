package org.actorfs.fs.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows of pages, against what asking for one page after the other tells. */
final class PageMapTest {
    /** More than two slabs of 512. */
    private static final int PAGES = 1_200;

    /** As many as a leaf has, and some. */
    private static final int MOST = 40;

    private final PageStore pages = new PageStore(2 * PAGES, SlabMemory.plain());
    private final Limit heap = new Limit(1 << 20);
    private final PageMap map = new PageMap();

    @AfterEach
    void close() {
        pages.close();
    }

    private void fill(int index) {
        assertTrue(map.findOrAllocate(index, false, pages, heap) != PageStore.NONE);
    }

    private void check() {
        for (int index = 0; index < PAGES; index++) {
            int page = map.find(index);
            int there = map.present(index, MOST);
            assertEquals(page == PageStore.NONE, there == 0, "page " + index);
            for (int k = 0; k < there; k++) {
                assertTrue(map.find(index + k) != PageStore.NONE, "pages " + index + " and " + k + " more");
            }
            int row = page == PageStore.NONE ? 0 : map.inRow(index, MOST);
            assertTrue(row <= MOST);
            for (int k = 0; k < row; k++) {
                assertEquals(page + k, map.find(index + k));
                assertEquals(PageStore.offset(page) + ((long) k << PageStore.PAGE_SHIFT), PageStore.offset(page + k));
                assertEquals(
                        pages.segment(page).address(), pages.segment(page + k).address());
            }
        }
    }

    @Test
    void shouldKnowRowsInOrder() {
        for (int index = 0; index < PAGES; index++) {
            fill(index);
        }
        check();
        assertEquals(16, map.inRow(16, 16), "a whole leaf");
        assertEquals(3, map.inRow(20, 3), "no more than asked for");
        assertEquals(16, map.present(32, MOST), "a whole leaf");
        assertEquals(1, map.inRow(0, MOST), "the first page has a field of its own");
        int last = IntStream.range(0, PAGES)
                .filter(index -> !PageStore.areNeighbours(map.find(index), map.find(index) + 1))
                .findFirst()
                .orElseThrow();
        assertEquals(1, map.inRow(last, MOST), "the end of a slab");
    }

    @Test
    void shouldKnowRowsBackwards() {
        for (int index = PAGES - 1; index >= 0; index--) {
            fill(index);
        }
        check();
        assertEquals(1, map.inRow(20, MOST));
        assertEquals(12, map.present(20, MOST));
    }

    @Test
    void shouldKnowRowsBetweenHoles() {
        List<Integer> indexes =
                new ArrayList<>(IntStream.range(0, PAGES).boxed().toList());
        Collections.shuffle(indexes, new Random(7));
        for (int index : indexes.subList(0, PAGES / 2)) {
            fill(index);
            if (index + 1 < PAGES) {
                fill(index + 1);
            }
        }
        check();
        map.cut(100, 300, pages, heap);
        check();
        for (int index : indexes) {
            fill(index);
        }
        check();
    }
}
