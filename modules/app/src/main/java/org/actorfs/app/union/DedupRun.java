package org.actorfs.app.union;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Goes through the names of a union and removes all copies of a file but one. */
final class DedupRun {
    private final Workplace workplace;
    private final Keep keep;
    private final boolean ignoreContent;
    private final boolean dryRun;
    private final Map<Removal.Result, Long> counts = new EnumMap<>(Removal.Result.class);
    private long freedBytes;

    DedupRun(Workplace workplace, Keep keep, boolean ignoreContent, boolean dryRun) {
        this.workplace = workplace;
        this.keep = keep;
        this.ignoreContent = ignoreContent;
        this.dryRun = dryRun;
    }

    /** Whether all that should go went; copies that must stay are no failure. */
    boolean run() {
        try (Content content = new Content();
                Progress progress = workplace.report().show(Progress.ofNames(dryRun ? "dry run" : "dedup"))) {
            Comparison comparison = ignoreContent ? Comparison.NONE : content;
            Removal removal = new Removal(workplace.trees(), comparison, dryRun);
            workplace.eachDirectory(directory -> directory.entries(entry -> {
                progress.looked();
                if (entry.stat().isRegular()) {
                    look(entry, removal);
                }
            }));
        }
        tell();
        return counts.keySet().stream().noneMatch(Removal.Result::isFailure);
    }

    private void look(Entry entry, Removal removal) {
        List<Copy> copies = workplace.trees().copies(entry.path()).stream()
                .filter(copy -> copy.stat().isRegular())
                .toList();
        if (copies.size() < 2) {
            return;
        }
        Optional<Branch> branch =
                workplace.mount().shown(entry.directory(), entry.path().name());
        Optional<Copy> shown = branch.flatMap(each -> CopyTable.on(each, copies));
        if (keep == Keep.SHOWN && shown.isEmpty()) {
            workplace
                    .report()
                    .warn("%s stays as it is: its mount does not tell which copy it shows".formatted(entry.path()));
            return;
        }
        Copy kept = keep.choose(copies, shown, this::freeBytes);
        copies.stream()
                .filter(copy -> !copy.stat().isSameFile(kept.stat()))
                .forEach(copy -> remove(copy, kept, removal));
    }

    private long freeBytes(Branch branch) {
        return workplace.trees().space(branch).map(Space::availableBytes).orElse(0L);
    }

    private void remove(Copy copy, Copy kept, Removal removal) {
        Removal.Result result = removal.remove(copy, kept);
        counts.merge(result, 1L, Long::sum);
        if (result != Removal.Result.REMOVED) {
            workplace.report().warn("%s stays beside %s: %s".formatted(copy, kept, result.meaning()));
            return;
        }
        freedBytes += copy.stat().usedBytes();
        if (dryRun) {
            workplace.report().say("would remove %s, and keep %s".formatted(copy, kept));
        }
    }

    private void tell() {
        long removed = counts.getOrDefault(Removal.Result.REMOVED, 0L);
        String left = counts.entrySet().stream()
                .filter(count -> count.getKey() != Removal.Result.REMOVED)
                .map(count -> "; kept %d more: %s"
                        .formatted(count.getValue(), count.getKey().meaning()))
                .collect(Collectors.joining());
        String form = dryRun ? "would remove %s, and free %s%s" : "removed %s, which freed %s%s";
        workplace.report().say(form.formatted(Sizes.count(removed, "copy", "copies"), Sizes.text(freedBytes), left));
    }
}
