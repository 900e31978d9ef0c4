package org.actorfs.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.actorfs.app.doctor.Checkup;
import org.actorfs.app.doctor.Finding;
import org.actorfs.app.doctor.Finding.Verdict;
import org.actorfs.app.doctor.Machine;
import picocli.CommandLine.Command;

/** {@code actorfs doctor}: a line for each thing actorfs needs or can use; exit code 1 if it cannot mount. */
@Command(
        name = "doctor",
        description = "Checks what actorfs needs of this machine, and says what to do about what is missing.")
final class DoctorCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final ActorfsCommand root;
    private final Supplier<Machine> machine;

    /** {@code machine} is looked at when the command runs. */
    DoctorCommand(PrintWriter out, ActorfsCommand root, Supplier<Machine> machine) {
        this.out = out;
        this.root = root;
        this.machine = machine;
    }

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>(Checkup.of(machine.get()));
        findings.add(configuration());
        findings.forEach(this::print);
        return findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL) ? ExitCode.FAILED : ExitCode.OK;
    }

    private Finding configuration() {
        try {
            Settings settings = root.settings();
            String file = root.configFile().map(Object::toString).orElse("built-in defaults");
            return Finding.ok("configuration: %s, log: %s"
                    .formatted(file, settings.logback().map(Object::toString).orElse("standard error")));
        } catch (CommandFailure e) {
            return Finding.fail("configuration: " + e.getMessage());
        }
    }

    private void print(Finding finding) {
        out.printf("%-5s %s%n", finding.verdict().name().toLowerCase(Locale.ROOT), finding.sentence());
    }
}
