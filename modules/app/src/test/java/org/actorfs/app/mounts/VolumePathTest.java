package org.actorfs.app.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Test;

final class VolumePathTest {
    @Test
    void shouldGoDownFromTheRoot() {
        assertEquals(Answer.of(new VolumePath(List.of())), VolumePath.parse("/"));
        assertEquals(Answer.of(new VolumePath(List.of("d", " f"))), VolumePath.parse("d//./ f/"));
        assertEquals("/d/f", new VolumePath(List.of("d", "f")).toString());
        assertEquals("/", new VolumePath(List.of()).toString());
    }

    @Test
    void shouldNotGoUp() {
        for (String path : List.of("..", "/d/../f", "/a\0b")) {
            switch (VolumePath.parse(path)) {
                case Answer.Failed<VolumePath>(MountFault fault) -> assertEquals("bad-request", fault.code());
                case Answer.Done<VolumePath> done -> fail(done.toString());
            }
        }
    }
}
