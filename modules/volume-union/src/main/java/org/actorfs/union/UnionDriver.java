package org.actorfs.union;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.XattrNames;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fs.driver.RenameCall;
import org.actorfs.fs.driver.Results.Created;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fs.driver.Results.Linked;
import org.actorfs.fs.driver.Results.Opened;
import org.actorfs.fs.driver.Results.Removed;
import org.actorfs.fs.driver.Results.Renamed;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.Traits;
import org.actorfs.fs.driver.Traits.Operation;
import org.actorfs.union.Chooser.Shown;
import org.actorfs.union.UnionLocator.Copy;
import org.actorfs.union.UnionLocator.Place;
import org.actorfs.union.UnionOptions.StatfsMode;
import org.actorfs.union.UnionOptions.XattrMode;
import org.jspecify.annotations.Nullable;

/** Many directories as one tree, see the package. Finds out which copies an operation is for; what is done to them is done by others. */
final class UnionDriver implements Driver {
    /** DT_UNKNOWN of readdir(3): who wants to know asks stat(2). */
    private static final int UNKNOWN_TYPE = 0;

    /** For how long a file is taken to be open that may be closed already, and how often that is looked at. */
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int MAX_WAITS = 20;

    /** The kernel looks the name up once more before it gives up. */
    private static final Outcome<Opened> LOOK_AGAIN = Outcome.failed(Errno.ESTALE);

    private volatile UnionSettings settings;
    private final List<Control> controls;
    private final Branches branches;
    private final Traits traits;
    private final UnionTree tree;
    private final Chooser chooser;
    private final TemporaryNames temporary;
    private final Relocation relocation;
    private final Births births;
    private final Names names;
    private final Renames renames;
    private final AttributeChanger attributes;
    private final LinkBreaker linkBreaker;
    private final CrossDevice crossDevice;
    private final Disguises disguises;

    /**
     * The volume.
     *
     * @param branches now the driver's, which closes them
     * @param saved where its settings are kept for the next mount
     * @param mountpoint where it is seen, if anywhere
     */
    UnionDriver(
            UnionSettings settings,
            Branches branches,
            SavedSettings saved,
            TimeSource clock,
            Optional<Path> mountpoint) {
        this.settings = settings;
        this.branches = branches;
        this.traits = traits(settings);
        this.tree = new UnionTree(() -> this.settings);
        this.chooser = new Chooser(
                tree,
                branches,
                () -> this.settings,
                traits.partialLookups(),
                () -> ThreadLocalRandom.current().nextLong());
        this.temporary = new TemporaryNames(ThreadLocalRandom.current().nextLong());
        PathCloner cloner = new PathCloner(tree, chooser, temporary);
        FileCopier copier = new FileCopier(temporary);
        this.relocation = new Relocation(tree, chooser, cloner, copier, () -> this.settings);
        this.births = new Births(tree, chooser, cloner, temporary, relocation);
        this.names = new Names(tree, chooser, cloner, births, () -> this.settings);
        this.renames = new Renames(tree, chooser, names);
        this.attributes = new AttributeChanger(chooser);
        this.linkBreaker = new LinkBreaker(tree, chooser, copier);
        this.crossDevice = new CrossDevice(tree, chooser, cloner, births, () -> this.settings, mountpoint);
        this.disguises =
                new Disguises(tree, chooser, () -> this.settings, branches, clock, mountpoint, new Disguises.Truth() {
                    @Override
                    public Outcome<Node> at(Place place, Set<Branch> without) {
                        return truth(place, without);
                    }

                    @Override
                    public Outcome<Node> of(UnionLocator inode) {
                        return truth(inode);
                    }

                    @Override
                    public Outcome<byte[]> text(Node link) {
                        return UnionDriver.this.text(link);
                    }
                });
        Timespec now = clock.now();
        this.controls = List.of(control("mergerfs", now, saved), control("actorfs", now, saved));
    }

    private Control control(String word, Timespec now, SavedSettings saved) {
        Control.Settings kept = new Control.Settings() {
            @Override
            public UnionSettings get() {
                return settings;
            }

            @Override
            public void change(String word, String value) throws BadSetting {
                set(word, value);
            }
        };
        return new Control(word, tree.inodes(), now, kept, branches, saved);
    }

    private synchronized void set(String word, String value) throws BadSetting {
        settings = settings.with(word, value);
    }

    private Optional<Control> control(Node node) {
        for (Control control : controls) {
            if (control.is(node)) {
                return Optional.of(control);
            }
        }
        return Optional.empty();
    }

    private static Traits traits(UnionSettings settings) {
        Set<Operation> operations = new HashSet<>(Traits.allOperations());
        if (settings.value(UnionOptions.XATTR) == XattrMode.NOSYS) {
            operations.remove(Operation.XATTR);
        }
        return new Traits(
                false,
                false,
                false,
                operations,
                0,
                settings.value(UnionOptions.ENTRY_NANOS),
                settings.value(UnionOptions.ATTR_NANOS),
                settings.value(UnionOptions.ATTR_NANOS) == 0,
                settings.kernelUse());
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public Outcome<Node> root() {
        return shown(tree.root());
    }

    @Override
    public Outcome<Node> lookup(Node parent, Name name) {
        UnionLocator directory = UnionLocator.of(parent);
        if (!directory.isDirectory()) {
            return Outcome.failed(Errno.ENOTDIR);
        }
        for (Control control : controls) {
            if (tree.isRoot(directory) && control.name().equals(name)) {
                return Outcome.of(control.node());
            }
        }
        return disguises.at(new Place(directory, name));
    }

    /** What stat(2) shows of an inode. */
    private Outcome<Node> shown(UnionLocator inode) {
        return disguises.of(inode);
    }

    /** What is at a place, where these branches are believed to have nothing. */
    private Outcome<Node> truth(Place place, Set<Branch> without) {
        Moment since = tree.now();
        return chooser.shownAt(place, without).then(shown -> {
            Found copy = shown.copy();
            return merged(tree.node(place, copy.branch(), copy.node(), since), shown, since);
        });
    }

    /** What an inode is. */
    private Outcome<Node> truth(UnionLocator inode) {
        Moment since = tree.now();
        return chooser.shown(inode)
                .then(shown -> merged(tree.node(inode, shown.copy().node()), shown, since));
    }

    private static Outcome<Node> merged(Node node, Shown shown, Moment since) {
        if (!node.attributes().isDirectory() || shown.all().isEmpty()) {
            return Outcome.of(node);
        }
        UnionLocator directory = UnionLocator.of(node);
        directory.seeAll(shown.all(), shown.unasked(), since);
        return Directories.merged(directory, node.attributes(), shown.all(), since)
                .map(node::with);
    }

    @Override
    public Outcome<Node> parent(Node directory) {
        UnionLocator inode = UnionLocator.of(directory);
        if (tree.isRoot(inode)) {
            return root();
        }
        List<Place> places = inode.places();
        return places.isEmpty()
                ? Outcome.failed(Errno.ENOENT)
                : shown(places.getFirst().directory());
    }

    /** Node ids are not inode numbers here, so nobody can ask for one that is not counted. */
    @Override
    public Outcome<Node> resolve(long ino, long generation) {
        return Outcome.failed(Errno.ESTALE);
    }

    /** The open file, if it is the copy that stat(2) shows, or the inode has no name any more. */
    private static @Nullable UnionFile shownBy(Node node, @Nullable OpenFile open) {
        UnionLocator inode = UnionLocator.of(node);
        return open instanceof UnionFile file && (inode.places().isEmpty() || inode.isShownBy(file.copy()))
                ? file
                : null;
    }

    @Override
    public Outcome<Attributes> getattr(Node node, @Nullable OpenFile open) {
        if (control(node).isPresent()) {
            return Outcome.of(node.attributes());
        }
        UnionFile file = shownBy(node, open);
        if (file != null) {
            return file.use(part ->
                    part.branch().tryNow(wait -> part.branch().backing().getattr(part.copy(), part.file(), wait)));
        }
        return shown(UnionLocator.of(node)).map(Node::attributes);
    }

    @Override
    public Outcome<Attributes> setattr(Node node, @Nullable OpenFile open, AttributeChanges changes, Caller caller) {
        if (control(node).isPresent()) {
            return Outcome.failed(Errno.EPERM);
        }
        Integer mode = changes.mode();
        boolean setsId = mode != null && Mode.hasSetId(mode);
        if (setsId && mayBePassedThrough(node)) {
            return givingRights(node, caller, () -> attributes.setattr(node, (UnionFile) open, changes), open);
        }
        Supplier<Outcome<Attributes>> step = () -> UnionLocator.of(node)
                .steadily(() -> shownAfter(node, open, attributes.setattr(node, (UnionFile) open, changes)));
        Long size = changes.sizeBytes();
        return size != null && open instanceof UnionFile file ? file.orElsewhere(size, step) : step.get();
    }

    /** What was changed may not be the copy that is shown, if there are others; and a directory on several branches is shown merged. */
    private Outcome<Attributes> shownAfter(Node node, @Nullable OpenFile open, Outcome<Attributes> changed) {
        UnionLocator inode = UnionLocator.of(node);
        boolean isAnother =
                branches.get().size() > 1 && shownBy(node, open) == null && chooser.onlyLately(inode) == null;
        return isAnother || inode.isLinkToFile()
                ? changed.then(_ -> shown(inode).map(Node::attributes))
                : changed;
    }

    @Override
    public Outcome<byte[]> readlink(Node node) {
        if (!node.attributes().isSymlink()) {
            return Outcome.failed(Errno.EINVAL);
        }
        UnionLocator inode = UnionLocator.of(node);
        return inode.isLinkToFile() ? Whereabouts.FULLPATH.tell(chooser, inode) : text(node);
    }

    private Outcome<byte[]> text(Node link) {
        return onFirst(
                Func.READLINK, link, false, copy -> copy.branch().backing().readlink(copy.node()));
    }

    /** Something that is asked of the first copy that the policy chooses, where its branch may wait. */
    @FunctionalInterface
    private interface Question<T> {
        Outcome<T> of(Found copy);
    }

    private <T> Outcome<T> onFirst(Func func, Node node, boolean cuts, Question<T> question) {
        return onFirst(func, UnionLocator.of(node), cuts, question);
    }

    /** @param cuts whether it may free much of the file, which takes long also in memory */
    private <T> Outcome<T> onFirst(Func func, UnionLocator inode, boolean cuts, Question<T> question) {
        Found lately = chooser.shownLately(func, inode);
        Supplier<Outcome<T>> anew = () -> onFirst(chooser.of(func, inode), cuts, question);
        return lately == null
                ? anew.get()
                : Settled.then(
                        asked(lately, cuts, question),
                        told -> told instanceof Outcome.Failed<T>(Errno errno) && isGone(errno) ? anew.get() : told);
    }

    /** Whether it says that the copy that was asked is not there any more. */
    private static boolean isGone(Errno errno) {
        return errno == Errno.ENOENT || errno == Errno.ESTALE;
    }

    private static <T> Outcome<T> asked(Found copy, boolean cuts, Question<T> question) {
        Branch branch = copy.branch();
        return branch.run(!cuts && branch.backing().neverWaits(copy.node()), () -> question.of(copy));
    }

    private static <T> Outcome<T> onFirst(Outcome<List<Found>> chosen, boolean cuts, Question<T> question) {
        return chosen.then(copies -> {
            Found first = copies.getFirst();
            return asked(first, cuts, question);
        });
    }

    @Override
    public Outcome<byte[]> getxattr(Node node, @Nullable OpenFile open, Name name) {
        Optional<Control> control = control(node);
        if (control.isPresent()) {
            return control.get().get(name);
        }
        if (Whereabouts.isOurs(name)) {
            return Whereabouts.of(name)
                    .map(asked -> asked.tell(chooser, UnionLocator.of(node)))
                    .orElse(Outcome.failed(Errno.ENODATA));
        }
        if (settings.value(UnionOptions.XATTR) != XattrMode.PASSTHROUGH) {
            return Outcome.failed(Errno.ENODATA);
        }
        if (name.equals(XattrNames.CAPABILITY) && !settings.value(UnionOptions.SECURITY_CAPABILITY)) {
            return Outcome.failed(Errno.ENODATA);
        }
        UnionFile file = shownBy(node, open);
        if (file != null) {
            return file.use(part -> part.branch()
                    .runAt(part.copy(), () -> part.branch().backing().getxattr(part.copy(), part.file(), name)));
        }
        return onFirst(
                Func.GETXATTR, node, false, copy -> copy.branch().backing().getxattr(copy.node(), null, name));
    }

    @Override
    public Outcome<List<Name>> listxattr(Node node, @Nullable OpenFile open) {
        Optional<Control> control = control(node);
        if (control.isPresent()) {
            return Outcome.of(control.get().list());
        }
        if (settings.value(UnionOptions.XATTR) != XattrMode.PASSTHROUGH) {
            return Outcome.of(List.of());
        }
        UnionFile file = shownBy(node, open);
        if (file != null) {
            return file.use(part -> part.branch()
                    .runAt(part.copy(), () -> part.branch().backing().listxattr(part.copy(), part.file())));
        }
        return onFirst(
                Func.LISTXATTR, node, false, copy -> copy.branch().backing().listxattr(copy.node(), null));
    }

    @Override
    public Outcome<Attributes> setxattr(Node node, @Nullable OpenFile open, XattrUpdate update, Caller caller) {
        Optional<Control> control = control(node);
        if (control.isPresent()) {
            return control.get().set(update);
        }
        if (Whereabouts.isOurs(update.name())) {
            return Whereabouts.of(update.name())
                            .filter(Whereabouts.BRANCH::equals)
                            .isPresent()
                    ? moved(node, update.value(), caller)
                    : Outcome.failed(Errno.EINVAL);
        }
        if (settings.value(UnionOptions.XATTR) != XattrMode.PASSTHROUGH) {
            return Outcome.failed(update.value() == null ? Errno.ENODATA : Errno.ENOTSUP);
        }
        if (XattrNames.isAcl(update.name()) && !settings.value(UnionOptions.POSIX_ACL)) {
            return Outcome.failed(Errno.ENOTSUP); // the kernel has not looked whether the caller may
        }
        if (update.name().equals(XattrNames.CAPABILITY) && update.value() != null && mayBePassedThrough(node)) {
            return givingRights(node, caller, () -> attributes.setxattr(node, (UnionFile) open, update), open);
        }
        return UnionLocator.of(node)
                .steadily(() -> shownAfter(node, open, attributes.setxattr(node, (UnionFile) open, update)));
    }

    /** Moves a file to the branch of this path. */
    private Outcome<Attributes> moved(Node node, byte @Nullable [] path, Caller caller) {
        UnionLocator inode = UnionLocator.of(node);
        Optional<Branch> target = branches.get().stream()
                .filter(branch -> path != null
                        && branch.spec().path().toString().equals(new String(path, StandardCharsets.UTF_8)))
                .findFirst();
        if (caller.uid() != 0) {
            return Outcome.failed(Errno.EPERM);
        }
        if (target.isEmpty() || !node.attributes().isRegular()) {
            return Outcome.failed(Errno.EINVAL);
        }
        return settings.passesThrough()
                ? Outcome.failed(Errno.ENOTSUP) // the kernel may write to the copy that goes
                : relocation.move(inode, target.get()).then(_ -> shown(inode)).map(Node::attributes);
    }

    @Override
    public Outcome<Created> mknod(Node parent, Name name, int mode, long rdev, int umask, Caller caller) {
        return births.mknod(parent, name, mode, rdev, umask, caller);
    }

    @Override
    public Outcome<Created> mkdir(Node parent, Name name, int mode, int umask, Caller caller) {
        return births.mkdir(parent, name, mode, umask, caller);
    }

    @Override
    public Outcome<Created> symlink(Node parent, Name name, byte[] target, Caller caller) {
        return births.symlink(parent, name, target, caller);
    }

    @Override
    public Outcome<CreatedOpen> create(Node parent, Name name, int mode, int flags, int umask, Caller caller) {
        return births.create(parent, name, mode, flags, umask, caller);
    }

    @Override
    public Outcome<CreatedOpen> tmpfile(Node directory, int mode, int flags, int umask, Caller caller) {
        return births.tmpfile(directory, mode, flags, umask, caller);
    }

    @Override
    public Outcome<Linked> link(Node node, Node newParent, Name newName, Caller caller) {
        return control(node).isPresent()
                ? Outcome.failed(Errno.EPERM)
                : UnionLocator.of(node)
                        .steadily(() -> crossDevice.link(
                                names.link(node, newParent, newName), node, newParent, newName, caller));
    }

    @Override
    public Outcome<Removed> unlink(Node parent, Name name, Node child, Caller caller) {
        return UnionLocator.of(child).steadily(() -> names.unlink(parent, name, child));
    }

    @Override
    public Outcome<Removed> rmdir(Node parent, Name name, Node child, Caller caller) {
        return names.rmdir(parent, name, child);
    }

    @Override
    public Outcome<Renamed> rename(RenameCall call, Caller caller) {
        Node replaced = call.replaced();
        return UnionLocator.of(call.moved())
                .steadily(() -> replaced == null
                        ? crossDevice.rename(renames.rename(call), call, caller)
                        : UnionLocator.of(replaced).steadily(() -> renames.rename(call)));
    }

    @Override
    public Outcome<Opened> open(Node node, int flags, Caller caller) {
        if (control(node).isPresent()) {
            return Outcome.failed(Errno.EACCES); // there is nothing to read
        }
        int mode = node.attributes().mode();
        if (!Mode.isRegular(mode)) {
            return Outcome.failed(
                    Mode.isDirectory(mode) ? Errno.EISDIR : Mode.isSymlink(mode) ? Errno.ELOOP : Errno.ENXIO);
        }
        UnionLocator inode = UnionLocator.of(node);
        Supplier<Outcome<Nothing>> clean =
                () -> mayDefileAPrivilegedFile(node, flags, caller) ? Outcome.failed(Errno.ETXTBSY) : Outcome.done();
        return onceReleased(inode, clean).then(_ -> openedUnlinked(inode, flags, caller));
    }

    /** Breaks its links first where that is wanted. */
    private Outcome<Opened> openedUnlinked(UnionLocator inode, int flags, Caller caller) {
        List<Place> places = inode.places();
        boolean mayBreakLinks = settings.value(UnionOptions.LINK_COW) && OpenFlags.mayWrite(flags) && !places.isEmpty();
        return mayBreakLinks
                ? linkBreaker
                        .separate(inode, places.getFirst())
                        .then(lookAgain -> lookAgain ? LOOK_AGAIN : opened(inode, flags, caller))
                : opened(inode, flags, caller);
    }

    private Outcome<Opened> opened(UnionLocator inode, int flags, Caller caller) {
        Question<Opened> open = copy -> copy.branch().isReadOnly() && OpenFlags.mayWrite(flags)
                ? Outcome.failed(Errno.EROFS)
                : opened(inode, copy, flags, caller);
        boolean cuts = OpenFlags.has(flags, OpenFlags.TRUNCATE);
        return inode.openFiles().pass(() -> {
            if (!settings.passesThrough()) {
                return onFirst(Func.OPEN, inode, cuts, open);
            }
            Found shared = sharedByTheKernel(inode);
            return shared == null
                    ? onFirst(chooser.of(Func.OPEN, inode), cuts, open) // whose mode is as it is now
                    : shared.branch().run(() -> open.of(shared));
        });
    }

    private Outcome<Opened> opened(UnionLocator inode, Found copy, int flags, Caller caller) {
        return copy.branch()
                .backing()
                .open(copy.node(), flags, caller)
                .map(opened -> new Opened(file(inode, copy, opened.file(), flags, caller), opened.after()));
    }

    /** Not what the policy says: what the kernel reads and writes itself is one copy for all who have it open. Null if nobody has. */
    private @Nullable Found sharedByTheKernel(UnionLocator inode) {
        List<UnionFile> others = inode.openFiles().all();
        return others.isEmpty()
                ? null
                : new Found(
                        others.getFirst().branch(),
                        new Outcome.Done<>(others.getFirst().copy()));
    }

    /** Others may have it open in a way that the kernel wants this open to share, see {@link OpenFile#kernelDescriptor}. */
    private boolean mayDefileAPrivilegedFile(Node node, int flags, Caller caller) {
        return settings.passesThrough()
                && Mode.hasSetId(node.attributes().mode())
                && OpenFlags.mayWrite(flags)
                && caller.uid() != 0
                && !UnionLocator.of(node).openFiles().all().isEmpty();
    }

    /** Tries what is ETXTBSY some times more: the kernel does not wait until a file is released that was closed. */
    private static <T> Outcome<T> onceReleased(UnionLocator inode, Supplier<Outcome<T>> step) {
        return onceReleased(inode, step, MAX_WAITS);
    }

    private static <T> Outcome<T> onceReleased(UnionLocator inode, Supplier<Outcome<T>> step, int waits) {
        return Settled.instead(step.get(), Errno.ETXTBSY, () -> {
            Copy copy = waits == 0 ? null : inode.primary();
            return copy == null
                    ? Outcome.failed(Errno.ETXTBSY)
                    : copy.branch().pool().runApart(UnionDriver::pause).then(_ -> onceReleased(inode, step, waits - 1));
        });
    }

    private static Outcome<Nothing> pause() {
        LockSupport.parkNanos(WAIT_NANOS);
        return Outcome.done();
    }

    private UnionFile file(UnionLocator inode, Found copy, OpenFile file, int flags, Caller caller) {
        UnionFile.Part part = new UnionFile.Part(copy.branch(), copy.node(), file);
        return new UnionFile(inode, part, flags, caller.uid(), isPrivileged(copy, file), relocation);
    }

    /** Whether a write has to take away set-id bits or capabilities; false if the kernel writes nothing itself. */
    private boolean isPrivileged(Found copy, OpenFile file) {
        if (!settings.passesThrough()) {
            return false;
        }
        return Mode.hasSetId(copy.node().attributes().mode())
                || copy.branch().backing().getxattr(copy.node(), file, XattrNames.CAPABILITY)
                        instanceof Outcome.Done<byte[]>;
    }

    private boolean mayBePassedThrough(Node node) {
        return settings.passesThrough() && Mode.isRegular(node.attributes().mode());
    }

    /**
     * Gives a file set-id bits or capabilities; ETXTBSY if what the kernel writes itself for somebody else could end up in it. With nobody
     * opening it meanwhile.
     */
    private Outcome<Attributes> givingRights(
            Node node, Caller caller, Supplier<Outcome<Attributes>> change, @Nullable OpenFile open) {
        UnionLocator inode = UnionLocator.of(node);
        OpenFiles files = inode.openFiles();
        Supplier<Outcome<Attributes>> given =
                () -> files.alone(() -> files.all().stream().anyMatch(file -> file.isWrittenByOthersThan(caller.uid()))
                        ? Outcome.failed(Errno.ETXTBSY)
                        : shownAfter(node, open, change.get()));
        return onceReleased(inode, given);
    }

    @Override
    public Outcome<OpenDirectory> opendir(Node node, Caller caller) {
        UnionLocator directory = UnionLocator.of(node);
        if (!directory.isDirectory()) {
            return Outcome.failed(Errno.ENOTDIR);
        }
        return chooser.copiesOf(directory).then(copies -> {
            Errno absence = Found.absence(copies);
            if (!tree.isRemoved(directory) && copies.stream().noneMatch(Found::exists)) {
                return Outcome.failed(absence == Errno.ENOENT ? Errno.ESTALE : absence);
            }
            return Outcome.of(new UnionDirectory(temporary, sourceOf(directory)));
        });
    }

    private UnionDirectory.Source sourceOf(UnionLocator directory) {
        return new UnionDirectory.Source() {
            @Override
            public Outcome<List<Found>> copies() {
                return chooser.copiesOf(directory).map(Found::existing);
            }

            @Override
            public UnionOptions.Readdir order() {
                return settings.value(UnionOptions.READDIR);
            }

            @Override
            public long ino(UnionDirectory.Listed listed) {
                return tree.ino(directory, listed);
            }

            @Override
            public Outcome<Node> lookup(UnionDirectory.Listed listed) {
                return disguises.at(new Place(directory, listed.entry().name()), listed.without());
            }

            @Override
            public Moment now() {
                return tree.now();
            }

            @Override
            public boolean isRecent(Moment since) {
                return tree.isRecent(since);
            }

            @Override
            public int type(OpenDirectory.DirectoryEntry entry) {
                return disguises.isTypeKnown(entry.type()) ? entry.type() : UNKNOWN_TYPE;
            }
        };
    }

    /** The kernel checks. */
    @Override
    public Outcome<Nothing> access(Node node, int mask, Caller caller) {
        return Outcome.done();
    }

    @Override
    public Outcome<StatFs> statfs(Node node) {
        return settings.value(UnionOptions.STATFS) == StatfsMode.BASE
                ? space(branches.get())
                : chooser.everyCopyOf(UnionLocator.of(node))
                        .then(copies -> space(
                                copies.isEmpty()
                                        ? branches.get() // it has no name
                                        : copies.stream().map(Found::branch).toList()));
    }

    private Outcome<StatFs> space(List<Branch> asked) {
        return Settled.each(asked, branch -> branch.filesystem(settings.value(UnionOptions.STATFS_NANOS)))
                .map(told -> Space.sum(asked, told, settings.value(UnionOptions.STATFS_IGNORE)));
    }

    @Override
    public Outcome<Nothing> sync() {
        return Settled.each(branches.get(), branch -> branch.run(branch.backing()::sync))
                .then(Settled::firstFailure);
    }

    @Override
    public void forget(Node node) {
        for (Copy copy : UnionLocator.of(node).copies()) {
            Node known = copy.node();
            if (known != null) {
                copy.branch().backing().forget(known).forEach(copy.branch().pool()::runUnattended);
            }
        }
    }

    @Override
    public Outcome<Nothing> close() {
        relocation.close();
        return branches.close();
    }
}
