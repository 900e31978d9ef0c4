package org.actorfs.app.union;

import java.util.function.Consumer;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.terminal.Printable;
import org.actorfs.posix.Processes;

/** What a command works on: a place in a mounted union, and its branches. */
final class Workplace implements AutoCloseable {
    private final Place place;
    private final UnionMount mount;
    private final BranchTrees trees;
    private final Report report;

    private Workplace(Place place, Report report) {
        this.place = place;
        this.mount = UnionMount.open(place.mount());
        this.trees = new BranchTrees(mount.branches(), report);
        this.report = report;
    }

    static Workplace ofFile(String given, Report report) {
        return new Workplace(Place.ofFile(given), report);
    }

    /** For root: the branches belong to all users. */
    static Workplace ofDirectory(String given, Report report) {
        if (Processes.geteuid() != 0) {
            throw CommandFailure.failed("only root may change where the files of all users are: run it with sudo");
        }
        Workplace workplace = new Workplace(Place.ofDirectory(given).trusted(), report);
        if (workplace.mount.stat(workplace.path()).filter(Stat::isDirectory).isEmpty()
                || !workplace.trees.haveDirectory(workplace.path())) {
            workplace.close();
            throw CommandFailure.failed("%s is not a directory of a branch: name one".formatted(Printable.of(given)));
        }
        return workplace;
    }

    TreePath path() {
        return place.path();
    }

    UnionMount mount() {
        return mount;
    }

    BranchTrees trees() {
        return trees;
    }

    Report report() {
        return report;
    }

    /** The place itself, and every directory below it. */
    void eachDirectory(Consumer<Directory> visitor) {
        new Walk(mount, trees, report).from(place.path(), visitor);
    }

    @Override
    public void close() {
        trees.close();
        mount.close();
    }
}
