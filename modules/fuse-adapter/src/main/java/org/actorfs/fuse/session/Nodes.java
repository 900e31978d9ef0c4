package org.actorfs.fuse.session;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Reply;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.actor.Inode;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.actor.Route;
import org.actorfs.fs.actor.Session;
import org.actorfs.fs.driver.Node;
import org.actorfs.fuse.protocol.Protocol;
import org.apache.pekko.actor.typed.ActorRef;
import org.jctools.maps.NonBlockingHashMapLong;
import org.jspecify.annotations.Nullable;

/**
 * The node ids of one session: the kernel's 64-bit names of counted inodes. Where the driver's inos are persistent they are the ids (root
 * 1), else a counter that starts with the root at 1 and never gives a number twice. Read by workers, changed by inode actors.
 */
public final class Nodes {
    private final NonBlockingHashMapLong<Route> routes = new NonBlockingHashMapLong<>();
    private final AtomicLong counter = new AtomicLong();
    private final boolean persistent;

    public Nodes(boolean persistent) {
        this.persistent = persistent;
    }

    public @Nullable Route route(long nodeid) {
        return routes.get(nodeid);
    }

    /** Sends a counted inode a message; ESTALE if its id is not known. */
    public <T> ReplyFuture<T> ask(long nodeid, Function<Reply<T>, InodeCommand> message) {
        ReplyFuture<T> reply = new ReplyFuture<>();
        Route route = routes.get(nodeid);
        if (route == null) {
            reply.fail(Errno.ESTALE);
        } else {
            route.tell(message.apply(reply));
        }
        return reply;
    }

    /** FORGET, of so many references of that session. An id that is not known was forgotten wholly, or never given. */
    public void forget(Session session, long nodeid, long references) {
        Route route = routes.get(nodeid);
        if (route != null) {
            route.tell(new Inode.Forget(session, references));
        }
    }

    public long add(Node node, ActorRef<InodeCommand> inode) {
        long nodeid = persistent ? node.ino() : counter.incrementAndGet();
        routes.put(nodeid, new Route.Awake(inode));
        return nodeid;
    }

    public void put(long nodeid, Route route) {
        routes.put(nodeid, route);
    }

    public void remove(long nodeid) {
        routes.remove(nodeid);
    }

    int size() {
        return routes.size();
    }

    /** Every node id, of inodes that sleep, too. */
    long[] all() {
        return routes.keySetLong();
    }

    /** Up to so many node ids, but not the root's. */
    long[] some(int atMost) {
        return some(atMost, _ -> true);
    }

    /** Up to so many node ids of inodes that sleep, but not the root's: the kernel counts them, and nobody uses them. */
    long[] sleeping(int atMost) {
        return some(atMost, route -> route instanceof Route.Asleep);
    }

    private long[] some(int atMost, Predicate<Route> wanted) {
        long[] found = new long[atMost];
        int count = 0;
        for (var entries = routes.entrySet().iterator(); count < atMost && entries.hasNext(); ) {
            var entry = entries.next();
            if (wanted.test(entry.getValue()) && entry.getKey() != Protocol.ROOT_ID) {
                found[count++] = entry.getKey();
            }
        }
        return Arrays.copyOf(found, count);
    }
}
