package org.actorfs.bench;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The small measurements, by JMH: {@code CodecBenchmark}, {@code HopBenchmark}, {@code DirectoryMapBenchmark}. Each is in the package of
 * what it measures, as a test would be.
 */
final class Micro {
    private Micro() {}

    /** Runs those whose name matches, on the daemon's JVM flags; JMH prints what it finds. */
    static void run(String regex, boolean quick) throws BenchException {
        List<String> flags = new ArrayList<>(JavaProcess.DAEMON_FLAGS);
        flags.addAll(JavaProcess.ACCESS_FLAGS);
        OptionsBuilder options = new OptionsBuilder();
        options.include(regex)
                .forks(quick ? 1 : 2)
                .warmupIterations(quick ? 2 : 5)
                .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
                .measurementIterations(quick ? 2 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000))
                .jvmArgs(flags.toArray(String[]::new))
                .shouldFailOnError(true);
        try {
            var _ = new Runner(options.build()).run();
        } catch (NoBenchmarksException e) {
            throw new BenchException("no benchmark of JMH has a name that matches " + regex);
        } catch (RunnerException e) {
            throw new BenchException("JMH stopped: its words are above");
        }
    }
}
