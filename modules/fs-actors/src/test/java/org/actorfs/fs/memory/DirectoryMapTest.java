package org.actorfs.fs.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.actorfs.fs.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectoryMapTest {
    private final DirectoryMap<Integer> map = new DirectoryMap<>();

    @Test
    void shouldBeEmptyAtFirst() {
        assertEquals(0, map.size());
        assertNull(map.get(Name.of("x")));
        assertNull(map.remove(Name.of("x")));
        assertEquals(List.of(), listed(0, 10));
    }

    @Test
    void shouldKeepTheOrderAndPlaceOfAReplacedEntry() {
        add(1, 2, 3);
        map.replace(Name.of("2"), 22);
        assertEquals(List.of("1", "2", "3"), listed(0, 10));
        assertEquals(22, map.get(Name.of("2")));
        assertThrows(IllegalStateException.class, () -> map.replace(Name.of("9"), 9));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 20, 300, 5000})
    void shouldDoAsAModelDoes(int names) {
        Random random = new Random(names);
        Map<Name, Integer> model = new HashMap<>();
        for (int step = 0; step < 40_000; step++) {
            Name name = Name.of("n" + random.nextInt(names));
            int bias = (step / 5_000) % 2 == 0 ? 7 : 3;
            if (random.nextInt(10) >= bias) {
                assertEquals(model.remove(name), map.remove(name));
            } else if (model.containsKey(name)) {
                map.replace(name, step);
                model.put(name, step);
            } else {
                map.add(name, step);
                model.put(name, step);
            }
            assertEquals(model.size(), map.size());
            assertEquals(model.get(name), map.get(name));
            if (step % 1_000 == 0) {
                map.checkInvariants();
                assertEquals(model, content());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldTellWhatStaysExactlyOnceUnderChurn(long seed) {
        Random random = new Random(seed);
        Set<String> stays = new HashSet<>();
        List<String> others = new ArrayList<>();
        int made = 0;
        for (int i = 0; i < 500; i++) {
            String name = (random.nextBoolean() ? "stay" : "other") + made++;
            map.add(Name.of(name), i);
            (name.startsWith("stay") ? stays : others).add(name);
        }
        List<String> told = new ArrayList<>();
        long[] cursor = {0};
        boolean more = true;
        while (more) {
            int[] left = {1 + random.nextInt(9)};
            int before = told.size();
            map.list(cursor[0], (name, value, at) -> {
                told.add(name.toString());
                assertTrue(at > cursor[0]);
                cursor[0] = at;
                return --left[0] > 0;
            });
            more = told.size() > before;
            for (int i = 0; i < 20 && !others.isEmpty(); i++) {
                map.remove(Name.of(others.remove(random.nextInt(others.size()))));
            }
            for (int i = 0; i < 5 && made < 2_000; i++) {
                String name = "other" + made++;
                map.add(Name.of(name), made);
                others.add(name);
            }
            map.checkInvariants();
        }
        assertEquals(told.size(), new HashSet<>(told).size());
        assertTrue(told.containsAll(stays));
    }

    @Test
    void shouldStaySmallAfterMuchWentThrough() {
        for (int i = 0; i < 100_000; i++) {
            map.add(Name.of("n" + i), i);
            if (i >= 3) {
                map.remove(Name.of("n" + (i - 3)));
            }
        }
        map.checkInvariants();
        assertEquals(List.of("n99997", "n99998", "n99999"), listed(0, 10));
    }

    /** A rename's thread changes the map while the directory's own actor reads it. */
    @Test
    void shouldServeReadersWhileOneThreadChangesIt() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            map.add(Name.of("stay" + i), i);
        }
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 300_000; i++) {
                map.add(Name.of("t" + i), i);
                if (i >= 200) {
                    map.remove(Name.of("t" + (i - 200)));
                }
            }
            done.set(true);
        });
        while (!done.get()) {
            for (int i = 0; i < 50; i++) {
                assertEquals(i, map.get(Name.of("stay" + i)));
            }
            List<String> told = listed(0, Integer.MAX_VALUE);
            assertEquals(
                    50, told.stream().filter(name -> name.startsWith("stay")).count());
            assertFalse(told.isEmpty());
        }
        writer.join();
    }

    private void add(int... values) {
        for (int value : values) {
            map.add(Name.of(Integer.toString(value)), value);
        }
    }

    private List<String> listed(long cursor, int atMost) {
        List<String> names = new ArrayList<>();
        map.list(cursor, (name, value, at) -> {
            names.add(name.toString());
            return names.size() < atMost;
        });
        return names;
    }

    private Map<Name, Integer> content() {
        Map<Name, Integer> content = new HashMap<>();
        map.list(0, (name, value, at) -> {
            content.put(name, value);
            return true;
        });
        return content;
    }
}
