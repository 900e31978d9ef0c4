package org.actorfs.fuse.session;

import org.actorfs.fs.Allocation;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.Name;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.XattrUpdate.Condition;
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
import org.actorfs.fs.driver.Traits;
import org.actorfs.fuse.protocol.EntryRequest;
import org.actorfs.fuse.protocol.Fattr;
import org.actorfs.fuse.protocol.HandleRequest;
import org.actorfs.fuse.protocol.InodeRequest;
import org.actorfs.fuse.protocol.Protocol;
import org.actorfs.fuse.protocol.RequestFlags;
import org.actorfs.fuse.protocol.RequestHeader;
import org.actorfs.fuse.session.Answer.Ticket;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Turns what the kernel asks of names, inodes and handles into messages. Each method gives the answer that it handed on. */
final class Requests {
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;

    private static final int XATTR_CREATE = 1;
    private static final int XATTR_REPLACE = 2;

    private final Connection connection;
    private final ActorRef<Volume.Command> volume;

    Requests(Connection connection, ActorRef<Volume.Command> volume) {
        this.connection = connection;
        this.volume = volume;
    }

    /** A request that is about a name. */
    Answer<?> entry(EntryRequest request, Ticket ticket) {
        Caller caller = caller(request.header());
        return switch (request) {
            case EntryRequest.Lookup r -> lookup(r, new Answers.Found(ticket, true));
            case EntryRequest.Symlink r -> {
                Answers.Found answer = new Answers.Found(ticket, false);
                yield tell(
                        r.header().nodeid(),
                        answer,
                        new DirectoryInode.Symlink(connection, Name.of(r.name()), r.target(), caller, answer));
            }
            case EntryRequest.Mknod r -> {
                Answers.Found answer = new Answers.Found(ticket, false);
                yield tell(
                        r.header().nodeid(),
                        answer,
                        new DirectoryInode.Mknod(
                                connection, Name.of(r.name()), r.mode(), device(r.rdev()), r.umask(), caller, answer));
            }
            case EntryRequest.Mkdir r -> {
                Answers.Found answer = new Answers.Found(ticket, false);
                yield tell(
                        r.header().nodeid(),
                        answer,
                        new DirectoryInode.Mkdir(connection, Name.of(r.name()), r.mode(), r.umask(), caller, answer));
            }
            case EntryRequest.Unlink r -> {
                Answers.Ok answer = new Answers.Ok(ticket);
                yield tell(r.header().nodeid(), answer, new DirectoryInode.Unlink(Name.of(r.name()), caller, answer));
            }
            case EntryRequest.Rmdir r -> {
                Answers.Ok answer = new Answers.Ok(ticket);
                yield tell(r.header().nodeid(), answer, new DirectoryInode.Rmdir(Name.of(r.name()), caller, answer));
            }
            case EntryRequest.Rename r -> rename(r, caller, new Answers.Ok(ticket));
            case EntryRequest.Link r -> link(r, caller, new Answers.Found(ticket, false));
            case EntryRequest.Create r -> {
                Answers.Created answer = new Answers.Created(ticket, flags(r.flags()));
                yield tell(
                        r.header().nodeid(),
                        answer,
                        new DirectoryInode.Create(
                                connection, Name.of(r.name()), r.mode(), flags(r.flags()), r.umask(), caller, answer));
            }
            case EntryRequest.Tmpfile r -> {
                if (!connection.traits().operations().contains(Traits.Operation.TMPFILE)) {
                    yield refuse(ticket, Errno.ENOSYS); // EOPNOTSUPP, and no more questions
                }
                Answers.Created answer = new Answers.Created(ticket, flags(r.flags()));
                yield tell(
                        r.header().nodeid(),
                        answer,
                        new DirectoryInode.Tmpfile(connection, r.mode(), flags(r.flags()), r.umask(), caller, answer));
            }
        };
    }

    private Answer<?> lookup(EntryRequest.Lookup request, Answers.Found answer) {
        byte[] name = request.name();
        boolean dot = name.length == 1 && name[0] == '.';
        long nodeid = request.header().nodeid();
        if (dot && connection.traits().persistentInos()) {
            // NFS remembers what nobody counts any more, or what is being forgotten at this moment.
            volume.tell(new Volume.Resolve(connection, nodeid, 0, answer));
            return answer;
        }
        boolean dotDot = name.length == 2 && name[0] == '.' && name[1] == '.';
        InodeCommand command = dot
                ? new Inode.LookupSelf(connection, answer)
                : dotDot
                        ? new DirectoryInode.LookupParent(connection, answer)
                        : new DirectoryInode.Lookup(connection, Name.of(name), answer);
        return tell(nodeid, answer, command);
    }

    private Answer<?> rename(EntryRequest.Rename request, Caller caller, Answers.Ok answer) {
        int flags = request.flags();
        if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) != 0 || flags == (RENAME_NOREPLACE | RENAME_EXCHANGE)) {
            answer.fail(Errno.EINVAL);
            return answer;
        }
        Name name = Name.of(request.name());
        Name newName = Name.of(request.newName());
        boolean noReplace = flags == RENAME_NOREPLACE;
        boolean exchange = flags == RENAME_EXCHANGE;
        long parent = request.header().nodeid();
        if (parent == request.newParentNodeid()) {
            return tell(parent, answer, new DirectoryInode.Rename(name, newName, noReplace, exchange, caller, answer));
        }
        Route source = connection.nodes().route(parent);
        Route target = connection.nodes().route(request.newParentNodeid());
        if (source == null || target == null) {
            answer.fail(Errno.ESTALE);
        } else {
            volume.tell(new Volume.Rename(
                    new RenameCoordinator.Rename(source, name, target, newName, noReplace, exchange, caller, answer)));
        }
        return answer;
    }

    private Answer<?> link(EntryRequest.Link request, Caller caller, Answers.Found answer) {
        Route target = connection.nodes().route(request.oldNodeid());
        if (target == null) {
            answer.fail(Errno.ESTALE);
            return answer;
        }
        return tell(
                request.header().nodeid(),
                answer,
                new DirectoryInode.Link(connection, Name.of(request.name()), target, caller, answer));
    }

    /** A request that is about an inode; null for one that nobody waits for. */
    @Nullable
    Answer<?> inode(InodeRequest request, Ticket ticket) {
        long nodeid = request.header().nodeid();
        Caller caller = caller(request.header());
        return switch (request) {
            case InodeRequest.Forget r -> {
                connection.forget(nodeid, r.nlookup());
                yield null;
            }
            case InodeRequest.Getattr _ -> {
                Answers.Attr answer = new Answers.Attr(ticket);
                yield tell(nodeid, answer, new Inode.Getattr(answer));
            }
            case InodeRequest.Setattr r -> {
                Answers.Attr answer = new Answers.Attr(ticket);
                yield tell(nodeid, answer, new Inode.Setattr(changes(r), caller, answer));
            }
            case InodeRequest.Readlink _ -> {
                Answers.Bytes answer = new Answers.Bytes(ticket);
                yield tell(nodeid, answer, new SymlinkInode.Readlink(answer));
            }
            case InodeRequest.Statfs _ -> {
                Answers.Space answer = new Answers.Space(ticket);
                yield tell(nodeid, answer, new Inode.Statfs(answer));
            }
            case InodeRequest.Access r -> {
                if (!connection.traits().checksPermissions()) {
                    yield refuse(ticket, Errno.ENOSYS); // the kernel checks, and does not ask again
                }
                Answers.Ok answer = new Answers.Ok(ticket);
                yield tell(nodeid, answer, new Inode.Access(r.mask(), caller, answer));
            }
            case InodeRequest.Open r -> {
                Answers.OpenedFile answer = new Answers.OpenedFile(ticket, nodeid, flags(r.flags()));
                yield tell(nodeid, answer, new FileInode.Open(connection, flags(r.flags()), caller, answer));
            }
            case InodeRequest.Opendir _ -> {
                Answers.OpenedDirectory answer = new Answers.OpenedDirectory(ticket);
                yield tell(nodeid, answer, new DirectoryInode.Opendir(connection, caller, answer));
            }
            case InodeRequest.OfXattr xattr -> {
                boolean has = connection.traits().operations().contains(Traits.Operation.XATTR);
                yield has ? xattr(xattr, ticket) : refuse(ticket, Errno.ENOSYS); // EOPNOTSUPP, and no more questions
            }
            case InodeRequest.Statx _ -> {
                Answers.Statx answer = new Answers.Statx(ticket);
                yield tell(nodeid, answer, new Inode.Getattr(answer));
            }
            case InodeRequest.Bmap _ -> refuse(ticket, Errno.ENOSYS); // the kernel falls back: no block map
        };
    }

    private Answer<?> xattr(InodeRequest.OfXattr request, Ticket ticket) {
        long nodeid = request.header().nodeid();
        Caller caller = caller(request.header());
        return switch (request) {
            case InodeRequest.Getxattr r -> {
                Answers.XattrValue answer = new Answers.XattrValue(ticket, r.size());
                yield tell(nodeid, answer, new Inode.Getxattr(Name.of(r.name()), answer));
            }
            case InodeRequest.Listxattr r -> {
                Answers.XattrNames answer = new Answers.XattrNames(ticket, r.size());
                yield tell(nodeid, answer, new Inode.Listxattr(caller, answer));
            }
            case InodeRequest.Setxattr r -> {
                Answers.Ok answer = new Answers.Ok(ticket);
                Condition when = (r.flags() & XATTR_CREATE) != 0
                        ? Condition.ABSENT
                        : (r.flags() & XATTR_REPLACE) != 0 ? Condition.PRESENT : Condition.ANY;
                boolean dropSetGid = (r.setxattrFlags() & RequestFlags.SETXATTR_ACL_KILL_SGID) != 0;
                XattrUpdate update = new XattrUpdate(Name.of(r.name()), r.value(), when, dropSetGid);
                yield tell(nodeid, answer, new Inode.Setxattr(update, caller, answer));
            }
            case InodeRequest.Removexattr r -> {
                Answers.Ok answer = new Answers.Ok(ticket);
                yield tell(nodeid, answer, new Inode.Setxattr(XattrUpdate.remove(Name.of(r.name())), caller, answer));
            }
        };
    }

    private static AttributeChanges changes(InodeRequest.Setattr r) {
        return new AttributeChanges(
                r.sets(Fattr.MODE) ? r.mode() : null,
                r.sets(Fattr.UID) ? r.uid() : null,
                r.sets(Fattr.GID) ? r.gid() : null,
                r.sets(Fattr.SIZE) ? r.size() : null,
                r.sets(Fattr.ATIME) ? new Timespec(r.atime(), r.atimensec()) : null,
                r.sets(Fattr.ATIME_NOW),
                r.sets(Fattr.MTIME) ? new Timespec(r.mtime(), r.mtimensec()) : null,
                r.sets(Fattr.MTIME_NOW),
                r.sets(Fattr.CTIME) ? new Timespec(r.ctime(), r.ctimensec()) : null,
                r.sets(Fattr.KILL_SUIDGID));
    }

    /** A request that is about an open handle; null for one that nobody waits for. */
    Answer<?> handle(HandleRequest request, Ticket ticket) {
        return switch (request) {
            case HandleRequest.Read r -> {
                Answers.Read answer = new Answers.Read(ticket, r.size());
                yield tellFile(r.fh(), answer, new FileHandle.Read(r.offset(), answer.sizeBytes(), answer, answer));
            }
            case HandleRequest.Write r -> {
                Answers.Written answer = new Answers.Written(ticket);
                yield tellFile(
                        r.fh(),
                        answer,
                        new FileHandle.Write(
                                r.offset(),
                                r.data(),
                                (r.writeFlags() & RequestFlags.WRITE_CACHE) != 0,
                                (r.writeFlags() & RequestFlags.WRITE_KILL_SUIDGID) != 0,
                                caller(r.header()),
                                answer));
            }
            case HandleRequest.Release r -> {
                connection.releaseFile(r.fh());
                yield ok(ticket);
            }
            case HandleRequest.Releasedir r -> {
                connection.handles().releaseDirectory(r.fh());
                yield ok(ticket);
            }
            case HandleRequest.Flush r -> {
                Answers.Ok answer = new Answers.Ok(ticket);
                yield tellFile(r.fh(), answer, new FileHandle.Flush(r.lockOwner(), answer));
            }
            case HandleRequest.Fsync r -> {
                Answers.Ok answer = new Answers.Ok(ticket);
                yield tellFile(r.fh(), answer, new FileHandle.Fsync(r.dataOnly(), answer));
            }
            case HandleRequest.Fsyncdir r -> {
                if (r.header().nodeid() == Protocol.ROOT_ID) {
                    yield sync(ticket); // which plain mounts are not asked for otherwise
                }
                Answers.Ok answer = new Answers.Ok(ticket);
                yield tellDirectory(r.fh(), answer, new DirectoryHandle.Fsyncdir(r.dataOnly(), answer));
            }
            case HandleRequest.Readdir r -> {
                Answers.Listing answer = new Answers.Listing(ticket, r.size(), false);
                yield tellDirectory(r.fh(), answer, new DirectoryHandle.Readdir(r.offset(), false, answer, answer));
            }
            case HandleRequest.Readdirplus r -> {
                Answers.Listing answer = new Answers.Listing(ticket, r.size(), true);
                yield tellDirectory(r.fh(), answer, new DirectoryHandle.Readdir(r.offset(), true, answer, answer));
            }
            case HandleRequest.Lseek r -> {
                boolean has = connection.traits().operations().contains(Traits.Operation.LSEEK);
                if (!has || connection.options().writebackCache()) {
                    // The kernel takes the whole file for data. It does not write back first: what it keeps would be a
                    // hole here, and cp(1) would copy zeros.
                    yield refuse(ticket, Errno.ENOSYS);
                }
                Answers.Sought answer = new Answers.Sought(ticket);
                yield tellFile(r.fh(), answer, new FileHandle.Lseek(r.offset(), r.whence(), answer));
            }
            case HandleRequest.Ioctl _ -> refuse(ticket, Errno.ENOTTY);
            case HandleRequest.Fallocate r -> fallocate(r, ticket);
            case HandleRequest.CopyFileRange r -> copy(r, ticket);
            case HandleRequest.Getlk r -> getlk(r, ticket);
            case HandleRequest.Setlk r -> setlk(r, ticket);
            case HandleRequest.Poll _ -> refuse(ticket, Errno.ENOSYS); // always ready, and not asked again
        };
    }

    /** Everything that was answered before is durable then. */
    Answer<?> sync(Ticket ticket) {
        Answers.Ok answer = new Answers.Ok(ticket);
        volume.tell(new Volume.Sync(answer));
        return answer;
    }

    private Answer<?> fallocate(HandleRequest.Fallocate request, Ticket ticket) {
        if (!connection.traits().operations().contains(Traits.Operation.FALLOCATE)) {
            return refuse(ticket, Errno.ENOSYS); // EOPNOTSUPP, and no more questions
        }
        if (!Allocation.isRange(request.offset(), request.length())) {
            return refuse(ticket, Errno.EINVAL);
        }
        Allocation allocation = Allocation.of(request.mode(), request.offset(), request.length());
        if (allocation == null) {
            return refuse(ticket, Errno.ENOTSUP);
        }
        Answers.Ok answer = new Answers.Ok(ticket);
        return tellFile(request.fh(), answer, new FileHandle.Fallocate(allocation, caller(request.header()), answer));
    }

    private Answer<?> getlk(HandleRequest.Getlk request, Ticket ticket) {
        FileLock wanted = LockRanges.lock(request.lock());
        if (wanted == null) {
            return refuse(ticket, Errno.EINVAL);
        }
        Answers.LockFound answer = new Answers.LockFound(ticket);
        return tellFile(request.fh(), answer, new FileHandle.Getlk(request.owner(), wanted, answer));
    }

    private Answer<?> setlk(HandleRequest.Setlk request, Ticket ticket) {
        FileLock lock = LockRanges.lock(request.lock());
        if (lock == null) {
            return refuse(ticket, Errno.EINVAL);
        }
        boolean flock = (request.flags() & RequestFlags.LK_FLOCK) != 0;
        boolean waits = request.waits() && lock.kind() != FileLock.Kind.NONE; // flock(2) unlocks with SETLKW, too
        Answers.Locked answer = new Answers.Locked(ticket, waits, () -> {
            Reply<Nothing> undone = new ReplyFuture<>();
            tellFile(
                    request.fh(), undone, new FileHandle.Setlk(request.owner(), lock.unlocked(), flock, false, undone));
        });
        return tellFile(request.fh(), answer, new FileHandle.Setlk(request.owner(), lock, flock, waits, answer));
    }

    private Answer<?> copy(HandleRequest.CopyFileRange request, Ticket ticket) {
        ActorRef<FileHandle.Command> target = connection.handles().file(request.outFh());
        if (target == null || request.flags() != 0) {
            return refuse(ticket, target == null ? Errno.EBADF : Errno.EINVAL);
        }
        Answers.Copied answer = new Answers.Copied(ticket, request.wide());
        return tellFile(
                request.fh(),
                answer,
                new FileHandle.CopyTo(
                        request.offset(),
                        target,
                        request.outOffset(),
                        request.length(),
                        caller(request.header()),
                        answer));
    }

    static Answer<?> ok(Ticket ticket) {
        Answers.Ok answer = new Answers.Ok(ticket);
        answer.succeed(Nothing.NOTHING);
        return answer;
    }

    static Answer<?> refuse(Ticket ticket, Errno errno) {
        Answers.Ok answer = new Answers.Ok(ticket);
        answer.fail(errno);
        return answer;
    }

    private Answer<?> tell(long nodeid, Answer<?> answer, InodeCommand command) {
        Route route = connection.nodes().route(nodeid);
        if (route == null) {
            answer.fail(Errno.ESTALE);
        } else {
            route.tell(command);
        }
        return answer;
    }

    private <R extends Reply<?>> R tellFile(long fh, R answer, FileHandle.Command command) {
        return tellHandle(connection.handles().file(fh), answer, command);
    }

    private <R extends Reply<?>> R tellDirectory(long fh, R answer, DirectoryHandle.Command command) {
        return tellHandle(connection.handles().directory(fh), answer, command);
    }

    private static <M, R extends Reply<?>> R tellHandle(@Nullable ActorRef<M> handle, R answer, M command) {
        if (handle == null) {
            answer.fail(Errno.EBADF);
        } else {
            handle.tell(command);
        }
        return answer;
    }

    /** With a writeback cache the kernel reads pages that it writes partly, and appends by itself. */
    private int flags(int flags) {
        if (!connection.options().writebackCache() || !OpenFlags.mayWrite(flags)) {
            return flags;
        }
        return (flags & ~(OpenFlags.ACCESS_MODE | OpenFlags.APPEND)) | OpenFlags.READ_WRITE;
    }

    private static Caller caller(RequestHeader header) {
        return new Caller(header.uid(), header.gid(), header.pid());
    }

    /** The dev_t of what the kernel's new_encode_dev packed into 32 bits. */
    private static long device(int encoded) {
        long major = (encoded >>> 8) & 0xfffL;
        long minor = (encoded & 0xffL) | ((encoded >>> 12) & 0xfff00L);
        return (major << 8) | (minor & 0xff) | ((minor & ~0xffL) << 12);
    }
}
