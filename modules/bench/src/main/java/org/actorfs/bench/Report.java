package org.actorfs.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Results as text: tables for people, CSV for machines. */
final class Report {
    private static final int FIGURE_WIDTH = 52;
    private static final int UNIT_WIDTH = 7;
    private static final int PAIR_WIDTH = 28;
    private static final int COLUMN_WIDTH = 15;

    private final Results results;

    Report(Results results) {
        this.results = results;
    }

    /** All tables. */
    String text() {
        return String.join("\n", medians(), cpu(), ratios(), scaling());
    }

    /** The medians: a line a figure, a column a subject. */
    String medians() {
        return table("median", Figure::unit, results::median);
    }

    /** What one operation costs the process that serves it. */
    String cpu() {
        return table("CPU time of the serving process per operation", _ -> "us", results::cpuMicros);
    }

    private String table(String title, Function<Figure, String> unit, BiFunction<Figure, String, OptionalDouble> cell) {
        List<String> subjects = results.subjects();
        StringBuilder text = new StringBuilder(pad(title, FIGURE_WIDTH)).append(pad("unit", UNIT_WIDTH));
        subjects.forEach(subject -> text.append(right(subject)));
        text.append('\n');
        for (Figure figure : results.figures()) {
            text.append(pad(figure.title(), FIGURE_WIDTH)).append(pad(unit.apply(figure), UNIT_WIDTH));
            for (String subject : subjects) {
                OptionalDouble value = cell.apply(figure, subject);
                text.append(right(value.isPresent() ? number(value.getAsDouble()) : "-"));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** What was required, what was reached, whether that is enough, and how much processor time that took beside the other. */
    String ratios() {
        StringBuilder text = new StringBuilder(pad("how many times better", FIGURE_WIDTH))
                .append(pad("pair", PAIR_WIDTH))
                .append(right("ratio"))
                .append(right("at least"))
                .append(right("CPU time"))
                .append('\n');
        for (Requirement requirement : Requirement.ALL) {
            results.ratio(requirement).ifPresent(ratio -> text.append(line(requirement, ratio)));
        }
        return text.toString();
    }

    private String line(Requirement requirement, double ratio) {
        OptionalDouble cpu = results.cpuRatio(requirement);
        return pad(requirement.figure().title(), FIGURE_WIDTH)
                + pad(requirement.subject() + " / " + requirement.against(), PAIR_WIDTH)
                + right(decimals(ratio))
                + right(requirement.least() > 0 ? decimals(requirement.least()) : "-")
                + right(cpu.isPresent() ? "x " + decimals(cpu.getAsDouble()) : "-")
                + requirement.verdict(ratio)
                + "\n";
    }

    /** How well four threads do against one. */
    String scaling() {
        StringBuilder text = new StringBuilder();
        for (String subject : results.subjects()) {
            scale(text, subject, Figure.STAT_X1, Figure.STAT_X4);
            scale(text, subject, Figure.CREATE_X1, Figure.CREATE_X4);
        }
        return text.toString();
    }

    private void scale(StringBuilder text, String subject, Figure one, Figure four) {
        OptionalDouble x1 = results.median(one, subject);
        OptionalDouble x4 = results.median(four, subject);
        if (x1.isPresent() && x4.isPresent()) {
            text.append(pad("4 threads over 1: " + one.verb(), FIGURE_WIDTH))
                    .append(pad(subject, PAIR_WIDTH))
                    .append(right(decimals(x4.getAsDouble() / x1.getAsDouble())))
                    .append('\n');
        }
    }

    /** Every sample. */
    String csv() {
        StringBuilder text = new StringBuilder("figure,unit,subject,round,value,cpu_us_per_operation\n");
        for (Figure figure : results.figures()) {
            for (String subject : results.subjects()) {
                List<Results.Sample> rounds = results.rounds(figure, subject);
                for (int i = 0; i < rounds.size(); i++) {
                    Results.Sample sample = rounds.get(i);
                    text.append("%s,%s,%s,%d,%s,%s\n"
                            .formatted(
                                    figure.id(),
                                    figure.unit(),
                                    subject,
                                    i + 1,
                                    decimals(sample.value()),
                                    decimals(sample.cpuMicros())));
                }
            }
        }
        return text.toString();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    static String decimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String pad(String text, int width) {
        return String.format(Locale.ROOT, "%-" + width + "s", text);
    }

    private static String right(String text) {
        return String.format(Locale.ROOT, "%" + COLUMN_WIDTH + "s", text);
    }
}
