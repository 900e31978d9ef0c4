package org.actorfs.app;

import java.io.PrintWriter;
import org.actorfs.simulation.SimulationOptions;
import org.actorfs.simulation.SimulationReport;
import org.actorfs.simulation.Simulator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code actorfs simulate}. */
@Command(
        name = "simulate",
        description =
                "Runs whole volumes with several sessions and a faulty driver on one seeded scheduler, and checks every answer."
                        + " A seed that fails is shrunk and printed; the exit code is then 1.")
final class SimulateCommand implements Runnable {
    private final PrintWriter out;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many seeds (${DEFAULT-VALUE}).")
    private long seeds;

    @Option(
            names = "--first-seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The first (${DEFAULT-VALUE}).")
    private long firstSeed;

    @Option(
            names = "--operations",
            paramLabel = "N",
            defaultValue = "300",
            description = "Operations of each seed (${DEFAULT-VALUE}).")
    private int operations;

    SimulateCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void run() {
        if (seeds < 1 || operations < 1) {
            throw CommandFailure.usage("--seeds and --operations want a number from 1 on");
        }
        Logging.silence();
        SimulationOptions usual = SimulationOptions.of(firstSeed, seeds);
        SimulationReport report = Simulator.run(
                new SimulationOptions(firstSeed, seeds, operations, usual.threads(), usual.maxFailures()), this::tell);
        tell(report.summary());
        if (!report.passed()) {
            throw CommandFailure.failed(
                    "%d seeds failed".formatted(report.failures().size()));
        }
    }

    private void tell(String line) {
        out.println(line);
        out.flush();
    }
}
