package org.actorfs.fs.actor;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.apache.pekko.actor.typed.ActorRef;

/** A session that remembers what it was told, and in which order. */
final class RecordingSession implements Session {
    final Queue<String> events = new ConcurrentLinkedQueue<>();
    final Map<Long, Route> routes = new ConcurrentHashMap<>();
    final Map<Long, InodeKey> keys = new ConcurrentHashMap<>();
    final Map<Long, ActorRef<FileHandle.Command>> files = new ConcurrentHashMap<>();
    final Map<Long, ActorRef<DirectoryHandle.Command>> directories = new ConcurrentHashMap<>();
    volatile boolean refusesHandles;
    private final AtomicLong names = new AtomicLong();

    @Override
    public long counted(Node node, ActorRef<InodeCommand> inode) {
        long name = names.incrementAndGet();
        routes.put(name, new Route.Awake(inode));
        keys.put(name, node.key());
        events.add("counted");
        return name;
    }

    @Override
    public void asleep(long name, Route.Asleep route) {
        routes.put(name, route);
        events.add("asleep");
    }

    @Override
    public void awake(long name, ActorRef<InodeCommand> inode) {
        routes.put(name, new Route.Awake(inode));
        events.add("awake");
    }

    @Override
    public void uncounted(long name) {
        routes.remove(name);
        events.add("uncounted");
    }

    @Override
    public long openedFile(ActorRef<FileHandle.Command> handle, OpenFile file) {
        if (refusesHandles) {
            throw new IllegalStateException("scripted: no more handles");
        }
        long name = names.incrementAndGet();
        files.put(name, handle);
        return name;
    }

    @Override
    public long openedDirectory(ActorRef<DirectoryHandle.Command> handle) {
        long name = names.incrementAndGet();
        directories.put(name, handle);
        return name;
    }

    @Override
    public void released(long handle) {
        files.remove(handle);
        directories.remove(handle);
        events.add("released");
    }

    Route route(Entry entry) {
        Route route = routes.get(entry.name());
        if (route == null) {
            throw new AssertionError("the session does not know " + entry);
        }
        return route;
    }
}
