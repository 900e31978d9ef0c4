package org.actorfs.simulation;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.actor.Volume;
import org.actorfs.simulation.check.NameStep.Kind;
import org.apache.pekko.actor.typed.ActorRef;

/** Makes a request of an operation, from what the kernel knows just now; nothing, where it knows nothing fitting. One for a run. */
final class Requests {
    private static final int[] ACCESS = {
        OpenFlags.READ_WRITE, OpenFlags.READ_WRITE, OpenFlags.READ_ONLY, OpenFlags.WRITE_ONLY
    };

    private final Journal journal;
    private final int baseOffset;
    private final NameRequests names;
    private final InodeRequests inodes;
    private final FileRequests files;
    private final DirectoryRequests directories;
    private final LockRequests locks;

    Requests(Journal journal, ActorRef<Volume.Command> volume, LongSupplier failures, int baseOffset) {
        this.journal = journal;
        this.baseOffset = baseOffset;
        this.names = new NameRequests(journal, volume);
        this.inodes = new InodeRequests(journal, names, volume);
        this.files = new FileRequests(journal);
        this.locks = new LockRequests(journal);
        this.directories = new DirectoryRequests(journal, names, failures);
    }

    NameRequests names() {
        return names;
    }

    InodeRequests inodes() {
        return inodes;
    }

    LockRequests locks() {
        return locks;
    }

    DirectoryRequests directories() {
        return directories;
    }

    void send(SimulatedKernel kernel, Operation op) {
        Name name = NameRequests.name(op.b());
        switch (op.kind()) {
            case LOOKUP -> inDirectory(kernel, op.a(), dir -> names.lookup(kernel, dir, name));
            case LOOKUP_PARENT -> inDirectory(kernel, op.a(), dir -> names.lookupParent(kernel, dir));
            case MKNOD -> inDirectory(kernel, op.a(), dir -> names.mknod(kernel, dir, name, op.c() % 2 == 0));
            case MKDIR -> inDirectory(kernel, op.a(), dir -> names.mkdir(kernel, dir, name));
            case SYMLINK -> inDirectory(kernel, op.a(), dir -> names.symlink(kernel, dir, name));
            case CREATE -> inDirectory(kernel, op.a(), dir -> names.create(kernel, dir, name, createFlags(op.c())));
            case LINK ->
                inDirectory(
                        kernel,
                        op.a(),
                        dir -> pick(
                                kernel.known(target -> isLinkable(target, op.d())),
                                op.c(),
                                target -> names.link(kernel, dir, name, target)));
            case UNLINK -> inDirectory(kernel, op.a(), dir -> names.remove(kernel, dir, name, false));
            case RMDIR -> inDirectory(kernel, op.a(), dir -> names.remove(kernel, dir, name, true));
            case RENAME_WITHIN, RENAME_ACROSS -> rename(kernel, op, name);
            case OPENDIR -> inDirectory(kernel, op.a(), dir -> directories.opendir(kernel, dir));
            case LOOKUP_SELF,
                    GETATTR,
                    TRUNCATE,
                    CHMOD,
                    GETXATTR,
                    SETXATTR,
                    ACCESS,
                    OPEN,
                    READLINK,
                    RESOLVE,
                    STATFS,
                    MISDIRECTED -> sendToInode(kernel, op);
            case READ, WRITE, FLUSH, FSYNC, LSEEK, ALLOCATE, SETLK, CLOSE ->
                pick(kernel.files(), op.a(), handle -> sendThrough(kernel, handle, op));
            case READDIR, FSYNCDIR, CLOSEDIR ->
                pick(kernel.directories(), op.a(), handle -> sendThroughDirectory(kernel, handle, op));
            case FORGET, FORGET_MANY -> forget(kernel, op);
            case INTERRUPT -> pick(journal.pending(), op.a(), Call::interrupt);
            case REMOUNT, PAUSE -> throw new IllegalArgumentException(op.kind() + " is no request");
        }
    }

    /** Files mostly; a kernel refuses to link directories itself, but a volume must not hang on one who does not. */
    private static boolean isLinkable(KnownInode target, int die) {
        return target.kind() != Kind.DIRECTORY || die % 16 == 0;
    }

    private void rename(SimulatedKernel kernel, Operation op, Name name) {
        Name newName = NameRequests.name(op.c());
        boolean noReplace = op.d() % 8 == 0;
        boolean exchange = !noReplace && op.d() % 4 == 1;
        inDirectory(
                kernel,
                op.a(),
                from -> inDirectory(kernel, op.d() / 8, to -> {
                    if (op.kind() == Operation.Kind.RENAME_WITHIN || from == to) {
                        names.renameWithin(kernel, from, name, newName, noReplace, exchange);
                    } else {
                        names.renameAcross(kernel, from, name, to, newName, noReplace, exchange);
                    }
                }));
    }

    private void sendToInode(SimulatedKernel kernel, Operation op) {
        switch (op.kind()) {
            case RESOLVE -> pick(journal.inos(), op.a(), ino -> inodes.resolve(kernel, ino));
            case STATFS -> any(kernel, op.a(), inode -> inodes.statfs(kernel, inode));
            case TRUNCATE -> of(kernel, Kind.FILE, op.a(), file -> inodes.truncate(kernel, file, offset(op.b())));
            case OPEN -> of(kernel, Kind.FILE, op.a(), file -> files.open(kernel, file, openFlags(op.b())));
            case READLINK -> of(kernel, Kind.SYMLINK, op.a(), link -> inodes.readlink(kernel, link));
            case GETATTR -> any(kernel, op.a(), inode -> inodes.getattr(kernel, inode));
            case LOOKUP_SELF -> any(kernel, op.a(), inode -> inodes.lookupSelf(kernel, inode));
            case CHMOD -> any(kernel, op.a(), inode -> inodes.chmod(kernel, inode, 0600 | op.b() % 0100));
            case GETXATTR -> any(kernel, op.a(), inode -> inodes.getxattr(kernel, inode));
            case SETXATTR -> any(kernel, op.a(), inode -> inodes.setxattr(kernel, inode, op.b() % 3 == 0));
            case ACCESS -> any(kernel, op.a(), inode -> inodes.access(kernel, inode));
            default -> any(kernel, op.a(), inode -> inodes.misdirected(kernel, inode, op.b()));
        }
    }

    private void sendThrough(SimulatedKernel kernel, OpenHandle handle, Operation op) {
        switch (op.kind()) {
            case READ -> files.read(kernel, handle, op.d() % 3 == 0 ? 0 : offset(op.b()), size(op));
            case WRITE -> files.write(kernel, handle, offset(op.b()), 1 + op.c() % 16);
            case FLUSH -> locks.flush(kernel, handle, op.b());
            case FSYNC -> files.fsync(kernel, handle);
            case SETLK -> locks.lock(kernel, handle, op.b(), op.c(), op.d());
            case ALLOCATE -> files.reserve(kernel, handle, offset(op.b()), 1 + op.c() % 16);
            case LSEEK -> files.lseek(kernel, handle, offset(op.b()), 3 + op.c() % 2);
            default -> {
                if (!handle.isInUse()) {
                    locks.close(kernel, handle);
                }
            }
        }
    }

    private int size(Operation op) {
        return op.d() % 3 == 0 ? baseOffset + 64 : op.c() % 24;
    }

    private void sendThroughDirectory(SimulatedKernel kernel, OpenHandle handle, Operation op) {
        boolean plus = op.b() % 2 == 0;
        switch (op.kind()) {
            case READDIR -> {
                if (op.c() % 2 == 0) {
                    directories.readAll(kernel, handle, plus);
                } else {
                    directories.readOn(kernel, handle, plus, 1 + op.d() % 3);
                }
            }
            case FSYNCDIR -> directories.fsync(kernel, handle);
            default -> {
                if (!handle.isInUse()) {
                    kernel.closeDirectory(handle);
                }
            }
        }
    }

    /** One inode, or as in BATCH_FORGET many; all references or some of them. */
    private static void forget(SimulatedKernel kernel, Operation op) {
        List<KnownInode> free = kernel.known(inode -> !inode.isPinned() && inode != kernel.root());
        if (op.kind() == Operation.Kind.FORGET_MANY) {
            free.forEach(inode -> kernel.forget(inode, inode.lookups()));
        } else {
            pick(free, op.a(), inode -> {
                boolean all = op.b() % 2 == 0;
                kernel.forget(inode, all ? inode.lookups() : 1 + op.c() % inode.lookups());
            });
        }
    }

    private long offset(int number) {
        return (long) baseOffset + number % 40;
    }

    private static int createFlags(int number) {
        int exclusive = number % 3 == 0 ? OpenFlags.EXCLUSIVE : 0;
        return openFlags(number / 3) | OpenFlags.CREATE | exclusive;
    }

    private static int openFlags(int number) {
        int truncate = number % 6 == 0 ? OpenFlags.TRUNCATE : 0;
        int append = number % 5 == 0 ? OpenFlags.APPEND : 0;
        return ACCESS[number / 30 % ACCESS.length] | truncate | append;
    }

    private static void inDirectory(SimulatedKernel kernel, int number, Consumer<KnownInode> then) {
        of(kernel, Kind.DIRECTORY, number, then);
    }

    private static void of(SimulatedKernel kernel, Kind kind, int number, Consumer<KnownInode> then) {
        pick(kernel.known(inode -> inode.kind() == kind), number, then);
    }

    private static void any(SimulatedKernel kernel, int number, Consumer<KnownInode> then) {
        pick(kernel.known(_ -> true), number, then);
    }

    private static <T> void pick(Collection<T> from, int number, Consumer<T> then) {
        if (!from.isEmpty()) {
            then.accept(List.copyOf(from).get(number % from.size()));
        }
    }
}
