package org.actorfs.fuse.jnr;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.XattrUpdate.Condition;
import org.actorfs.fs.actor.CreatedEntry;
import org.actorfs.fs.actor.DirectoryHandle;
import org.actorfs.fs.actor.DirectoryInode;
import org.actorfs.fs.actor.FileHandle;
import org.actorfs.fs.actor.FileInode;
import org.actorfs.fs.actor.Inode;
import org.actorfs.fs.actor.InodeCommand;
import org.actorfs.fs.actor.RenameCoordinator;
import org.actorfs.fs.actor.Route;
import org.actorfs.fs.actor.SymlinkInode;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.Traits;
import org.actorfs.fuse.protocol.Opcode;
import org.actorfs.fuse.session.SessionStats;
import org.actorfs.fuse.session.Walk;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ru.serce.jnrfuse.FuseCallbacks;
import ru.serce.jnrfuse.FuseFillDir;
import ru.serce.jnrfuse.FuseStubFS;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.Flock;
import ru.serce.jnrfuse.struct.FuseContext;
import ru.serce.jnrfuse.struct.FuseFileInfo;
import ru.serce.jnrfuse.struct.Statvfs;
import ru.serce.jnrfuse.struct.Timespec;

/**
 * What libfuse calls, on its own threads, side by side. Each callback is one operation of the high-level API, in the order of libfuse's fuse.h; it
 * returns 0, a length, or an errno below zero. Nothing is thrown out of one: jnr-fuse would report that as a success.
 */
final class Callbacks extends FuseStubFS {
    private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

    /** From fcntl(2). */
    private static final int F_GETLK = 5;

    private static final int F_SETLKW = 7;

    /** From flock(2). */
    private static final int LOCK_NB = 4;

    /** From struct fuse_file_info: the first of its bits, before fh. jnr-fuse has no name for them. */
    private static final int DIRECT_IO = 1;

    /** From readdir(3): d_type is the type of a mode, shifted. */
    private static final int TYPE_SHIFT = 12;

    private static final int XATTR_CREATE = 1;
    private static final int XATTR_REPLACE = 2;

    /** From struct fuse_operations: what stands behind the last pointer of the old ones. */
    private static final int NULLPATH_OK = 1;

    private static final int UTIME_OMIT_OK = 1 << 2;

    private final LoopCalls libfuse;
    private final References references;
    private final ActorRef<Volume.Command> volume;
    private final Traits traits;
    private final SessionStats stats;
    private final Waiting waiting;
    private final Runnable onRequest;
    private final OpenFiles open = new OpenFiles();
    private final Paths paths;
    private final DataBuffers buffers = new DataBuffers();

    /** Held for as long as libfuse may call it: jnr-ffi holds it weakly. */
    private final FuseCallbacks.FsyncCallback fsyncdir = (path, dataOnly, info) -> guarded(
            () -> syncDirectory(path, dataOnly != 0, FuseFileInfo.of(info).fh.get()));

    /** {@code onRequest} is run before each answer. {@link UnsatisfiedLinkError} if jnr-fuse does not find libfuse 2. */
    Callbacks(
            LoopCalls libfuse,
            References references,
            ActorRef<Volume.Command> volume,
            Traits traits,
            SessionStats stats,
            Waiting waiting,
            boolean ownLocks,
            Runnable onRequest) {
        this.libfuse = libfuse;
        this.references = references;
        this.volume = volume;
        this.traits = traits;
        this.stats = stats;
        this.waiting = waiting;
        this.onRequest = onRequest;
        this.paths = new Paths(references, open);
        complete(ownLocks);
    }

    /** What jnr-fuse does not set, or not as libfuse has it: flags; and fsyncdir, whose second argument it forgets. Locks, if the kernel keeps them. */
    private void complete(boolean ownLocks) {
        Pointer operations = operations();
        operations.putInt(fuseOperations.ioctl.offset() - Long.BYTES, NULLPATH_OK | UTIME_OMIT_OK);
        if (!ownLocks) {
            operations.putAddress(fuseOperations.lock.offset(), 0);
            operations.putAddress(fuseOperations.flock.offset(), 0);
        }
        operations.putPointer(
                fuseOperations.fsyncdir.offset(),
                fuseOperations
                        .getRuntime()
                        .getClosureManager()
                        .getClosurePointer(FuseCallbacks.FsyncCallback.class, fsyncdir));
    }

    /** The {@code struct fuse_operations}, for as long as these callbacks are held. */
    Pointer operations() {
        return Struct.getMemory(fuseOperations);
    }

    int operationsBytes() {
        return Struct.size(fuseOperations);
    }

    /** libfuse takes one link off what it believes to have hidden. */
    @Override
    public int getattr(String path, FileStat stat) {
        return guarded(() -> this.<Node>serve(Opcode.GETATTR, () -> paths.at(path, Inode.Getattr::new), node -> {
            int links = node.attributes().nlink();
            boolean less = links > 0 && open.mayBeHidden(path);
            return Structs.fill(stat, less ? node.with(node.attributes().withNlink(links + 1)) : node);
        }));
    }

    @Override
    public int readlink(String path, Pointer buffer, long size) {
        return guarded(() ->
                this.<byte[]>serve(Opcode.READLINK, () -> paths.at(path, SymlinkInode.Readlink::new), target -> {
                    int length = (int) Math.min(target.length, size - 1);
                    buffer.put(0, target, 0, length);
                    buffer.putByte(length, (byte) 0);
                    return 0;
                }));
    }

    @Override
    public int mknod(String path, long mode, long rdev) {
        return guarded(() -> {
            Caller caller = caller();
            return carryOut(
                    Opcode.MKNOD,
                    () -> paths.make(
                            path,
                            name -> reply ->
                                    new DirectoryInode.Mknod(references, name, (int) mode, rdev, 0, caller, reply)));
        });
    }

    @Override
    public int mkdir(String path, long mode) {
        return guarded(() -> {
            Caller caller = caller();
            return carryOut(
                    Opcode.MKDIR,
                    () -> paths.make(
                            path,
                            name -> reply -> new DirectoryInode.Mkdir(references, name, (int) mode, 0, caller, reply)));
        });
    }

    @Override
    public int unlink(String path) {
        return guarded(() -> {
            Caller caller = caller();
            return carryOut(
                    Opcode.UNLINK,
                    () -> paths.in(
                            path,
                            (_, directory, name) ->
                                    paths.ask(directory, reply -> new DirectoryInode.Unlink(name, caller, reply))));
        });
    }

    @Override
    public int rmdir(String path) {
        return guarded(() -> {
            Caller caller = caller();
            return carryOut(
                    Opcode.RMDIR,
                    () -> paths.in(
                            path,
                            (_, directory, name) ->
                                    paths.ask(directory, reply -> new DirectoryInode.Rmdir(name, caller, reply))));
        });
    }

    @Override
    public int symlink(String target, String path) {
        return guarded(() -> {
            Caller caller = caller();
            return carryOut(
                    Opcode.SYMLINK,
                    () -> PathNames.cameThrough(target)
                            ? paths.make(
                                    path,
                                    name -> reply -> new DirectoryInode.Symlink(
                                            references, name, target.getBytes(UTF_8), caller, reply))
                            : Paths.failed(Errno.EILSEQ));
        });
    }

    @Override
    public int rename(String path, String newPath) {
        return guarded(() -> {
            Caller caller = caller();
            return carryOut(
                    Opcode.RENAME,
                    () -> paths.in(
                            path,
                            (walk, directory, name) -> paths.in(
                                    newPath,
                                    (_, newDirectory, newName) -> directory == newDirectory && open.isMadeUp(newName)
                                            ? unlinkOpen(walk, directory, name, newName, caller)
                                            : rename(directory, name, newDirectory, newName, caller))));
        });
    }

    private CompletionStage<Outcome.Ready<Nothing>> rename(
            long directory, Name name, long newDirectory, Name newName, Caller caller) {
        if (directory == newDirectory) {
            return paths.ask(directory, reply -> new DirectoryInode.Rename(name, newName, false, false, caller, reply));
        }
        Route source = references.route(directory);
        Route target = references.route(newDirectory);
        if (source == null || target == null) {
            return Paths.failed(Errno.ESTALE);
        }
        ReplyFuture<Nothing> reply = new ReplyFuture<>();
        volume.tell(new Volume.Rename(
                new RenameCoordinator.Rename(source, name, target, newName, false, false, caller, reply)));
        return reply.stage();
    }

    /** libfuse hides what is open instead of unlinking it; see {@link OpenFiles}. */
    private CompletionStage<Outcome.Ready<Nothing>> unlinkOpen(
            Walk walk, long directory, Name name, Name hidden, Caller caller) {
        return Paths.then(
                paths.key(directory),
                place -> Paths.then(walk.to(directory, List.of(name)), inode -> {
                    open.hide(place, hidden, inode);
                    return paths.<Nothing>ask(directory, reply -> new DirectoryInode.Unlink(name, caller, reply))
                            .whenComplete((outcome, _) -> {
                                if (!(outcome instanceof Outcome.Done)) {
                                    open.forget(place, hidden);
                                }
                            });
                }));
    }

    @Override
    public int link(String path, String newPath) {
        return guarded(() -> {
            Caller caller = caller();
            return carryOut(
                    Opcode.LINK,
                    () -> paths.to(
                            path,
                            (_, inode) -> paths.make(
                                    newPath,
                                    name -> reply -> new DirectoryInode.Link(
                                            references, name, held(references.route(inode)), caller, reply))));
        });
    }

    /** The walk that found it holds a reference. */
    private static Route held(@Nullable Route route) {
        if (route == null) {
            throw new IllegalStateException("a counted inode has no route");
        }
        return route;
    }

    @Override
    public int chmod(String path, long mode) {
        return guarded(() -> setattr(path, AttributeChanges.ofMode((int) mode & Mode.PERMISSIONS)));
    }

    @Override
    public int chown(String path, long uid, long gid) {
        return guarded(() -> {
            Integer newUid = (int) uid == -1 ? null : (int) uid;
            Integer newGid = (int) gid == -1 ? null : (int) gid;
            return setattr(
                    path, new AttributeChanges(null, newUid, newGid, null, null, false, null, false, null, false));
        });
    }

    @Override
    public int truncate(String path, long size) {
        return guarded(() -> setattr(path, AttributeChanges.ofSize(size)));
    }

    @Override
    public int utimens(String path, Timespec[] times) {
        return guarded(() -> {
            UtimensTime atime = UtimensTime.of(times[0]);
            UtimensTime mtime = UtimensTime.of(times[1]);
            return setattr(
                    path,
                    new AttributeChanges(
                            null, null, null, null, atime.at(), atime.now(), mtime.at(), mtime.now(), null, false));
        });
    }

    private int setattr(String path, AttributeChanges changes) {
        Caller caller = caller();
        return this.<Node>serve(
                Opcode.SETATTR, () -> paths.at(path, reply -> new Inode.Setattr(changes, caller, reply)), _ -> 0);
    }

    @Override
    public int ftruncate(String path, long size, FuseFileInfo info) {
        return guarded(() -> {
            Caller caller = caller();
            long handle = info.fh.get();
            return this.<Node>serve(
                    Opcode.SETATTR,
                    () -> ofOpen(handle, reply -> new Inode.Setattr(AttributeChanges.ofSize(size), caller, reply)),
                    _ -> 0);
        });
    }

    @Override
    public int fgetattr(String path, FileStat stat, FuseFileInfo info) {
        return guarded(() -> {
            long handle = info.fh.get();
            return this.<Node>serve(
                    Opcode.GETATTR, () -> ofOpen(handle, Inode.Getattr::new), node -> Structs.fill(stat, node));
        });
    }

    @Override
    public int open(String path, FuseFileInfo info) {
        return guarded(() -> {
            Caller caller = caller();
            int flags = info.flags.intValue();
            return this.<Long>serve(
                    Opcode.OPEN,
                    () -> paths.to(
                            path,
                            (walk, inode) -> references
                                    .<Long>ask(inode, reply -> new FileInode.Open(references, flags, caller, reply))
                                    .stage()
                                    .thenApply(opened -> Paths.map(opened, handle -> keep(walk, inode, handle)))),
                    handle -> tell(info, handle),
                    this::releaseFile);
        });
    }

    @Override
    public int create(String path, long mode, FuseFileInfo info) {
        return guarded(() -> {
            Caller caller = caller();
            int flags = info.flags.intValue();
            return this.<Long>serve(
                    Opcode.CREATE,
                    () -> paths.in(
                            path,
                            (_, directory, name) -> references
                                    .<CreatedEntry>ask(
                                            directory,
                                            reply -> new DirectoryInode.Create(
                                                    references, name, (int) mode, flags, 0, caller, reply))
                                    .stage()
                                    .thenApply(made -> Paths.map(made, this::keep))),
                    handle -> tell(info, handle),
                    this::releaseFile);
        });
    }

    private static int tell(FuseFileInfo info, long handle) {
        info.fh.set(handle);
        if (OpenFlags.has(info.flags.intValue(), OpenFlags.DIRECT)) {
            // Else a direct read cut short by a truncate is filled up with zeros.
            long bits = info.fh.offset() - Integer.BYTES;
            Struct.getMemory(info).putInt(bits, Struct.getMemory(info).getInt(bits) | DIRECT_IO);
        }
        return 0;
    }

    private Long keep(CreatedEntry created) {
        open.opened(created.handle(), created.entry().name());
        return created.handle();
    }

    private Long keep(Walk walk, long inode, long handle) {
        walk.keepLast();
        open.opened(handle, inode);
        return handle;
    }

    /** Into memory of our own: who gives up leaves the driver at work in it. */
    @Override
    public int read(String path, Pointer buffer, long size, long offset, FuseFileInfo info) {
        return guarded(() -> {
            long handle = info.fh.get();
            MemorySegment data = buffers.take(size);
            int result = this.<Integer>serve(
                    Opcode.READ,
                    () -> askFile(handle, reply -> new FileHandle.Read(offset, (int) size, () -> data, reply)),
                    length -> {
                        segment(buffer, size).copyFrom(data.asSlice(0, length));
                        return length;
                    });
            giveBack(data, result);
            return result;
        });
    }

    /** As {@link #read}. */
    @Override
    public int write(String path, Pointer buffer, long size, long offset, FuseFileInfo info) {
        return guarded(() -> {
            Caller caller = caller();
            long handle = info.fh.get();
            MemorySegment whole = buffers.take(size);
            MemorySegment data = whole.asSlice(0, size).copyFrom(segment(buffer, size));
            int result = this.<Integer>serve(
                    Opcode.WRITE,
                    () -> askFile(handle, reply -> new FileHandle.Write(offset, data, false, false, caller, reply)),
                    Integer::intValue);
            giveBack(whole, result);
            return result;
        });
    }

    /** EIO may mean that nobody waits any more, and the driver is still at work. */
    private void giveBack(MemorySegment data, int result) {
        if (result != -Errno.EIO.number()) {
            buffers.give(data);
        }
    }

    private static MemorySegment segment(Pointer memory, long size) {
        return MemorySegment.ofAddress(memory.address()).reinterpret(size);
    }

    @Override
    public int statfs(String path, Statvfs space) {
        return guarded(() -> this.<StatFs>serve(
                Opcode.STATFS, () -> paths.at(path, Inode.Statfs::new), found -> Structs.fill(space, found)));
    }

    @Override
    public int flush(String path, FuseFileInfo info) {
        return guarded(() -> {
            long owner = info.lock_owner.get();
            long handle = info.fh.get();
            return carryOut(Opcode.FLUSH, () -> askFile(handle, reply -> new FileHandle.Flush(owner, reply)));
        });
    }

    @Override
    public int release(String path, FuseFileInfo info) {
        return guarded(() -> {
            long handle = info.fh.get();
            return carryOut(Opcode.RELEASE, () -> {
                releaseFile(handle);
                return Paths.done(Nothing.NOTHING);
            });
        });
    }

    private void releaseFile(long handle) {
        Long inode = open.released(handle);
        references.releaseFile(handle);
        if (inode != null) {
            references.forget(inode);
        }
    }

    @Override
    public int fsync(String path, int dataOnly, FuseFileInfo info) {
        return guarded(() -> {
            long handle = info.fh.get();
            return carryOut(Opcode.FSYNC, () -> askFile(handle, reply -> new FileHandle.Fsync(dataOnly != 0, reply)));
        });
    }

    @Override
    public int setxattr(String path, String name, Pointer value, long size, int flags) {
        return guarded(() -> {
            byte[] bytes = new byte[(int) size];
            value.get(0, bytes, 0, bytes.length);
            Condition when = (flags & XATTR_CREATE) != 0
                    ? Condition.ABSENT
                    : (flags & XATTR_REPLACE) != 0 ? Condition.PRESENT : Condition.ANY;
            return changeXattr(Opcode.SETXATTR, path, new XattrUpdate(Name.of(name), bytes, when, false));
        });
    }

    @Override
    public int removexattr(String path, String name) {
        return guarded(() -> changeXattr(Opcode.REMOVEXATTR, path, XattrUpdate.remove(Name.of(name))));
    }

    private int changeXattr(int opcode, String path, XattrUpdate update) {
        Caller caller = caller();
        return carryOut(
                opcode,
                () -> ofXattr(path, update.name().toString(), reply -> new Inode.Setxattr(update, caller, reply)));
    }

    @Override
    public int getxattr(String path, String name, Pointer buffer, long size) {
        return guarded(() -> this.<byte[]>serve(
                Opcode.GETXATTR,
                () -> ofXattr(path, name, reply -> new Inode.Getxattr(Name.of(name), reply)),
                value -> give(value, buffer, size)));
    }

    @Override
    public int listxattr(String path, Pointer buffer, long size) {
        return guarded(() -> {
            Caller caller = caller();
            return this.<List<Name>>serve(
                    Opcode.LISTXATTR,
                    () -> ofXattr(path, "", reply -> new Inode.Listxattr(caller, reply)),
                    names -> give(XattrList.of(names), buffer, size));
        });
    }

    /** With a size of 0 it is only asked how much there is. */
    private static int give(byte[] bytes, Pointer buffer, long size) {
        if (size == 0) {
            return bytes.length;
        }
        if (bytes.length > size) {
            return -Errno.ERANGE.number();
        }
        buffer.put(0, bytes, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public int opendir(String path, FuseFileInfo info) {
        return guarded(() -> {
            Caller caller = caller();
            return this.<Long>serve(
                    Opcode.OPENDIR,
                    () -> paths.at(path, reply -> new DirectoryInode.Opendir(references, caller, reply)),
                    handle -> {
                        info.fh.set(handle);
                        return 0;
                    },
                    references::releaseDirectory);
        });
    }

    @Override
    public int readdir(String path, Pointer buffer, FuseFillDir filler, long offset, FuseFileInfo info) {
        return guarded(() -> {
            long handle = info.fh.get();
            Listing listing = new Listing();
            return this.<List<DirectoryEntry>>serve(
                    Opcode.READDIR,
                    () -> askDirectory(
                                    handle,
                                    (Reply<Nothing> reply) ->
                                            new DirectoryHandle.Readdir(offset, false, listing, reply))
                            .thenApply(outcome -> Paths.map(outcome, _ -> listing.entries())),
                    entries -> fill(buffer, filler, entries));
        });
    }

    private int fill(Pointer buffer, FuseFillDir filler, List<DirectoryEntry> entries) {
        FileStat stat = new FileStat(fuseOperations.getRuntime());
        for (DirectoryEntry entry : entries) {
            stat.st_ino.set(entry.ino());
            stat.st_mode.set(entry.type() << TYPE_SHIFT);
            int full = filler.apply(buffer, Listing.terminated(entry.name()), Struct.getMemory(stat), entry.cursor());
            if (full != 0) {
                return 0;
            }
        }
        return 0;
    }

    @Override
    public int releasedir(String path, FuseFileInfo info) {
        return guarded(() -> {
            long handle = info.fh.get();
            return carryOut(Opcode.RELEASEDIR, () -> {
                references.releaseDirectory(handle);
                return Paths.done(Nothing.NOTHING);
            });
        });
    }

    private int syncDirectory(@Nullable String path, boolean dataOnly, long handle) {
        return carryOut(
                Opcode.FSYNCDIR,
                () -> path != null && path.equals("/")
                        ? syncVolume()
                        : askDirectory(handle, reply -> new DirectoryHandle.Fsyncdir(dataOnly, reply)));
    }

    private CompletionStage<Outcome.Ready<Nothing>> syncVolume() {
        ReplyFuture<Nothing> reply = new ReplyFuture<>();
        volume.tell(new Volume.Sync(reply));
        return reply.stage();
    }

    /** Only asked where the kernel does not check itself. */
    @Override
    public int access(String path, int mask) {
        return guarded(() -> {
            Caller caller = caller();
            return carryOut(
                    Opcode.ACCESS,
                    () -> traits.checksPermissions()
                            ? paths.at(path, reply -> new Inode.Access(mask, caller, reply))
                            : Paths.failed(Errno.ENOSYS));
        });
    }

    @Override
    public int lock(String path, FuseFileInfo info, int command, Flock lock) {
        return guarded(() -> {
            long handle = info.fh.get();
            long owner = info.lock_owner.get();
            FileLock wanted = Locks.wanted(lock);
            if (wanted == null) {
                return -Errno.EINVAL.number();
            }
            if (command == F_GETLK) {
                return this.<FileLock>serve(
                        Opcode.GETLK,
                        () -> askFile(handle, reply -> new FileHandle.Getlk(owner, wanted, reply)),
                        found -> Locks.fill(lock, found));
            }
            return setLock(handle, owner, wanted, false, command == F_SETLKW);
        });
    }

    @Override
    public int flock(String path, FuseFileInfo info, int operation) {
        return guarded(() -> {
            FileLock wanted = Locks.wanted(operation, caller().pid());
            return wanted == null
                    ? -Errno.EINVAL.number()
                    : setLock(info.fh.get(), info.lock_owner.get(), wanted, true, (operation & LOCK_NB) == 0);
        });
    }

    private int setLock(long handle, long owner, FileLock lock, boolean flock, boolean wait) {
        boolean waits = wait && lock.kind() != FileLock.Kind.NONE;
        int pid = caller().pid();
        return counted(waits ? Opcode.SETLKW : Opcode.SETLK, () -> {
            ReplyFuture<Nothing> reply =
                    references.askFile(handle, to -> new FileHandle.Setlk(owner, lock, flock, waits, to));
            Consumer<Nothing> unlock = _ -> {
                var _ = references.<Nothing>askFile(
                        handle, to -> new FileHandle.Setlk(owner, lock.unlocked(), flock, false, to));
            };
            Outcome.Ready<Nothing> answer = waits
                    ? waiting.awaitLock(Opcode.name(Opcode.SETLKW), reply, pid, unlock)
                    : waiting.await(Opcode.name(Opcode.SETLK), reply.stage(), unlock);
            return result(answer, Callbacks::nothing);
        });
    }

    @Override
    public int fallocate(String path, int mode, long offset, long length, FuseFileInfo info) {
        return guarded(() -> {
            Caller caller = caller();
            long handle = info.fh.get();
            if (!has(Traits.Operation.FALLOCATE)) {
                return -Errno.ENOSYS.number(); // EOPNOTSUPP, and no more questions
            }
            if (!Allocation.isRange(offset, length)) {
                return -Errno.EINVAL.number();
            }
            Allocation allocation = Allocation.of(mode, offset, length);
            return allocation == null
                    ? -Errno.ENOTSUP.number()
                    : carryOut(
                            Opcode.FALLOCATE,
                            () -> askFile(handle, reply -> new FileHandle.Fallocate(allocation, caller, reply)));
        });
    }

    private <T> CompletionStage<Outcome.Ready<T>> ofXattr(
            String path, String name, Function<Reply<T>, InodeCommand> message) {
        if (!has(Traits.Operation.XATTR)) {
            return Paths.failed(Errno.ENOSYS); // EOPNOTSUPP, and no more questions
        }
        return PathNames.cameThrough(name) ? paths.at(path, message) : Paths.failed(Errno.EILSEQ);
    }

    private boolean has(Traits.Operation operation) {
        return traits.operations().contains(operation);
    }

    /** Who called: what libfuse knows while its callback runs. */
    private Caller caller() {
        FuseContext context = libfuse.fuse_get_context();
        return new Caller(context.uid.intValue(), context.gid.intValue(), context.pid.intValue());
    }

    private <T> CompletionStage<Outcome.Ready<T>> askFile(long handle, Function<Reply<T>, FileHandle.Command> message) {
        return references.askFile(handle, message).stage();
    }

    private <T> CompletionStage<Outcome.Ready<T>> askDirectory(
            long handle, Function<Reply<T>, DirectoryHandle.Command> message) {
        return references.askDirectory(handle, message).stage();
    }

    /** Asks the inode of an open file: its open keeps a reference. */
    private <T> CompletionStage<Outcome.Ready<T>> ofOpen(long handle, Function<Reply<T>, InodeCommand> message) {
        Long inode = open.inode(handle);
        return inode == null ? Paths.failed(Errno.EBADF) : paths.ask(inode, message);
    }

    private static int nothing(Nothing nothing) {
        return 0;
    }

    private int carryOut(int opcode, Supplier<CompletionStage<Outcome.Ready<Nothing>>> deed) {
        return serve(opcode, deed, Callbacks::nothing);
    }

    private <T> int serve(int opcode, Supplier<CompletionStage<Outcome.Ready<T>>> question, ToIntFunction<T> answer) {
        return serve(opcode, question, answer, _ -> {});
    }

    /** {@code undo} is given a success that comes when nobody waits for it any more. */
    private <T> int serve(
            int opcode,
            Supplier<CompletionStage<Outcome.Ready<T>>> question,
            ToIntFunction<T> answer,
            Consumer<T> undo) {
        return counted(opcode, () -> result(waiting.await(Opcode.name(opcode), question.get(), undo), answer));
    }

    private static <T> int result(Outcome.Ready<T> outcome, ToIntFunction<T> answer) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> answer.applyAsInt(value);
            case Outcome.Failed<T>(Errno errno) -> -errno.number();
        };
    }

    /** Counts and times what a callback does. */
    private int counted(int opcode, IntSupplier deed) {
        stats.received(opcode, true);
        long begunNanos = stats.now();
        int result = -Errno.EIO.number();
        try {
            onRequest.run();
            result = waiting.isOver() ? result : deed.getAsInt();
        } finally {
            boolean carriesData = opcode == Opcode.READ || opcode == Opcode.WRITE;
            stats.answered(opcode, begunNanos, Math.max(0, -result), carriesData ? Math.max(0, result) : 0);
        }
        return result;
    }

    /** The whole of a callback: nothing gets out of it. */
    private static int guarded(IntSupplier callback) {
        try {
            return callback.getAsInt();
        } catch (Throwable e) {
            log.error("a callback failed; its caller gets EIO", e);
            return -Errno.EIO.number();
        }
    }
}
