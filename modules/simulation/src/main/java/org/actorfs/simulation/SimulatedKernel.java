package org.actorfs.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.actorfs.fs.actor.DirectoryHandle;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.actor.FileHandle;
import org.actorfs.fs.actor.Inode;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.actor.Route;
import org.actorfs.fs.actor.Session;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenFile;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * A kernel and the adapter before it, as far as references go: one table of names as the actors told it, one of what the kernel knows and
 * owes, which must agree whenever nothing is under way. From attach to detach; answers that come later are given back.
 */
final class SimulatedKernel implements Session {
    private final int number;
    private final Journal journal;
    private final Tampering tampering;
    private final TreeMap<Long, Route> routes = new TreeMap<>();
    private final TreeMap<Long, ActorRef<FileHandle.Command>> fileHandles = new TreeMap<>();
    private final TreeMap<Long, ActorRef<DirectoryHandle.Command>> directoryHandles = new TreeMap<>();
    private final TreeMap<Long, KnownInode> known = new TreeMap<>();
    private final TreeMap<Long, OpenHandle> files = new TreeMap<>();
    private final TreeMap<Long, OpenHandle> directories = new TreeMap<>();
    private @Nullable KnownInode root;
    private boolean attached = true;
    private long lastName;

    SimulatedKernel(int number, Journal journal, Tampering tampering) {
        this.number = number;
        this.journal = journal;
        this.tampering = tampering;
    }

    int number() {
        return number;
    }

    boolean isAttached() {
        return attached;
    }

    /** Its attach has been answered, and it has not ended since. */
    boolean isMounted() {
        return attached && root != null;
    }

    @Override
    public long counted(Node node, ActorRef<InodeCommand> inode) {
        long name = ++lastName;
        routes.put(name, new Route.Awake(inode));
        return name;
    }

    @Override
    public void asleep(long name, Route.Asleep route) {
        replace(name, route);
    }

    @Override
    public void awake(long name, ActorRef<InodeCommand> inode) {
        replace(name, new Route.Awake(inode));
    }

    private void replace(long name, Route route) {
        if (routes.replace(name, route) == null) {
            journal.fail("session", "kernel " + number + " heard of name " + name + ", which it does not have");
        }
    }

    @Override
    public void uncounted(long name) {
        if (routes.remove(name) == null) {
            journal.fail("session", "kernel " + number + " lost name " + name + ", which it does not have");
        }
    }

    @Override
    public long openedFile(ActorRef<FileHandle.Command> handle, OpenFile file) {
        long name = ++lastName;
        fileHandles.put(name, handle);
        return name;
    }

    @Override
    public long openedDirectory(ActorRef<DirectoryHandle.Command> handle) {
        long name = ++lastName;
        directoryHandles.put(name, handle);
        return name;
    }

    @Override
    public void released(long handle) {
        if (fileHandles.remove(handle) == null && directoryHandles.remove(handle) == null) {
            journal.fail("session", "kernel " + number + " lost handle " + handle + ", which it does not have");
        }
    }

    /** A counted reference arrived. A kernel that is gone gives it back. */
    @Nullable
    KnownInode learn(Entry entry) {
        if (!attached) {
            Route route = routes.get(entry.name());
            if (route != null) {
                route.tell(new Inode.Forget(this, 1));
            }
            return null;
        }
        KnownInode inode = known.computeIfAbsent(entry.name(), name -> new KnownInode(name, entry.node()));
        inode.lookedUp();
        journal.saw(inode.ino());
        if (inode.ino() != entry.node().ino() || !routes.containsKey(entry.name())) {
            journal.fail(
                    "session",
                    "kernel " + number + " was given a void name for inode "
                            + entry.node().ino());
        }
        if (root == null) {
            root = inode;
        }
        return inode;
    }

    void openedFile(long name, KnownInode inode, int flags) {
        inode.pin();
        files.put(name, new OpenHandle(name, inode, flags));
    }

    void openedDirectory(long name, KnownInode inode) {
        inode.pin();
        directories.put(name, new OpenHandle(name, inode, 0));
    }

    /** A file was opened for a kernel that is gone. */
    void refuseFile(long name) {
        ActorRef<FileHandle.Command> handle = fileHandles.get(name);
        if (handle != null) {
            handle.tell(new FileHandle.Release());
        }
    }

    void refuseDirectory(long name) {
        ActorRef<DirectoryHandle.Command> handle = directoryHandles.get(name);
        if (handle != null) {
            handle.tell(new DirectoryHandle.Release());
        }
    }

    void tell(KnownInode inode, InodeCommand command) {
        route(inode).tell(command);
    }

    Route route(KnownInode inode) {
        Route route = routes.get(inode.name());
        if (route == null) {
            throw new CheckFailed("counts", "kernel " + number + " knows " + inode + ", but its name is void");
        }
        return route;
    }

    void tell(OpenHandle handle, FileHandle.Command command) {
        find(fileHandles, handle).tell(command);
    }

    void tell(OpenHandle handle, DirectoryHandle.Command command) {
        find(directoryHandles, handle).tell(command);
    }

    private <T> T find(Map<Long, T> handles, OpenHandle handle) {
        T found = handles.get(handle.name());
        if (found == null) {
            throw new CheckFailed("handles", "kernel " + number + " has open " + handle + ", but its name is void");
        }
        return found;
    }

    KnownInode root() {
        if (root == null) {
            throw new IllegalStateException("not attached yet");
        }
        return root;
    }

    /** The inodes known that fit, in a fixed order. */
    List<KnownInode> known(Predicate<KnownInode> fits) {
        return known.values().stream().filter(fits).toList();
    }

    Collection<OpenHandle> files() {
        return files.values();
    }

    Collection<OpenHandle> directories() {
        return directories.values();
    }

    /** Gives references back; of the last one the inode is gone from here. */
    void forget(KnownInode inode, long references) {
        Route route = route(inode);
        inode.forgot(references);
        if (inode.lookups() == 0) {
            known.remove(inode.name());
        }
        if (!tampering.losesForget(inode.ino())) {
            route.tell(new Inode.Forget(this, references));
        }
    }

    void closeFile(OpenHandle handle) {
        tell(handle, new FileHandle.Release());
        files.remove(handle.name());
        handle.inode().unpin();
    }

    void closeDirectory(OpenHandle handle) {
        tell(handle, new DirectoryHandle.Release());
        directories.remove(handle.name());
        handle.inode().unpin();
    }

    /** The connection is gone: the kernel forgets everything without a word. */
    void detached() {
        attached = false;
        known.clear();
        files.clear();
        directories.clear();
    }

    long references() {
        return known.values().stream().mapToLong(KnownInode::lookups).sum();
    }

    /**
     * Both tables agree; to be called when nothing is under way.
     *
     * @param withholding but what the driver withholds: then the actors may have granted what is not answered yet, and hold open what a
     *     kernel that is gone had
     */
    void checkTables(boolean withholding) {
        List<String> wrong = new ArrayList<>();
        compare("inode", withholding, routes.keySet(), known.keySet(), wrong);
        compare("file", withholding, fileHandles.keySet(), files.keySet(), wrong);
        compare("directory", withholding, directoryHandles.keySet(), directories.keySet(), wrong);
        if (!wrong.isEmpty()) {
            throw new CheckFailed("counts", "kernel " + number + (attached ? "" : ", which is gone,") + ": " + wrong);
        }
    }

    private static void compare(
            String what, boolean moreMayBeTold, Set<Long> told, Set<Long> kept, List<String> wrong) {
        if (!(moreMayBeTold ? told.containsAll(kept) : told.equals(kept))) {
            wrong.add("the actors have %s names %s, the kernel %s".formatted(what, told, kept));
        }
    }
}
