package org.actorfs.fuse.session;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.Errno;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.actor.CreatedEntry;
import org.actorfs.fs.actor.DirectorySink;
import org.actorfs.fs.actor.Entry;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.OpenDirectory.DirectoryEntry;
import org.actorfs.fs.driver.ReadTarget;
import org.actorfs.fuse.protocol.DirentWriter;
import org.actorfs.fuse.protocol.WireAttributes;
import org.actorfs.fuse.transport.ReplyBuffer;
import org.jspecify.annotations.Nullable;

/** The kinds of answer, by what they carry. */
final class Answers {
    private Answers() {}

    /** Success and nothing else. */
    static class Ok extends Answer<Nothing> {
        Ok(Ticket ticket) {
            super(ticket);
        }

        @Override
        int encode(ReplyBuffer buffer, Nothing value) {
            return buffer.encoder().ok(unique());
        }
    }

    /** GETATTR, SETATTR. */
    static final class Attr extends Answer<Node> {
        Attr(Ticket ticket) {
            super(ticket);
        }

        @Override
        int encode(ReplyBuffer buffer, Node node) {
            return buffer.encoder().attr(unique(), connection().attrNanos(), NodeAttributes.wire(buffer, node));
        }
    }

    /** STATX: what GETATTR tells, and the time of birth where the driver knows it. */
    static final class Statx extends Answer<Node> {
        private static final int BASIC_STATS = 0x7ff;
        private static final int BTIME = 0x800;

        Statx(Ticket ticket) {
            super(ticket);
        }

        @Override
        int encode(ReplyBuffer buffer, Node node) {
            boolean born = !node.attributes().btime().equals(Timespec.EPOCH);
            WireAttributes wire =
                    NodeAttributes.wire(buffer, node).statx(born ? BASIC_STATS | BTIME : BASIC_STATS, 0, 0);
            return buffer.encoder().statx(unique(), connection().attrNanos(), wire);
        }
    }

    /** A counted reference. */
    static final class Found extends Answer<Entry> {
        private final boolean lookup;

        Found(Ticket ticket, boolean lookup) {
            super(ticket);
            this.lookup = lookup;
        }

        @Override
        int encode(ReplyBuffer buffer, Entry entry) {
            return buffer.encoder()
                    .entry(
                            unique(),
                            entry.name(),
                            connection().generation(entry.node()),
                            connection().entryNanos(entry.node()),
                            connection().attrNanos(entry.node()),
                            NodeAttributes.wire(buffer, entry.node()));
        }

        @Override
        int encodeFailure(ReplyBuffer buffer, Errno errno) {
            long negativeNanos = connection().negativeNanos();
            return lookup && errno == Errno.ENOENT && negativeNanos > 0
                    ? buffer.encoder().negativeEntry(unique(), negativeNanos)
                    : super.encodeFailure(buffer, errno);
        }

        @Override
        void refused(Entry entry) {
            connection().forget(entry.name(), 1);
        }
    }

    /** CREATE. */
    static final class Created extends Answer<CreatedEntry> {
        private final int flags;

        /** @param flags of the open */
        Created(Ticket ticket, int flags) {
            super(ticket);
            this.flags = flags;
        }

        @Override
        int encode(ReplyBuffer buffer, CreatedEntry created) {
            Entry entry = created.entry();
            int backingId = connection().backingId(entry.name(), created.handle());
            return buffer.encoder()
                    .created(
                            unique(),
                            entry.name(),
                            connection().generation(entry.node()),
                            connection().entryNanos(entry.node()),
                            connection().attrNanos(entry.node()),
                            NodeAttributes.wire(buffer, entry.node()),
                            created.handle(),
                            connection().openFlags(flags, created.handle(), backingId),
                            backingId);
        }

        @Override
        void refused(CreatedEntry created) {
            connection().forget(created.entry().name(), 1);
            connection().releaseFile(created.handle());
        }
    }

    /** OPEN. */
    static final class OpenedFile extends Answer<Long> {
        private final long nodeid;
        private final int flags;

        /** @param flags of the open */
        OpenedFile(Ticket ticket, long nodeid, int flags) {
            super(ticket);
            this.nodeid = nodeid;
            this.flags = flags;
        }

        @Override
        int encode(ReplyBuffer buffer, Long handle) {
            int backingId = connection().backingId(nodeid, handle);
            return buffer.encoder().open(unique(), handle, connection().openFlags(flags, handle, backingId), backingId);
        }

        @Override
        void refused(Long handle) {
            connection().releaseFile(handle);
        }
    }

    /** OPENDIR. */
    static final class OpenedDirectory extends Answer<Long> {
        OpenedDirectory(Ticket ticket) {
            super(ticket);
        }

        @Override
        int encode(ReplyBuffer buffer, Long handle) {
            return buffer.encoder().open(unique(), handle, connection().openDirectoryFlags(), 0);
        }

        @Override
        void refused(Long handle) {
            connection().handles().releaseDirectory(handle);
        }
    }

    /** READLINK. */
    static final class Bytes extends Answer<byte[]> {
        Bytes(Ticket ticket) {
            super(ticket);
        }

        @Override
        int encode(ReplyBuffer buffer, byte[] value) {
            return buffer.encoder().bytes(unique(), value);
        }
    }

    /** GETXATTR and LISTXATTR: with no room the size, else the bytes, or ERANGE. */
    abstract static class Sized<T> extends Answer<T> {
        /** What a small buffer surely has room for. */
        private static final int SMALL_BYTES = 4096;

        private final int roomBytes;
        private final boolean small;

        Sized(Ticket ticket, int roomBytes) {
            super(ticket);
            this.roomBytes = roomBytes;
            this.small = roomBytes >= 0 && roomBytes <= SMALL_BYTES;
        }

        abstract byte[] bytes(T answer);

        @Override
        final int encode(ReplyBuffer buffer, T answer) {
            byte[] value = bytes(answer);
            if (roomBytes == 0) {
                return buffer.encoder().xattrSize(unique(), value.length);
            }
            if (value.length > Integer.toUnsignedLong(roomBytes)) {
                return buffer.encoder().error(unique(), Errno.ERANGE.number());
            }
            return value.length > buffer.body().byteSize() // of a session with a small max_write
                    ? buffer.encoder().error(unique(), Errno.E2BIG.number())
                    : buffer.encoder().bytes(unique(), value);
        }

        @Override
        ReplyBuffer takeBuffer() {
            return small ? super.takeBuffer() : port().takeLarge();
        }

        @Override
        void giveBuffer(ReplyBuffer buffer) {
            if (small) {
                super.giveBuffer(buffer);
            } else {
                port().giveLarge(buffer);
            }
        }
    }

    /** GETXATTR. */
    static final class XattrValue extends Sized<byte[]> {
        XattrValue(Ticket ticket, int roomBytes) {
            super(ticket, roomBytes);
        }

        @Override
        byte[] bytes(byte[] value) {
            return value;
        }
    }

    /** LISTXATTR: each name with its NUL. */
    static final class XattrNames extends Sized<List<Name>> {
        XattrNames(Ticket ticket, int roomBytes) {
            super(ticket, roomBytes);
        }

        @Override
        byte[] bytes(List<Name> names) {
            ByteArrayOutputStream list = new ByteArrayOutputStream();
            for (Name name : names) {
                list.writeBytes(name.bytes());
                list.write(0);
            }
            return list.toByteArray();
        }
    }

    /** WRITE. */
    static final class Written extends Answer<Integer> {
        Written(Ticket ticket) {
            super(ticket);
        }

        @Override
        int encode(ReplyBuffer buffer, Integer bytes) {
            return buffer.encoder().written(unique(), bytes);
        }

        @Override
        long dataBytes(Integer bytes) {
            return bytes;
        }

        @Override
        boolean lendsMemory() {
            return true;
        }
    }

    /** COPY_FILE_RANGE and COPY_FILE_RANGE_64. */
    static final class Copied extends Answer<Integer> {
        private final boolean wide;

        Copied(Ticket ticket, boolean wide) {
            super(ticket);
            this.wide = wide;
        }

        @Override
        int encode(ReplyBuffer buffer, Integer bytes) {
            return wide
                    ? buffer.encoder().copied(unique(), bytes)
                    : buffer.encoder().written(unique(), bytes);
        }
    }

    /** GETLK. */
    static final class LockFound extends Answer<FileLock> {
        LockFound(Ticket ticket) {
            super(ticket);
        }

        @Override
        int encode(ReplyBuffer buffer, FileLock lock) {
            return buffer.encoder().lock(unique(), LockRanges.range(lock));
        }
    }

    /** SETLK and SETLKW. */
    static final class Locked extends Ok {
        private final boolean waits;
        private final Runnable undo;

        /** @param undo unlocks */
        Locked(Ticket ticket, boolean waits, Runnable undo) {
            super(ticket);
            this.waits = waits;
            this.undo = undo;
        }

        @Override
        boolean waitsForOthers() {
            return waits;
        }

        @Override
        void refused(Nothing value) {
            undo.run();
        }
    }

    /** LSEEK. */
    static final class Sought extends Answer<Long> {
        Sought(Ticket ticket) {
            super(ticket);
        }

        @Override
        int encode(ReplyBuffer buffer, Long offset) {
            return buffer.encoder().lseek(unique(), offset);
        }
    }

    /** STATFS. */
    static final class Space extends Answer<StatFs> {
        Space(Ticket ticket) {
            super(ticket);
        }

        @Override
        int encode(ReplyBuffer buffer, StatFs s) {
            return buffer.encoder()
                    .statfs(
                            unique(),
                            s.blocks(),
                            s.blocksFree(),
                            s.blocksAvailable(),
                            s.files(),
                            s.filesFree(),
                            s.blockBytes(),
                            s.nameMaxBytes(),
                            s.fragmentBytes());
        }
    }

    /** An answer with data: it has a large buffer from the moment somebody fills it. */
    abstract static class Data<T> extends Answer<T> {
        final int sizeBytes;
        private @Nullable ReplyBuffer buffer;

        Data(Ticket ticket, int sizeBytes) {
            super(ticket);
            this.sizeBytes = Math.min(sizeBytes, ticket.connection().maxDataBytes());
        }

        final ReplyBuffer buffer() {
            ReplyBuffer known = buffer;
            if (known == null) {
                known = port().takeLarge();
                buffer = known;
                begun(known);
            }
            return known;
        }

        void begun(ReplyBuffer fresh) {}

        @Override
        final boolean lendsMemory() {
            return true;
        }

        @Override
        final ReplyBuffer takeBuffer() {
            return buffer();
        }

        @Override
        final void giveBuffer(ReplyBuffer used) {
            buffer = null;
            port().giveLarge(used);
        }

        @Override
        final void onFailed() {
            ReplyBuffer unused = buffer;
            if (unused != null) {
                giveBuffer(unused);
            }
        }
    }

    /** READ. */
    static final class Read extends Data<Integer> implements ReadTarget {
        Read(Ticket ticket, int sizeBytes) {
            super(ticket, sizeBytes);
        }

        int sizeBytes() {
            return sizeBytes;
        }

        @Override
        public MemorySegment segment() {
            return buffer().body();
        }

        @Override
        int encode(ReplyBuffer buffer, Integer bytes) {
            return buffer.encoder().data(unique(), bytes);
        }

        @Override
        long dataBytes(Integer bytes) {
            return bytes;
        }
    }

    /** READDIR and READDIRPLUS. */
    static final class Listing extends Data<Nothing> implements DirectorySink {
        private final boolean plus;
        private final List<Entry> granted = new ArrayList<>();

        Listing(Ticket ticket, int sizeBytes, boolean plus) {
            super(ticket, sizeBytes);
            this.plus = plus;
        }

        @Override
        void begun(ReplyBuffer fresh) {
            fresh.dirents().begin(fresh.body(), sizeBytes);
        }

        @Override
        public int room(List<DirectoryEntry> entries) {
            int used = buffer().dirents().length();
            for (int i = 0; i < entries.size(); i++) {
                used += DirentWriter.bytesOf(entries.get(i).name().length(), plus);
                if (used > sizeBytes) {
                    return i;
                }
            }
            return entries.size();
        }

        @Override
        public void add(DirectoryEntry entry, @Nullable Entry reference) {
            byte[] name = entry.name().bytes();
            ReplyBuffer to = buffer();
            if (!plus) {
                to.dirents().add(entry.ino(), entry.cursor(), entry.type(), name);
            } else if (reference == null) {
                to.dirents().addPlusWithoutNode(entry.ino(), entry.cursor(), entry.type(), name);
            } else {
                granted.add(reference);
                to.dirents()
                        .addPlus(
                                reference.name(),
                                connection().generation(reference.node()),
                                connection().entryNanos(reference.node()),
                                connection().attrNanos(reference.node()),
                                NodeAttributes.wire(to, reference.node()),
                                entry.cursor(),
                                entry.type(),
                                name);
            }
        }

        @Override
        int encode(ReplyBuffer buffer, Nothing value) {
            return buffer.encoder().data(unique(), buffer.dirents().length());
        }

        @Override
        void refused(Nothing value) {
            granted.forEach(entry -> connection().forget(entry.name(), 1));
        }
    }
}
