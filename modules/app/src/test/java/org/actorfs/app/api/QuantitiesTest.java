package org.actorfs.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "4096, 4096", "1K, 1024", "100M, 104857600", "3G, 3221225472", "1T, 1099511627776"})
    void shouldReadSizes(String text, long bytes) {
        assertEquals(Optional.of(bytes), Quantities.sizeBytes(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "-1", "1.5M", "100MB", "100 M", "1048577T", "99999999999999999999"})
    void shouldRefuseWhatIsNoSize(String text) {
        assertEquals(Optional.empty(), Quantities.sizeBytes(text));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "60, 60000", "60s, 60000", "250ms, 250", "1.5m, 90000", "2h, 7200000", "365d, 31536000000"})
    void shouldReadTimes(String text, long millis) {
        assertEquals(Optional.of(Duration.ofMillis(millis)), Quantities.time(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1 s", "1e3", "366d", "999999999999999999d", "1.0000000001"})
    void shouldRefuseWhatIsNoTime(String text) {
        assertEquals(Optional.empty(), Quantities.time(text));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1023, 1023", "1024, 1K", "1025, 1025", "104857600, 100M", "1125899906842624, 1024T"})
    void shouldWriteSizesShortAndExact(long bytes, String text) {
        assertEquals(text, Quantities.size(bytes));
    }

    @Test
    void shouldReadTheLargestAsWritten() {
        assertEquals(
                Optional.of(Quantities.LARGEST_BYTES), Quantities.sizeBytes(Quantities.size(Quantities.LARGEST_BYTES)));
    }
}
