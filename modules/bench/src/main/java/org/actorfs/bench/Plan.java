package org.actorfs.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param millis of one round of one figure
 * @param warmUpMillis of one figure of a subject that runs on a JVM
 * @param figures in the order in which a round measures them
 * @param also {@code start} and {@code size}, which are no figures of a mount
 * @param output directory below the launcher's
 * @param jmh a regular expression, if only those of JMH are asked for
 */
record Plan(
        boolean quick,
        int rounds,
        long millis,
        long warmUpMillis,
        List<Figure> figures,
        List<String> also,
        String output,
        @Nullable String jmh) {
    private static final List<String> OTHERS = List.of("start", "size");

    static final String USAGE = """
        Usage: ./actorfs bench [--quick] [--rounds N] [--only NAME[,NAME]] [--output DIR]
               ./actorfs bench [--quick] --jmh [REGEX]
        Side by side with mergerfs and bindfs, in one interleaved run; prints medians and ratios,
        and writes bench.csv and bench.svg to DIR (target/bench).
          --quick       3 short rounds: whether it works, not how fast it is
          --only NAME   %s, start, size
          --jmh REGEX   the small measurements: codec, mailbox hop, directory map
        """.formatted(String.join(
            ", ", Arrays.stream(Figure.values()).map(Figure::id).toList()));

    static Plan parse(String[] args) throws BenchException {
        int rounds = 0;
        boolean quick = false;
        String output = "target/bench";
        String jmh = null;
        List<Figure> figures = new ArrayList<>();
        List<String> also = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> quick = true;
                case "--jmh" -> jmh = i + 1 < args.length && !args[i + 1].startsWith("-") ? args[++i] : ".*";
                case "--rounds" -> rounds = positive(value(args, ++i));
                case "--output" -> output = value(args, ++i);
                case "--only" -> {
                    for (String name : value(args, ++i).split(",")) {
                        choose(name, figures, also);
                    }
                }
                default -> throw new BenchException("unknown argument " + args[i] + "\n" + USAGE);
            }
        }
        if (figures.isEmpty() && also.isEmpty()) {
            figures.addAll(List.of(Figure.values()));
            also.addAll(OTHERS);
        }
        return new Plan(
                quick,
                rounds > 0 ? rounds : quick ? 3 : 11,
                quick ? 300 : 1000,
                quick ? 1500 : 6000,
                withHalfLoad(figures),
                also,
                output,
                jmh);
    }

    /** Half of a load is known once the whole of it was measured. */
    private static List<Figure> withHalfLoad(List<Figure> chosen) {
        Set<Figure> figures = EnumSet.noneOf(Figure.class);
        figures.addAll(chosen);
        if (figures.contains(Figure.TAIL)) {
            figures.add(Figure.STAT_X4);
        }
        return List.copyOf(figures);
    }

    private static void choose(String name, List<Figure> figures, List<String> also) throws BenchException {
        if (OTHERS.contains(name)) {
            also.add(name);
            return;
        }
        figures.add(Figure.find(name).orElseThrow(() -> new BenchException("no figure " + name + "\n" + USAGE)));
    }

    private static String value(String[] args, int index) throws BenchException {
        if (index >= args.length) {
            throw new BenchException(args[index - 1] + " needs a value\n" + USAGE);
        }
        return args[index];
    }

    private static int positive(String text) throws BenchException {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new BenchException("--rounds needs a whole number above 0, not " + text);
    }
}
