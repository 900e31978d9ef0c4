package org.actorfs.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.actorfs.bench.load.Load;

/** The running {@link Load}, from the side of the one who gives it orders: one at a time. Ended by {@link #close}. */
final class LoadProcess implements AutoCloseable {
    private static final long GRACE_MILLIS = 120_000;
    private static final String DONE = "ok ";

    private final Process process;
    private final PrintStream orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private LoadProcess(Process process) {
        this.process = process;
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static LoadProcess start() throws IOException {
        LoadProcess load =
                new LoadProcess(new ProcessBuilder(JavaProcess.command(Load.class, "-XX:+UseSerialGC", "-Xmx256m"))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
        Thread.ofPlatform().daemon().name("load-answers").start(load::readAnswers);
        return load;
    }

    /** What was measured, and over how many operations. */
    record Answer(double value, long operations) {}

    private void readAnswers() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // It is gone: said below.
        }
        answers.add("the load generator ended");
    }

    /** Does one thing; {@code rate} only counts where operations are paced. */
    Answer ask(String verb, String directory, int threads, long millis, double rate) throws BenchException {
        orders.printf("%s %s %d %d %s%n", verb, directory, threads, millis, rate);
        try {
            String answer = answers.poll(millis + GRACE_MILLIS, TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new BenchException("no answer for %s on %s within %d s: that filesystem hangs, or is far too slow"
                        .formatted(verb, directory, (millis + GRACE_MILLIS) / 1000));
            }
            if (!answer.startsWith(DONE)) {
                throw new BenchException("%s on %s: %s".formatted(verb, directory, answer));
            }
            String[] words = answer.substring(DONE.length()).split(" ");
            return new Answer(Double.parseDouble(words[0]), Long.parseLong(words[1]));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
