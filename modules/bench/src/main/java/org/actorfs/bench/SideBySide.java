package org.actorfs.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The interleaved run: all subjects are mounted at once, and in each round every figure goes once over all of them. */
final class SideBySide implements AutoCloseable {
    /** Longer than the timeout of one second: then the kernel has to ask again for every entry. */
    private static final long STALE_MILLIS = 1200;

    /** Of a subject that has nothing to compile. */
    private static final long NATIVE_WARM_UP_MILLIS = 200;

    private static final long WARM_UP_LISTINGS = 5;

    /** How many times as long as for other figures: it asks for more kinds of things, and less often. */
    private static final long WARM_UP_CLONES = 2;

    private static final double WARM_UP_RATE = 5000;

    private final Plan plan;
    private final List<Figure> figures;
    private final Workplace workplace;
    private final RingSwitch rings;
    private final LoadProcess load;
    private final List<Mount> uncached = new ArrayList<>();
    private final List<Mount> cached = new ArrayList<>();
    private final Results results = new Results();

    SideBySide(Plan plan, Workplace workplace) throws IOException {
        this.plan = plan;
        this.figures = plan.figures().stream().filter(Figure::isPossible).toList();
        this.workplace = workplace;
        this.rings = RingSwitch.on();
        this.load = LoadProcess.start();
    }

    Results run() throws IOException, BenchException {
        if (figures.size() < plan.figures().size()) {
            System.err.println("git is not installed: its clone is left out (apt-get install git)");
        }
        mountAll(Subject.installed());
        warmUp();
        for (int round = 0; round < plan.rounds(); round++) {
            System.err.printf("round %d of %d%n", round + 1, plan.rounds());
            for (Figure figure : figures) {
                measure(figure, round);
            }
        }
        return results;
    }

    private void mountAll(List<Subject> subjects) throws IOException, BenchException {
        System.err.println("mounting and warming up");
        if (figures.contains(Figure.CLONE)) {
            load.ask("prepare-clone", workplace.tmpfs().resolve("source").toString(), 1, 0, 0);
        }
        for (Subject subject : subjects) {
            List<Figure> measured = figures.stream().filter(subject::isMeasured).toList();
            if (!measured.stream().allMatch(Figure::isCached)) {
                mount(subject, 0, uncached);
                load.ask("prepare", uncached.getLast().directory(), 1, 0, 0);
            }
            if (measured.stream().anyMatch(Figure::isCached)) {
                mount(subject, 1, cached);
            }
            if (measured.contains(Figure.LIST)) {
                load.ask("prepare-list", cached.getLast().directory(), 1, 0, 0);
            }
        }
    }

    private void mount(Subject subject, int timeoutSeconds, List<Mount> mounts) throws IOException, BenchException {
        Mount mount = Mount.start(subject, workplace, timeoutSeconds);
        mounts.add(mount);
        mount.awaitMounted();
    }

    /** The JVMs compile what they will be measured with. */
    private void warmUp() throws BenchException {
        for (Figure figure : figures) {
            if (figure == Figure.LIST) {
                warmUpListing();
            } else if (figure == Figure.CLONE) {
                warmUpClone();
            } else {
                warmUp(figure);
            }
        }
    }

    private void warmUp(Figure figure) throws BenchException {
        for (Mount mount : of(uncached, figure)) {
            load.ask(figure.verb(), mount.directory(), figure.threads(), warmUpMillis(mount), WARM_UP_RATE);
        }
    }

    private long warmUpMillis(Mount mount) {
        return mount.subject().ours() ? plan.warmUpMillis() : NATIVE_WARM_UP_MILLIS;
    }

    private void warmUpClone() throws BenchException {
        for (Mount mount : of(cached, Figure.CLONE)) {
            long end = System.nanoTime() + WARM_UP_CLONES * warmUpMillis(mount) * 1_000_000;
            while (System.nanoTime() - end < 0) {
                load.ask(Figure.CLONE.verb(), mount.directory(), 1, 0, 0);
            }
        }
    }

    private void warmUpListing() throws BenchException {
        for (int i = 0; i < WARM_UP_LISTINGS; i++) {
            Mount.pause(STALE_MILLIS);
            for (Mount mount : of(cached, Figure.LIST)) {
                load.ask(Figure.LIST.verb(), mount.directory(), 1, 0, 0);
            }
        }
    }

    /** Each round begins with another subject. */
    private void measure(Figure figure, int round) throws IOException, BenchException {
        if (figure == Figure.LIST) {
            Mount.pause(STALE_MILLIS);
        }
        List<Mount> order = of(figure.isCached() ? cached : uncached, figure);
        Collections.rotate(order, round);
        for (Mount mount : order) {
            results.add(figure, mount.subject().id(), sample(figure, mount));
        }
    }

    private static List<Mount> of(List<Mount> mounts, Figure figure) {
        return mounts.stream()
                .filter(mount -> mount.subject().isMeasured(figure))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private Results.Sample sample(Figure figure, Mount mount) throws IOException, BenchException {
        double rate = figure == Figure.TAIL ? halfLoad(mount.subject().id()) : 0;
        long before = mount.cpuMicros();
        LoadProcess.Answer answer = load.ask(figure.verb(), mount.directory(), figure.threads(), plan.millis(), rate);
        double cpuMicros = (double) (mount.cpuMicros() - before) / Math.max(answer.operations(), 1);
        return new Results.Sample(answer.value(), cpuMicros);
    }

    /** Half of what this subject can do, as far as it is known by now; a plan with the tail has this figure before it. */
    private double halfLoad(String subject) {
        return results.median(Figure.STAT_X4, subject).orElseThrow() / 2;
    }

    @Override
    public void close() {
        load.close();
        rings.close();
        for (Mount mount : Stream.of(uncached, cached).flatMap(List::stream).toList()) {
            try {
                mount.close();
            } catch (IOException e) {
                System.err.println("actorfs bench: " + e.getMessage());
            }
        }
    }
}
