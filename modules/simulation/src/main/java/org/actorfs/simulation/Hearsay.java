package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.actorfs.fs.Name;
import org.actorfs.fs.driver.Node;
import org.actorfs.simulation.check.FileModel;
import org.actorfs.simulation.check.Interval;
import org.actorfs.simulation.check.NameStep;

/**
 * What was done for kernels that ended before they were answered: they know neither whether it was, nor what was made, but the driver does.
 * Part of the {@link Journal} of one run.
 */
final class Hearsay implements FlakyDriver.Witness {
    private record Truncation(long when, long ino) {}

    private final LongSupplier clock;
    private final List<Interval<NameStep.Make>> made = new ArrayList<>();
    private final List<Truncation> truncated = new ArrayList<>();
    private final List<NameStep.Make> unknownMakes = new ArrayList<>();
    private final List<Long> unknownTruncations = new ArrayList<>();

    /** @param clock the next moment of the run's order of events */
    Hearsay(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public void made(long directory, Name name, Node child) {
        NameStep.Kind kind = KnownInode.kind(child.attributes().mode());
        NameStep.Make make = new NameStep.Make(directory, name, kind, true, child.ino());
        made.add(new Interval<>(clock.getAsLong(), Interval.NEVER, make));
    }

    @Override
    public void truncated(long ino) {
        truncated.add(new Truncation(clock.getAsLong(), ino));
    }

    /** Somebody who is gone wanted this made. */
    void maybeMade(NameStep.Make make) {
        unknownMakes.add(make);
    }

    /** Somebody who is gone wanted a file opened and truncated since then. */
    void maybeTruncated(long since) {
        unknownTruncations.add(since);
    }

    /** Adds what nobody was told of: each inode that was made where somebody who is gone wanted one. */
    void addMade(List<Interval<NameStep>> told, List<Interval<NameStep>> all) {
        Set<Long> known = new HashSet<>();
        for (Interval<NameStep> interval : told) {
            if (interval.operation() instanceof NameStep.Make make && make.exclusive()) {
                known.add(make.made());
            }
        }
        for (Interval<NameStep.Make> birth : made) {
            NameStep.Make born = birth.operation();
            for (NameStep.Make wanted : unknownMakes) {
                if (wanted.directory() == born.directory()
                        && wanted.name().equals(born.name())
                        && known.add(born.made())) {
                    all.add(new Interval<>(birth.invoked(), Interval.NEVER, born));
                }
            }
        }
    }

    void addTruncated(long ino, List<Interval<FileModel.Step>> all) {
        for (Truncation truncation : truncated) {
            if (truncation.ino() == ino && unknownTruncations.stream().anyMatch(since -> since < truncation.when())) {
                all.add(new Interval<>(truncation.when(), Interval.NEVER, new FileModel.Resize(0)));
            }
        }
    }
}
