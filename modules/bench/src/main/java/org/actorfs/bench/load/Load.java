package org.actorfs.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;

/**
 * The load generator's process. Reads {@code VERB DIRECTORY THREADS MILLIS RATE} from its standard input and answers one line each:
 * {@code ok VALUE OPERATIONS}, or {@code failed} and why. Ends with its input.
 */
public final class Load {
    private final Clone clone = new Clone();

    private Load() {}

    /** The process. */
    public static void main(String[] args) throws IOException {
        Load load = new Load();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(load.answer(line.split(" ")));
        }
        System.exit(0);
    }

    private String answer(String[] words) {
        try {
            Work done = work(words);
            return "ok " + done.value() + " " + done.operations();
        } catch (ExecutionException e) {
            return "failed " + (e.getCause() instanceof CallFailed failed ? failed.getMessage() : e.getCause());
        } catch (CallFailed e) {
            return "failed " + e.getMessage();
        } catch (RuntimeException | InterruptedException e) {
            return "failed " + e;
        }
    }

    private Work work(String[] words) throws InterruptedException, ExecutionException {
        String directory = words[1];
        int threads = Integer.parseInt(words[2]);
        long nanos = Long.parseLong(words[3]) * 1_000_000;
        return switch (words[0]) {
            case "prepare" -> Tree.prepare(directory);
            case "prepare-list" -> Tree.prepareList(directory);
            case "stat" -> Repetition.run(threads, nanos, thread -> new StatFile(directory, thread));
            case "create" -> Repetition.run(threads, nanos, thread -> new CreateFile(directory, thread));
            case "write" -> Repetition.run(threads, nanos, _ -> new SequentialIo(directory, true, true));
            case "read" -> Repetition.run(threads, nanos, _ -> new SequentialIo(directory, false, true));
            case "buffered" -> Repetition.run(threads, nanos, _ -> new SequentialIo(directory, true, false));
            case "extract" -> Extraction.run(directory, nanos);
            case "list" -> Listing.run(directory);
            case "prepare-clone" -> clone.prepare(directory);
            case "clone" -> clone.run(directory);
            case "paced" -> PacedStats.run(directory, threads, nanos, Double.parseDouble(words[4]));
            default -> throw new CallFailed("nobody knows how to " + words[0]);
        };
    }
}
