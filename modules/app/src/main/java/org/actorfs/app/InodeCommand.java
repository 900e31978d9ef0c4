package org.actorfs.app;

import java.io.PrintWriter;
import java.util.List;
import org.actorfs.app.api.InodeJson;
import org.actorfs.app.api.MountJson;
import org.actorfs.app.client.DaemonClient;
import org.actorfs.app.terminal.Printable;
import org.actorfs.app.terminal.ShortTime;
import org.actorfs.app.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code actorfs inode NAME [PATH]}. */
@Command(
        name = "inode",
        description = {
            "Shows the actor of one file or directory of a mount of the daemon, the root's without PATH: references, open handles, what runs and what waits, who"
                    + " holds which lock and who waits for it. It waits for neither driver nor queue, but for the lookup of PATH."
        })
final class InodeCommand implements Runnable {
    private final PrintWriter out;
    private final ActorfsCommand root;

    @Mixin
    private final DaemonAnswers answers = new DaemonAnswers();

    @Mixin
    private final PathInMount path = new PathInMount();

    InodeCommand(PrintWriter out, ActorfsCommand root) {
        this.out = out;
        this.root = root;
    }

    @Override
    public void run() {
        try (DaemonClient daemon = DaemonAnswers.client(root)) {
            MountJson mount = path.find(daemon);
            InodeJson inode = daemon.inode(mount.id(), path.in(mount).orElse("/"));
            answers.print(out, inode, () -> print(inode));
        }
    }

    private void print(InodeJson inode) {
        line("mountpoint", inode.mountpoint());
        line("path", inode.path());
        line("kind", inode.kind());
        line("key", inode.key());
        line("ino", Long.toString(inode.ino()));
        line("mode", inode.mode());
        line("owner", inode.uid() + ":" + inode.gid());
        line("links", Integer.toString(inode.nlink()));
        line("size", Long.toString(inode.size()));
        line("attributes", inode.fresh() ? "known" : "asked for when they are wanted");
        line("was", inode.found());
        line("references", "%d, others %d".formatted(inode.references(), inode.otherReferences()));
        line("running", Integer.toString(inode.running()));
        line("queued", Integer.toString(inode.queued()));
        handles(inode.handles());
        locks(inode.locks());
        waiters(inode.waiters());
    }

    private void line(String what, String value) {
        out.printf("%-11s %s%n", what, Printable.of(value));
    }

    private void handles(List<InodeJson.Handle> handles) {
        Table table = new Table("HANDLE", "ACCESS", "FLAGS", "OF");
        handles.forEach(
                open -> table.add(Long.toString(open.handle()), open.access(), open.flags(), whose(open.ours())));
        table("handles", handles.isEmpty(), table);
    }

    private void locks(List<InodeJson.Lock> locks) {
        Table table = new Table("PID", "TYPE", "KIND", "RANGE", "OWNER", "OF");
        locks.forEach(lock -> table.add(
                Caller.of(lock.pid()), lock.type(), lock.kind(), range(lock), lock.owner(), whose(lock.ours())));
        table("locks", locks.isEmpty(), table);
    }

    private void waiters(List<InodeJson.Waiter> waiters) {
        Table table = new Table("PID", "WAITED", "TYPE", "KIND", "RANGE", "OWNER", "OF");
        waiters.forEach(waiter -> table.add(
                Caller.of(waiter.wanted().pid()),
                ShortTime.ofUs((double) waiter.waitedUs()),
                waiter.wanted().type(),
                waiter.wanted().kind(),
                range(waiter.wanted()),
                waiter.wanted().owner(),
                whose(waiter.wanted().ours())));
        table("waiters", waiters.isEmpty(), table);
    }

    private void table(String what, boolean isEmpty, Table table) {
        if (isEmpty) {
            line(what, "none");
        } else {
            out.println(what);
            table.lines().forEach(out::println);
        }
    }

    private static String range(InodeJson.Lock lock) {
        return "%d-%s".formatted(lock.start(), lock.end() == null ? "end" : lock.end());
    }

    private static String whose(boolean ours) {
        return ours ? "this mount" : "another";
    }
}
