package org.actorfs.simulation.check;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.actorfs.simulation.check.FileModel.Append;
import org.actorfs.simulation.check.FileModel.Read;
import org.actorfs.simulation.check.FileModel.Resize;
import org.actorfs.simulation.check.FileModel.Size;
import org.actorfs.simulation.check.FileModel.Step;
import org.actorfs.simulation.check.FileModel.Write;
import org.junit.jupiter.api.Test;

final class LinearizabilityTest {
    private static final int PLENTY = 100_000;

    @Test
    void shouldAcceptAnOrderThatTheAnswersExplain() {
        assertInstanceOf(
                Verdict.Linearizable.class,
                check(List.of(
                        at(1, 10, write(0, "ab")),
                        at(2, 9, write(0, "cd")),
                        at(11, 12, read(0, "ab")),
                        at(3, 4, size(0)))));
    }

    @Test
    void shouldRejectAReadOfWhatWasOverwrittenBeforeItBegan() {
        Verdict<Step> verdict =
                check(List.of(at(1, 2, write(0, "ab")), at(3, 4, write(0, "cd")), at(5, 6, read(0, "ab"))));
        long stuck =
                verdict instanceof Verdict.Impossible<Step> none ? none.stuck().invoked() : -1;
        assertEquals(5, stuck, verdict.toString());
    }

    @Test
    void shouldRejectTwoReadsThatSeeTwoWritesInEitherOrder() {
        assertInstanceOf(
                Verdict.Impossible.class,
                check(List.of(
                        at(1, 20, write(0, "a")),
                        at(2, 21, write(0, "b")),
                        at(22, 23, read(0, "a")),
                        at(24, 25, read(0, "b")))));
    }

    @Test
    void shouldRejectAnAppendThatWasTorn() {
        assertInstanceOf(
                Verdict.Impossible.class,
                check(List.of(at(1, 9, append("ab")), at(2, 8, append("cd")), at(10, 11, read(0, "acbd")))));
    }

    @Test
    void shouldLetAnUnansweredCallHappenOrNot() {
        Interval<Step> lost = at(1, Interval.NEVER, write(0, "x"));
        assertInstanceOf(Verdict.Linearizable.class, check(List.of(lost, at(2, 3, size(0)))));
        assertInstanceOf(Verdict.Linearizable.class, check(List.of(lost, at(2, 3, size(1)))));
        assertInstanceOf(Verdict.Impossible.class, check(List.of(lost, at(2, 3, size(1)), at(4, 5, size(0)))));
    }

    @Test
    void shouldSayThatItGaveUp() {
        List<Interval<Step>> tangled = new ArrayList<>();
        IntStream.range(0, 30).forEach(i -> tangled.add(at(i, 100 + i, append(Character.toString('a' + i)))));
        tangled.add(at(200, 201, read(0, "?")));
        assertInstanceOf(Verdict.Undecided.class, Linearizability.check(new FileModel(), tangled, 1_000));
    }

    /** What a file did, call after call, stays explainable when every call is stretched around the moment when it happened. */
    @Test
    void shouldAcceptEveryHistoryThatHappened() {
        for (int seed = 0; seed < 300; seed++) {
            Random dice = new Random(seed);
            List<Interval<Step>> history = new ArrayList<>();
            StringBuilder file = new StringBuilder();
            List<Integer> times = new ArrayList<>(IntStream.range(0, 40).boxed().toList());
            for (int i = 0; i < 20; i++) {
                long moment = 10_000L * i;
                history.add(at(
                        moment - dice.nextInt(300) * 100L - times.get(2 * i),
                        moment + dice.nextInt(300) * 100L + times.get(2 * i + 1),
                        step(dice, file)));
            }
            Collections.shuffle(history, dice);
            assertInstanceOf(
                    Verdict.Linearizable.class,
                    Linearizability.check(new FileModel(), history, PLENTY),
                    "seed " + seed);
        }
    }

    private static Step step(Random dice, StringBuilder file) {
        String text = Integer.toString(dice.nextInt(90) + 10);
        return switch (dice.nextInt(4)) {
            case 0 -> {
                file.append(text);
                yield append(text);
            }
            case 1 -> {
                int offset = dice.nextInt(file.length() + 1);
                file.replace(offset, Math.min(offset + 2, file.length()), text);
                yield write(offset, text);
            }
            case 2 -> {
                file.setLength(dice.nextInt(file.length() + 1));
                yield new Resize(file.length());
            }
            default -> read(0, file.toString());
        };
    }

    private static Verdict<Step> check(List<Interval<Step>> history) {
        return Linearizability.check(new FileModel(), history, PLENTY);
    }

    private static Interval<Step> at(long invoked, long responded, Step step) {
        return new Interval<>(invoked, responded, step);
    }

    private static Write write(long offset, String text) {
        return new Write(offset, text.getBytes(US_ASCII));
    }

    private static Append append(String text) {
        return new Append(text.getBytes(US_ASCII));
    }

    private static Read read(long offset, String text) {
        return new Read(offset, 1_000, text.getBytes(US_ASCII));
    }

    private static Size size(long sizeBytes) {
        return new Size(sizeBytes);
    }
}
