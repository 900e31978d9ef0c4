package org.actorfs.fs.actor;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.actorfs.fs.Later;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Outcome.Ready;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.KernelUse;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.ReadTarget;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.Allocated;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.fs.driver.Results.Renamed;
import org.actorfs.fs.driver.Results.Written;
import org.actorfs.fs.driver.Traits;
import org.jspecify.annotations.Nullable;

/**
 * A small tree whose next answers a test may script, by operation ("unlink") or operation and label ("write a"). What is not scripted
 * is done at once.
 */
final class ScriptedDriver implements Driver {
    static final Traits OWNED = new Traits(true, false, true, Traits.allOperations(), Traits.FOREVER, 0, 0);
    static final Traits FOREIGN = new Traits(false, true, false, Traits.allOperations(), 1_000_000_000L, 0, 0);

    /** Its lookups do not tell all of a directory. */
    static final Traits PARTIAL =
            new Traits(false, true, false, Traits.allOperations(), 0, 0, 0, true, KernelUse.CAREFUL);

    /** One scripted answer. */
    interface Script {
        Outcome<?> play(Supplier<? extends Outcome<?>> usual);
    }

    /** An answer that a test gives later. */
    static final class Held implements Script {
        private final Later<Object> later = new Later<>();
        private final CountDownLatch called = new CountDownLatch(1);
        private volatile @Nullable Supplier<? extends Outcome<?>> usual;

        @Override
        public Outcome<?> play(Supplier<? extends Outcome<?>> usualAnswer) {
            usual = usualAnswer;
            called.countDown();
            return later;
        }

        /** Waits until the driver was asked. */
        Held awaitCalled() {
            try {
                if (!called.await(3, TimeUnit.SECONDS)) {
                    throw new AssertionError("the driver was not asked");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return this;
        }

        /** Does what was asked and answers; false if it was answered before. */
        @SuppressWarnings("unchecked")
        boolean release() {
            Supplier<? extends Outcome<?>> known = awaitCalled().usual;
            if (known == null) {
                throw new AssertionError("the driver was not asked");
            }
            return later.complete((Ready<Object>) known.get());
        }

        void fail(Errno errno) {
            awaitCalled();
            later.complete(new Outcome.Failed<>(errno));
        }
    }

    /** Whether writes leave the attributes to be asked for. */
    volatile boolean writesSilently;

    /** What a write leaves to be done after its answer; null: nothing. */
    volatile @Nullable Runnable restOfWrites;

    final Queue<String> calls = new ConcurrentLinkedQueue<>();
    final Queue<InodeKey> forgotten = new ConcurrentLinkedQueue<>();
    final AtomicInteger released = new AtomicInteger();
    final Node root;
    private final Traits traits;
    private final Map<String, Deque<Script>> scripts = new HashMap<>();
    private final Map<InodeKey, SortedMap<Name, InodeKey>> entries = new HashMap<>();
    private final Map<InodeKey, InodeKey> parents = new HashMap<>();
    private final Map<InodeKey, Attributes> attributes = new HashMap<>();
    private final Map<InodeKey, String> labels = new HashMap<>();
    private long lastIno = 1;

    ScriptedDriver(Traits traits) {
        this.traits = traits;
        InodeKey key = new InodeKey(0, 1);
        attributes.put(key, attributes(Mode.DIRECTORY | 0755));
        entries.put(key, new TreeMap<>());
        parents.put(key, key);
        labels.put(key, "root");
        root = node(key);
    }

    static ScriptedDriver owned() {
        return new ScriptedDriver(OWNED);
    }

    static Attributes attributes(int mode) {
        Timespec t = Timespec.EPOCH;
        return new Attributes(mode, 1, 0, 0, 0, 0, 0, 4096, t, t, t, t);
    }

    synchronized Node add(Node parent, String name, int mode) {
        InodeKey key = new InodeKey(0, ++lastIno);
        attributes.put(key, attributes(mode));
        labels.put(key, name);
        if (Mode.isDirectory(mode)) {
            entries.put(key, new TreeMap<>());
        }
        parents.put(key, parent.key());
        children(parent.key()).put(Name.of(name), key);
        return node(key);
    }

    private synchronized Node nameless(int mode) {
        InodeKey key = new InodeKey(0, ++lastIno);
        attributes.put(key, attributes(mode).withNlink(0));
        labels.put(key, "nameless");
        return node(key);
    }

    Node file(Node parent, String name) {
        return add(parent, name, Mode.REGULAR | 0644);
    }

    Node directory(Node parent, String name) {
        return add(parent, name, Mode.DIRECTORY | 0755);
    }

    synchronized void addLink(Node parent, String name, Node target) {
        children(parent.key()).put(Name.of(name), target.key());
    }

    synchronized boolean has(Node parent, String name) {
        return children(parent.key()).containsKey(Name.of(name));
    }

    synchronized void changeBehind(Node node, Attributes to) {
        attributes.put(node.key(), to);
    }

    Held hold(String operation) {
        Held held = new Held();
        script(operation, held);
        return held;
    }

    void fail(String operation, Errno errno) {
        script(operation, usual -> Outcome.failed(errno));
    }

    /** Answers with nothing where a value is due. */
    @SuppressWarnings("NullAway") // the bug
    void botch(String operation) {
        script(operation, usual -> new Outcome.Done<>(null));
    }

    void fail(String operation) {
        script(operation, usual -> {
            throw new IllegalStateException("scripted: " + operation);
        });
    }

    long count(String call) {
        return calls.stream().filter(call::equals).count();
    }

    private synchronized void script(String operation, Script script) {
        scripts.computeIfAbsent(operation, _ -> new ArrayDeque<>()).add(script);
    }

    @SuppressWarnings("unchecked")
    private synchronized <T> Outcome<T> act(String operation, Node about, Supplier<Outcome<T>> usual) {
        String label = labels.getOrDefault(about.key(), "?");
        calls.add(operation + " " + label);
        Script script = next(operation + " " + label);
        if (script == null) {
            script = next(operation);
        }
        return script == null ? usual.get() : (Outcome<T>) script.play(() -> locked(usual));
    }

    private synchronized <T> Outcome<T> locked(Supplier<Outcome<T>> usual) {
        return usual.get();
    }

    private @Nullable Script next(String key) {
        Deque<Script> queue = scripts.get(key);
        return queue == null ? null : queue.poll();
    }

    private SortedMap<Name, InodeKey> children(InodeKey directory) {
        SortedMap<Name, InodeKey> children = entries.get(directory);
        if (children == null) {
            throw new IllegalStateException("not a directory");
        }
        return children;
    }

    private Attributes attributesOf(InodeKey key) {
        Attributes known = attributes.get(key);
        if (known == null) {
            throw new IllegalStateException("no such inode");
        }
        return known;
    }

    private Node node(InodeKey key) {
        return new Node(key, key.low(), 0, attributesOf(key), fresher -> {});
    }

    private Outcome<Node> find(InodeKey parent, Name name) {
        InodeKey key = children(parent).get(name);
        return key == null ? Outcome.failed(Errno.ENOENT) : Outcome.of(node(key));
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public Outcome<Node> root() {
        return act("root", root, () -> Outcome.of(node(root.key())));
    }

    @Override
    public Outcome<Node> lookup(Node parent, Name name) {
        return act("lookup", parent, () -> find(parent.key(), name));
    }

    @Override
    public Outcome<Node> parent(Node directory) {
        return act("parent", directory, () -> {
            InodeKey parent = parents.get(directory.key());
            return parent == null ? Outcome.failed(Errno.ENOENT) : Outcome.of(node(parent));
        });
    }

    @Override
    public synchronized Outcome<Node> resolve(long ino, long generation) {
        InodeKey key = new InodeKey(0, ino);
        return attributes.containsKey(key) ? Outcome.of(node(key)) : Outcome.failed(Errno.ESTALE);
    }

    @Override
    public Outcome<Attributes> getattr(Node node, @Nullable OpenFile open) {
        return act("getattr", node, () -> Outcome.of(attributesOf(node.key())));
    }

    @Override
    public Outcome<Attributes> setattr(Node node, @Nullable OpenFile open, AttributeChanges changes, Caller caller) {
        return act("setattr", node, () -> {
            Attributes now = attributesOf(node.key());
            Integer mode = changes.mode();
            Long size = changes.sizeBytes();
            now = mode == null ? now : now.withMode((now.mode() & Mode.TYPE) | mode);
            now = size == null ? now : now.withSize(size, 0);
            attributes.put(node.key(), now);
            return Outcome.of(now);
        });
    }

    @Override
    public Outcome<byte[]> getxattr(Node node, @Nullable OpenFile open, Name name) {
        return act("getxattr", node, () -> Outcome.of(name.bytes()));
    }

    @Override
    public Outcome<List<Name>> listxattr(Node node, @Nullable OpenFile open) {
        return act("listxattr", node, () -> Outcome.of(List.of(Name.of("user.a"), Name.of("trusted.b"))));
    }

    @Override
    public Outcome<Attributes> setxattr(Node node, @Nullable OpenFile open, XattrUpdate update, Caller caller) {
        return act("setxattr", node, () -> Outcome.of(attributesOf(node.key())));
    }

    @Override
    public Outcome<byte[]> readlink(Node node) {
        return act("readlink", node, () -> Outcome.of(new byte[] {'x'}));
    }

    private Outcome<Created> make(String operation, Node parent, Name name, int mode) {
        return act(
                operation,
                parent,
                () -> children(parent.key()).containsKey(name)
                        ? Outcome.failed(Errno.EEXIST)
                        : Outcome.of(new Created(add(parent, name.toString(), mode), attributesOf(parent.key()))));
    }

    @Override
    public Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        return make("mknod", parent, name, mode);
    }

    @Override
    public Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller) {
        return make("mkdir", parent, name, Mode.DIRECTORY | mode);
    }

    @Override
    public Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller) {
        return make("symlink", parent, name, Mode.SYMLINK | 0777);
    }

    @Override
    public Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller) {
        return act("create", parent, () -> {
            if (children(parent.key()).containsKey(name)) {
                return Outcome.failed(Errno.EEXIST);
            }
            Node made = add(parent, name.toString(), Mode.REGULAR | mode);
            return Outcome.of(new CreatedOpen(made, new File(), attributesOf(parent.key())));
        });
    }

    @Override
    public Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller) {
        return act("tmpfile", directory, () -> Outcome.of(new CreatedOpen(nameless(mode), new File(), null)));
    }

    @Override
    public Outcome<Linked> link(Node node, Node newParent, Name newName, Caller caller) {
        return act("link", node, () -> {
            addLink(newParent, newName.toString(), node);
            Attributes now = attributesOf(node.key());
            attributes.put(node.key(), now.withNlink(now.nlink() + 1));
            return Outcome.of(new Linked(node(node.key()), attributesOf(newParent.key())));
        });
    }

    @Override
    public Outcome<Removed> unlink(Node parent, Name name, Node child, Caller caller) {
        return act("unlink", child, () -> remove(parent, name, child));
    }

    @Override
    public Outcome<Removed> rmdir(Node parent, Name name, Node child, Caller caller) {
        return act("rmdir", child, () -> remove(parent, name, child));
    }

    private Outcome<Removed> remove(Node parent, Name name, Node child) {
        children(parent.key()).remove(name);
        Attributes after =
                attributesOf(child.key()).withNlink(attributesOf(child.key()).nlink() - 1);
        attributes.put(child.key(), after);
        return Outcome.of(new Removed(attributesOf(parent.key()), after));
    }

    @Override
    public Outcome<Renamed> rename(RenameCall call, Caller caller) {
        return act("rename", call.moved(), () -> {
            Node replaced = call.replaced();
            children(call.sourceParent().key()).remove(call.sourceName());
            children(call.targetParent().key())
                    .put(call.targetName(), call.moved().key());
            parents.put(call.moved().key(), call.targetParent().key());
            if (replaced != null && call.exchange()) {
                children(call.sourceParent().key()).put(call.sourceName(), replaced.key());
                parents.put(replaced.key(), call.sourceParent().key());
            }
            return Outcome.of(new Renamed(
                    attributesOf(call.sourceParent().key()),
                    attributesOf(call.targetParent().key()),
                    attributesOf(call.moved().key()),
                    replaced == null ? null : attributesOf(replaced.key())));
        });
    }

    @Override
    public Outcome<Opened> open(Node node, int flags, Caller caller) {
        return act("open", node, () -> Outcome.of(new Opened(new File(), attributesOf(node.key()))));
    }

    @Override
    public Outcome<OpenDirectory> opendir(Node node, Caller caller) {
        return act("opendir", node, () -> Outcome.of(new Listing()));
    }

    @Override
    public Outcome<Nothing> access(Node node, int mask, Caller caller) {
        return act("access", node, Outcome::done);
    }

    @Override
    public Outcome<StatFs> statfs(Node node) {
        return act("statfs", node, () -> Outcome.of(new StatFs(1, 1, 1, 1, 1, 4096, 4096, 255)));
    }

    @Override
    public Outcome<Nothing> sync() {
        return act("sync", root, Outcome::done);
    }

    @Override
    public void forget(Node node) {
        forgotten.add(node.key());
        Outcome<Nothing> done = act("forget", node, Outcome::done);
        if (done instanceof Outcome.Failed<Nothing> failed) {
            throw new IllegalStateException("forget failed: " + failed.errno());
        }
    }

    @Override
    public Outcome<Nothing> close() {
        return act("close", root, Outcome::done);
    }

    private final class File implements OpenFile {
        private boolean closed;

        @Override
        public Outcome<Integer> read(Node node, long offset, int sizeBytes, ReadTarget target) {
            checkOpen();
            return act("read", node, () -> Outcome.of(sizeBytes));
        }

        @Override
        public Outcome<Written> write(
                Node node, long offset, MemorySegment data, boolean append, boolean killSuidGid, Caller caller) {
            checkOpen();
            return act("write", node, () -> {
                Attributes now = attributesOf(node.key());
                long start = append ? now.size() : offset;
                now = now.withSize(Math.max(now.size(), start + data.byteSize()), 0);
                attributes.put(node.key(), now);
                return Outcome.of(new Written((int) data.byteSize(), writesSilently ? null : now, restOfWrites));
            });
        }

        @Override
        public Outcome<Allocated> allocate(Node node, Allocation allocation, Caller caller) {
            checkOpen();
            return act(
                    "allocate",
                    node,
                    () -> Outcome.of(new Allocated(
                            attributesOf(node.key()), allocation.length() > 1000 ? allocation.after(1000) : null)));
        }

        @Override
        public Outcome<Nothing> flush(Node node) {
            checkOpen();
            return act("flush", node, Outcome::done);
        }

        @Override
        public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
            checkOpen();
            return act("fsync", node, Outcome::done);
        }

        @Override
        public Outcome<Long> lseek(Node node, long offset, int whence) {
            checkOpen();
            return act("lseek", node, () -> Outcome.of(offset));
        }

        @Override
        public void release() {
            checkOpen();
            closed = true;
            released.incrementAndGet();
        }

        private void checkOpen() {
            if (closed) {
                calls.add("used after release");
                throw new IllegalStateException("used after release");
            }
        }
    }

    private final class Listing implements OpenDirectory {
        @Override
        public Outcome<List<DirectoryEntry>> read(Node node, long cursor, int maxEntries, boolean withNodes) {
            return act("readdir", node, () -> {
                List<DirectoryEntry> all = new ArrayList<>();
                long next = 3;
                for (Map.Entry<Name, InodeKey> entry : children(node.key()).entrySet()) {
                    if (next > cursor && all.size() < maxEntries) {
                        Node child = node(entry.getValue());
                        int type = Mode.direntType(child.attributes().mode());
                        all.add(new DirectoryEntry(entry.getKey(), child.ino(), type, next, withNodes ? child : null));
                    }
                    next++;
                }
                return Outcome.of(all);
            });
        }

        @Override
        public Outcome<Nothing> fsync(Node node, boolean dataOnly) {
            return act("fsyncdir", node, Outcome::done);
        }

        @Override
        public void release() {
            released.incrementAndGet();
        }
    }
}
