package org.actorfs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ResultsTest {
    private static final Requirement STAT = new Requirement(Figure.STAT_X4, "memory", "mergerfs", 1.4);
    private static final Requirement LIST = new Requirement(Figure.LIST, "memory", "mergerfs", 3);

    private final Results results = new Results();

    @Test
    void shouldTakeTheMiddleOfAnOddAndTheMeanOfAnEvenNumberOfRounds() {
        assertEquals(3, Results.median(List.of(9.0, 1.0, 3.0)).orElseThrow());
        assertEquals(2, Results.median(List.of(9.0, 1.0, 3.0, 1.0)).orElseThrow());
        assertTrue(Results.median(List.of()).isEmpty());
    }

    @Test
    void shouldCompareWithinRoundsSoThatADisturbedRoundDoesNotCount() {
        add(Figure.STAT_X4, "memory", 200, 20, 220);
        add(Figure.STAT_X4, "mergerfs", 100, 10, 100);
        assertEquals(2, results.ratio(STAT).orElseThrow());
    }

    @Test
    void shouldCallTheFasterListingTheBetterOne() {
        add(Figure.LIST, "memory", 100);
        add(Figure.LIST, "mergerfs", 400);
        assertEquals(4, results.ratio(LIST).orElseThrow());
    }

    @Test
    void shouldSayWhatIsTooLittleAndLeaveOutWhatWasNotMeasured() {
        add(Figure.STAT_X4, "memory", 100);
        add(Figure.STAT_X4, "mergerfs", 100);
        String ratios = new Report(results).ratios();
        assertTrue(ratios.contains("TOO LITTLE"), ratios);
        assertEquals(2, ratios.lines().count(), ratios);
    }

    @Test
    void shouldWriteEveryRoundIntoTheCsv() {
        add(Figure.STAT_X4, "memory", 100, 200);
        assertEquals(
                List.of(
                        "figure,unit,subject,round,value,cpu_us_per_operation",
                        "stat-x4,1/s,memory,1,100.00,10000.00",
                        "stat-x4,1/s,memory,2,200.00,5000.00"),
                new Report(results).csv().lines().toList());
    }

    @Test
    void shouldTakeTheMeanOfTheProcessorTimeOfTheMiddleRounds() {
        add(Figure.STAT_X4, "memory", 1000, 500, 250, 200, 10); // 1,000 to 100,000 us each
        add(Figure.STAT_X4, "mergerfs", 100, 100);
        assertEquals(
                (2000 + 4000 + 5000) / 3.0,
                results.cpuMicros(Figure.STAT_X4, "memory").orElseThrow(),
                1e-6);
        assertEquals(11.0 / 30, results.cpuRatio(STAT).orElseThrow(), 1e-9);
    }

    private void add(Figure figure, String subject, double... rounds) {
        for (double value : rounds) {
            results.add(figure, subject, new Results.Sample(value, 1e6 / value));
        }
    }
}
