package org.actorfs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanTest {
    @Test
    void shouldMeasureTheWholeLoadBeforeTheTailAtHalfOfIt() throws BenchException {
        assertEquals(
                List.of(Figure.STAT_X4, Figure.TAIL),
                Plan.parse(new String[] {"--only", "tail"}).figures());
    }

    @Test
    void shouldRefuseAnUnknownFigure() {
        assertThrows(BenchException.class, () -> Plan.parse(new String[] {"--only", "speed"}));
    }
}
