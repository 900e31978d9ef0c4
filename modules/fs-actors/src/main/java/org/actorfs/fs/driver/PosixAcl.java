package org.actorfs.fs.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access control list of POSIX.1e draft 17, see acl(5): read from and written as the extended attributes that Linux keeps them in
 * (version 2, little-endian). Immutable.
 */
final class PosixAcl {
    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 4;
    private static final int ENTRY_BYTES = 8;
    private static final int PERMISSIONS = 7;

    /** What an entry is about, by its number in the attribute and in the order in which entries must come. */
    private static final int USER_OBJ = 0x01;

    private static final int USER = 0x02;
    private static final int GROUP_OBJ = 0x04;
    private static final int GROUP = 0x08;
    private static final int MASK = 0x10;
    private static final int OTHER = 0x20;

    private record Entry(int tag, int permissions, int id) {
        boolean isNamed() {
            return tag == USER || tag == GROUP;
        }
    }

    /** A list for a new inode, and the permission bits that it leaves of the mode. */
    record Inherited(PosixAcl acl, int mode) {}

    private final List<Entry> entries;

    private PosixAcl(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** A value that names nobody: setting it removes the list. */
    static boolean isEmpty(byte[] value) {
        return value.length == HEADER_BYTES && little(value).getInt(0) == VERSION;
    }

    /** Null for bytes that are no list: EINVAL. */
    static @Nullable PosixAcl parse(byte[] value) {
        if (value.length < HEADER_BYTES || (value.length - HEADER_BYTES) % ENTRY_BYTES != 0) {
            return null;
        }
        ByteBuffer bytes = little(value);
        if (bytes.getInt() != VERSION) {
            return null;
        }
        List<Entry> entries = new ArrayList<>();
        while (bytes.hasRemaining()) {
            entries.add(new Entry(bytes.getShort(), bytes.getShort(), bytes.getInt()));
        }
        return isValid(entries) ? new PosixAcl(entries) : null;
    }

    /** Owner, named users, group, named groups, mask, others: each class in its place, and a mask if anybody is named. */
    private static boolean isValid(List<Entry> entries) {
        int last = 0;
        int seen = 0;
        boolean named = false;
        for (Entry entry : entries) {
            boolean repeats = entry.tag() == last && !entry.isNamed();
            boolean known = Integer.bitCount(entry.tag()) == 1 && entry.tag() >= USER_OBJ && entry.tag() <= OTHER;
            if (!known || entry.tag() < last || repeats || (entry.permissions() & ~PERMISSIONS) != 0) {
                return false;
            }
            last = entry.tag();
            seen |= entry.tag();
            named |= entry.isNamed();
        }
        int needed = USER_OBJ | GROUP_OBJ | OTHER | (named ? MASK : 0);
        return (seen & needed) == needed;
    }

    byte[] bytes() {
        byte[] value = new byte[HEADER_BYTES + entries.size() * ENTRY_BYTES];
        ByteBuffer bytes = little(value);
        bytes.putInt(VERSION);
        for (Entry entry : entries) {
            bytes.putShort((short) entry.tag())
                    .putShort((short) entry.permissions())
                    .putInt(entry.id());
        }
        return value;
    }

    /** Whether the permission bits say all that it says: such a list is not kept. */
    boolean isMinimal() {
        return entries.size() == 3;
    }

    /** The mode with the permission bits that stat(2) shows beside this list: the mask stands for the group. */
    int appliedTo(int mode) {
        return (mode & ~0777) | permissions(USER_OBJ) << 6 | permissions(groupClass()) << 3 | permissions(OTHER);
    }

    /** After chmod(2): owner, mask and others are those of the mode. */
    PosixAcl withMode(int mode) {
        int group = groupClass();
        List<Entry> changed = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            int tag = entry.tag();
            int permissions = tag == USER_OBJ
                    ? mode >> 6 & PERMISSIONS
                    : tag == group ? mode >> 3 & PERMISSIONS : tag == OTHER ? mode & PERMISSIONS : entry.permissions();
            changed.add(new Entry(tag, permissions, entry.id()));
        }
        return new PosixAcl(changed);
    }

    /** The access list of an inode that is made with this mode below a directory with this default list. */
    Inherited inheritedBy(int mode) {
        int left = (mode & ~0777) | (mode & appliedTo(0));
        return new Inherited(withMode(left), left);
    }

    private int groupClass() {
        return has(MASK) ? MASK : GROUP_OBJ;
    }

    private boolean has(int tag) {
        return entries.stream().anyMatch(entry -> entry.tag() == tag);
    }

    private int permissions(int tag) {
        for (Entry entry : entries) {
            if (entry.tag() == tag) {
                return entry.permissions();
            }
        }
        throw new IllegalStateException("no entry " + tag);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
