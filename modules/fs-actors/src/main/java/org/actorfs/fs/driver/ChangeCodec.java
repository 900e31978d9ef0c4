package org.actorfs.fs.driver;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Name;
import org.actorfs.fs.Timespec;
import org.jspecify.annotations.Nullable;

/** {@link Change} as bytes: a tag, then the fields in their order, big-endian, arrays with their length before them. */
public final class ChangeCodec {
    private static final int CREATE = 1;
    private static final int SYMLINK = 2;
    private static final int LINK = 3;
    private static final int REMOVE = 4;
    private static final int RENAME = 5;
    private static final int SET_ATTRIBUTES = 6;
    private static final int NAMELESS = 7;

    /** Longer than any field; keeps a damaged length from becoming a large array. */
    private static final int MAX_FIELD_BYTES = 65_536;

    /** More than one operation changes: an inode is made with two lists of access rights at most. */
    private static final int MAX_XATTRS = 16;

    private ChangeCodec() {}

    public static void write(Change change, DataOutput out) throws IOException {
        switch (change) {
            case Change.Create c -> {
                writeEntry(CREATE, c.parent(), c.name(), c.child(), out);
                writeAttributes(c.childAfter(), out);
                writeXattrs(c.xattrs(), out);
                writeAttributes(c.parentAfter(), out);
            }
            case Change.Nameless c -> {
                out.writeByte(NAMELESS);
                out.writeLong(c.child());
                writeAttributes(c.childAfter(), out);
                writeXattrs(c.xattrs(), out);
                out.writeBoolean(c.linkable());
            }
            case Change.Symlink c -> {
                writeEntry(SYMLINK, c.parent(), c.name(), c.child(), out);
                writeBytes(c.target(), out);
                writeAttributes(c.childAfter(), out);
                writeAttributes(c.parentAfter(), out);
            }
            case Change.Link c -> {
                writeEntry(LINK, c.parent(), c.name(), c.node(), out);
                writeAttributes(c.nodeAfter(), out);
                writeAttributes(c.parentAfter(), out);
            }
            case Change.Remove c -> {
                writeEntry(REMOVE, c.parent(), c.name(), c.child(), out);
                writeAttributes(c.childAfter(), out);
                writeAttributes(c.parentAfter(), out);
            }
            case Change.Rename c -> writeRename(c, out);
            case Change.SetAttributes c -> {
                out.writeByte(SET_ATTRIBUTES);
                out.writeLong(c.ino());
                writeAttributes(c.after(), out);
                out.writeBoolean(c.resize());
                writeXattrs(c.xattrs(), out);
            }
        }
    }

    /**
     * The next change; its fields are read in the order they were written.
     *
     * @throws IOException if the bytes end too early or are no change
     */
    public static Change read(DataInput in) throws IOException {
        int tag = in.readUnsignedByte();
        return switch (tag) {
            case CREATE ->
                new Change.Create(
                        in.readLong(),
                        readName(in),
                        in.readLong(),
                        readAttributes(in),
                        readXattrs(in),
                        readAttributes(in));
            case SYMLINK ->
                new Change.Symlink(
                        in.readLong(),
                        readName(in),
                        in.readLong(),
                        readBytes(in),
                        readAttributes(in),
                        readAttributes(in));
            case LINK ->
                new Change.Link(in.readLong(), readName(in), in.readLong(), readAttributes(in), readAttributes(in));
            case REMOVE ->
                new Change.Remove(in.readLong(), readName(in), in.readLong(), readAttributes(in), readAttributes(in));
            case RENAME -> readRename(in);
            case SET_ATTRIBUTES ->
                new Change.SetAttributes(in.readLong(), readAttributes(in), in.readBoolean(), readXattrs(in));
            case NAMELESS -> new Change.Nameless(in.readLong(), readAttributes(in), readXattrs(in), in.readBoolean());
            default -> throw new IOException("no change has the tag " + tag);
        };
    }

    private static void writeEntry(int tag, long parent, Name name, long child, DataOutput out) throws IOException {
        out.writeByte(tag);
        out.writeLong(parent);
        writeBytes(name.bytes(), out);
        out.writeLong(child);
    }

    private static void writeRename(Change.Rename c, DataOutput out) throws IOException {
        out.writeByte(RENAME);
        out.writeLong(c.sourceParent());
        writeBytes(c.sourceName().bytes(), out);
        out.writeLong(c.targetParent());
        writeBytes(c.targetName().bytes(), out);
        out.writeLong(c.moved());
        out.writeLong(c.replaced());
        out.writeBoolean(c.exchange());
        writeAttributes(c.sourceParentAfter(), out);
        writeAttributes(c.targetParentAfter(), out);
        writeAttributes(c.movedAfter(), out);
        Attributes replaced = c.replacedAfter();
        out.writeBoolean(replaced != null);
        if (replaced != null) {
            writeAttributes(replaced, out);
        }
    }

    private static Change readRename(DataInput in) throws IOException {
        return new Change.Rename(
                in.readLong(),
                readName(in),
                in.readLong(),
                readName(in),
                in.readLong(),
                in.readLong(),
                in.readBoolean(),
                readAttributes(in),
                readAttributes(in),
                readAttributes(in),
                readOptionalAttributes(in));
    }

    private static void writeAttributes(Attributes a, DataOutput out) throws IOException {
        out.writeInt(a.mode());
        out.writeInt(a.nlink());
        out.writeInt(a.uid());
        out.writeInt(a.gid());
        out.writeLong(a.rdev());
        out.writeLong(a.size());
        out.writeLong(a.blocks());
        out.writeInt(a.blockBytes());
        writeTime(a.atime(), out);
        writeTime(a.mtime(), out);
        writeTime(a.ctime(), out);
        writeTime(a.btime(), out);
    }

    private static Attributes readAttributes(DataInput in) throws IOException {
        return new Attributes(
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                readTime(in),
                readTime(in),
                readTime(in),
                readTime(in));
    }

    private static @Nullable Attributes readOptionalAttributes(DataInput in) throws IOException {
        return in.readBoolean() ? readAttributes(in) : null;
    }

    private static void writeXattrs(List<Change.Xattr> xattrs, DataOutput out) throws IOException {
        out.writeInt(xattrs.size());
        for (Change.Xattr xattr : xattrs) {
            writeBytes(xattr.name().bytes(), out);
            byte[] value = xattr.value();
            out.writeBoolean(value != null);
            if (value != null) {
                writeBytes(value, out);
            }
        }
    }

    private static List<Change.Xattr> readXattrs(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_XATTRS) {
            throw new IOException(count + " extended attributes are not part of a change");
        }
        List<Change.Xattr> xattrs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            xattrs.add(new Change.Xattr(readName(in), in.readBoolean() ? readBytes(in) : null));
        }
        return xattrs;
    }

    private static void writeTime(Timespec time, DataOutput out) throws IOException {
        out.writeLong(time.seconds());
        out.writeInt(time.nanos());
    }

    private static Timespec readTime(DataInput in) throws IOException {
        return new Timespec(in.readLong(), in.readInt());
    }

    private static Name readName(DataInput in) throws IOException {
        return Name.of(readBytes(in));
    }

    private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_FIELD_BYTES) {
            throw new IOException("a field of " + length + " bytes is not part of a change");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
