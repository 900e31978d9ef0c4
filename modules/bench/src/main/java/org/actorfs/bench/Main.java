package org.actorfs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** {@code ./actorfs bench}. */
public final class Main {
    private static volatile boolean abandoned;

    private Main() {}

    /** Measures and exits: 0, 1 if something could not be measured, 2 for wrong arguments. */
    public static void main(String[] args) {
        if (args.length > 0 && (args[0].equals("--help") || args[0].equals("-h"))) {
            System.out.print(Plan.USAGE);
            System.exit(0);
        }
        System.exit(run(args));
    }

    private static int run(String[] args) {
        Plan plan;
        try {
            plan = Plan.parse(args);
        } catch (BenchException e) {
            System.err.println("actorfs bench: " + e.getMessage());
            return 2;
        }
        try {
            measure(plan);
            return 0;
        } catch (BenchException | IOException e) {
            if (!abandoned) {
                System.err.println("actorfs bench: " + e.getMessage());
            }
            return 1;
        }
    }

    private static void measure(Plan plan) throws BenchException, IOException {
        String jmh = plan.jmh();
        if (jmh != null) {
            Micro.run(jmh, plan.quick());
            return;
        }
        System.out.printf(
                "actorfs bench, %s, %d CPUs, Linux %s, Java %s, %d rounds of %d ms%n%n",
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version"),
                Runtime.version(),
                plan.rounds(),
                plan.millis());
        Path home = Path.of(System.getProperty("actorfs.home", "."));
        Launcher.prepare(home);
        if (!plan.figures().isEmpty()) {
            sideBySide(plan, home);
        }
        if (plan.also().contains("start")) {
            System.out.println(StartTime.measure(home, plan.rounds()));
        }
        if (plan.also().contains("size")) {
            System.out.println(InodeSize.measure());
        }
    }

    private static void sideBySide(Plan plan, Path home) throws BenchException, IOException {
        Results results;
        try (Workplace workplace = Workplace.create(home);
                SideBySide run = new SideBySide(plan, workplace)) {
            Thread hook = new Thread(() -> abandon(run, workplace), "cleanup");
            Runtime.getRuntime().addShutdownHook(hook);
            results = run.run();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        System.out.println(new Report(results).text());
        Path output = Files.createDirectories(home.resolve(plan.output()));
        Path csv = Files.writeString(output.resolve("bench.csv"), new Report(results).csv());
        Path plot = Files.writeString(output.resolve("bench.svg"), new Plot(results).svg());
        System.out.printf("every sample: %s%nplot: %s%n%n", csv, plot);
    }

    /** Ctrl-C: no mount stays behind. After an error there is nothing left to do here. */
    private static void abandon(SideBySide run, Workplace workplace) {
        abandoned = true;
        try {
            run.close();
            workplace.close();
        } catch (IOException e) {
            System.err.println("actorfs bench: " + e.getMessage());
        }
    }
}
