package org.actorfs.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The medians as bars in an SVG picture: a panel a figure, each scaled to its longest bar; a thin line spans all rounds. */
final class Plot {
    private static final int COLUMNS = 2;
    private static final int PANEL_WIDTH = 520;
    private static final int MARGIN = 28;
    private static final int HEAD = 84;
    private static final int TITLE = 52;
    private static final int BAR = 24;
    private static final int FOOT = 22;
    private static final int NAMES = 104;
    private static final int NUMBERS = 82;
    private static final int LENGTH = PANEL_WIDTH - 2 * MARGIN - NAMES - NUMBERS;

    private final Results results;
    private final StringBuilder body = new StringBuilder();

    Plot(Results results) {
        this.results = results;
    }

    String svg() {
        List<Figure> figures = List.copyOf(results.figures());
        int height = TITLE + BAR * results.subjects().size() + FOOT;
        int rows = Math.ceilDiv(figures.size(), COLUMNS);
        text(MARGIN, 38, "font-size='20' font-weight='600' fill='#1f2933'", "actorfs beside its peers");
        text(MARGIN, 60, "fill='#66727f'", "medians of one interleaved run, kernel caching off unless said");
        for (int i = 0; i < figures.size(); i++) {
            panel(figures.get(i), i % COLUMNS * PANEL_WIDTH + MARGIN, HEAD + i / COLUMNS * height);
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
            font-family="Inter, 'DejaVu Sans', Arial, sans-serif" font-size="12">
            <rect width="100%%" height="100%%" fill="#ffffff"/>
            %3$s</svg>
            """.formatted(COLUMNS * PANEL_WIDTH, HEAD + rows * height, body);
    }

    private void panel(Figure figure, int x, int y) {
        String better = figure.lessIsBetter() ? ", shorter is better" : "";
        text(x, y + 16, "font-size='13' font-weight='600' fill='#1f2933'", figure.title());
        text(x, y + 34, "font-size='11' fill='#66727f'", unit(figure) + better + required(figure));
        int at = y + TITLE - 8;
        int bottom = at + BAR * results.subjects().size();
        body.append(line(x + NAMES, at, x + NAMES, bottom, "#c5ccd3", 1));
        double longest = results.subjects().stream()
                .flatMap(subject -> results.rounds(figure, subject).stream())
                .mapToDouble(Results.Sample::value)
                .max()
                .orElse(1);
        for (String subject : results.subjects()) {
            bar(figure, subject, x, at, LENGTH / Math.max(longest, 1e-9));
            at += BAR;
        }
    }

    private static String unit(Figure figure) {
        return switch (figure.unit()) {
            case "1/s" -> "operations a second";
            case "ms" -> "milliseconds";
            case "us" -> "microseconds";
            default -> figure.unit();
        };
    }

    /** What is asked of this figure, and what was reached. */
    private String required(Figure figure) {
        return Requirement.ALL.stream()
                .filter(requirement -> requirement.figure() == figure && requirement.least() > 0)
                .flatMap(requirement -> results.ratio(requirement).stream()
                        .mapToObj(ratio -> " · %s is %s × %s (%s asked)"
                                .formatted(
                                        requirement.subject(),
                                        Report.decimals(ratio),
                                        requirement.against(),
                                        requirement.least())))
                .limit(1)
                .collect(Collectors.joining());
    }

    private void bar(Figure figure, String subject, int x, int y, double scale) {
        String colour = Subject.colour(subject);
        int left = x + NAMES;
        text(left - 8, y + 15, "text-anchor='end' fill='#3e4c59'", subject);
        results.median(figure, subject).ifPresent(median -> {
            body.append(String.format(
                    Locale.ROOT,
                    "<rect x='%d' y='%d' width='%.1f' height='%d' rx='2' fill='%s'/>%n",
                    left,
                    y + 2,
                    median * scale,
                    BAR - 7,
                    colour));
            double least = extreme(figure, subject, false) * scale;
            double most = extreme(figure, subject, true) * scale;
            body.append(line(left + least, y + 10.5, left + most, y + 10.5, "#1f2933", 1.2));
            text(left + most + 8, y + 15, "fill='#1f2933'", Report.number(median));
        });
    }

    private double extreme(Figure figure, String subject, boolean most) {
        var values = results.rounds(figure, subject).stream().mapToDouble(Results.Sample::value);
        return (most ? values.max() : values.min()).orElse(0);
    }

    private static String line(double x1, double y1, double x2, double y2, String colour, double width) {
        return String.format(
                Locale.ROOT,
                "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%.1f'/>%n",
                x1,
                y1,
                x2,
                y2,
                colour,
                width);
    }

    private void text(double x, double y, String attributes, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        body.append(String.format(Locale.ROOT, "<text x='%.1f' y='%.1f' %s>%s</text>%n", x, y, attributes, escaped));
    }
}
