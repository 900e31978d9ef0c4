package org.actorfs.app.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.actorfs.simulation.check.Interval;

/**
 * The lines that same_file.py prints, by what the calls were made on.
 *
 * @param slots records of fixed place, as {@code FILE.SLOT}
 * @param names that files were renamed to
 * @param files that were written and cut
 * @param logs that were appended to
 */
record CallLog(
        Map<String, List<Interval<Register.Step>>> slots,
        Map<String, List<Interval<Register.Step>>> names,
        Map<String, List<Interval<RecordFile.Step>>> files,
        Map<String, Appended> logs) {

    /** What was appended to one file, and what it had in the end. */
    record Appended(List<Interval<RecordLog.Step>> calls, List<Long> values, List<Long> content) {
        /** The place of each value in the file. */
        Map<Long, Integer> places() {
            Map<Long, Integer> places = new HashMap<>();
            for (int i = 0; i < content.size(); i++) {
                places.put(content.get(i), i);
            }
            return places;
        }
    }

    static CallLog parse(String output) {
        CallLog log = new CallLog(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        output.lines().forEach(line -> log.add(line.split(" ", -1)));
        return log;
    }

    private void add(String[] words) {
        String what = words[1];
        String call = words[4];
        switch (words[0]) {
            case "slot" -> add(slots, what, interval(words, register(words)));
            case "name" -> add(names, what, interval(words, register(words)));
            case "cut" -> add(files, what, interval(words, fileStep(words)));
            case "log" -> {
                Appended log = logs.computeIfAbsent(
                        what, _ -> new Appended(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
                switch (call) {
                    case "content" -> log.content().addAll(values(words[5]));
                    case "append" -> {
                        long value = Long.parseLong(words[5]);
                        log.values().add(value);
                        log.calls().add(interval(words, new RecordLog.Append(value)));
                    }
                    default -> log.calls().add(interval(words, new RecordLog.Size(Long.parseLong(words[5]))));
                }
            }
            default -> throw new IllegalArgumentException(String.join(" ", words));
        }
    }

    private static <O> void add(Map<String, List<Interval<O>>> calls, String what, Interval<O> interval) {
        calls.computeIfAbsent(what, _ -> new ArrayList<>()).add(interval);
    }

    /** Of an answer and a call at the same time the call comes first: they may have overlapped. */
    private static <O> Interval<O> interval(String[] words, O step) {
        return new Interval<>(2 * Long.parseLong(words[2]), 2 * Long.parseLong(words[3]) + 1, step);
    }

    private static Register.Step register(String[] words) {
        long value = Long.parseLong(words[5]);
        return words[4].equals("write") ? new Register.Write(value) : new Register.Read(value);
    }

    private static RecordFile.Step fileStep(String[] words) {
        return switch (words[4]) {
            case "write" -> new RecordFile.Write(Integer.parseInt(words[5]), Long.parseLong(words[6]));
            case "resize" -> new RecordFile.Resize(Integer.parseInt(words[5]));
            default -> new RecordFile.Read(values(words[5]));
        };
    }

    private static List<Long> values(String list) {
        return list.isEmpty()
                ? List.of()
                : Arrays.stream(list.split(",", -1)).map(Long::valueOf).toList();
    }
}
