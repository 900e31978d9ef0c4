package org.actorfs.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** What was measured: of each figure and subject one sample a round, in order. Used by one thread. */
final class Results {
    private static final int TRIMMED_FROM = 5;

    private final Map<Figure, Map<String, List<Sample>>> samples = new LinkedHashMap<>();

    /**
     * One round.
     *
     * @param value in the figure's unit
     * @param cpuMicros processor time of the serving process for one operation
     */
    record Sample(double value, double cpuMicros) {}

    void add(Figure figure, String subject, Sample sample) {
        samples.computeIfAbsent(figure, _ -> new LinkedHashMap<>())
                .computeIfAbsent(subject, _ -> new ArrayList<>())
                .add(sample);
    }

    Set<Figure> figures() {
        return samples.keySet();
    }

    /** All subjects, in the order of {@link Subject}. */
    List<String> subjects() {
        Set<String> measured = new LinkedHashSet<>();
        samples.values().forEach(figure -> measured.addAll(figure.keySet()));
        return Arrays.stream(Subject.values())
                .map(Subject::id)
                .filter(measured::contains)
                .toList();
    }

    List<Sample> rounds(Figure figure, String subject) {
        return samples.getOrDefault(figure, Map.of()).getOrDefault(subject, List.of());
    }

    OptionalDouble median(Figure figure, String subject) {
        return median(rounds(figure, subject).stream().map(Sample::value).toList());
    }

    /**
     * Processor time for one operation: the mean of the rounds, of five or more without the highest and the lowest. Not the median: the
     * kernel counts in steps of 10 ms, which a mean evens out.
     */
    OptionalDouble cpuMicros(Figure figure, String subject) {
        double[] sorted = rounds(figure, subject).stream()
                .mapToDouble(Sample::cpuMicros)
                .sorted()
                .toArray();
        int cut = sorted.length >= TRIMMED_FROM ? 1 : 0;
        return Arrays.stream(sorted, cut, sorted.length - cut).average();
    }

    /**
     * How many times better the subject is, in the figure's own unit: the median of the ratios within each round. Those are
     * neighbours in time, so what disturbs the machine for longer than a round touches both sides.
     */
    OptionalDouble ratio(Requirement requirement) {
        List<Sample> ours = rounds(requirement.figure(), requirement.subject());
        List<Sample> theirs = rounds(requirement.figure(), requirement.against());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            ratios.add(requirement
                    .figure()
                    .ratio(ours.get(i).value(), theirs.get(i).value()));
        }
        return median(ratios);
    }

    /** The subject's processor time as a part of the other's; empty if too little was used to tell. */
    OptionalDouble cpuRatio(Requirement requirement) {
        OptionalDouble ours = cpuMicros(requirement.figure(), requirement.subject());
        OptionalDouble theirs = cpuMicros(requirement.figure(), requirement.against());
        return ours.isPresent() && theirs.isPresent() && theirs.getAsDouble() > 0
                ? OptionalDouble.of(ours.getAsDouble() / theirs.getAsDouble())
                : OptionalDouble.empty();
    }

    static OptionalDouble median(List<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }
}
