package org.actorfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The name of a directory entry: 1 to 255 bytes, any but NUL and '/'. Bytes, because POSIX gives them no encoding. */
public final class Name implements Comparable<Name> {
    /** NAME_MAX, in bytes. */
    public static final int MAX_BYTES = 255;

    public static final Name DOT = of(".");
    public static final Name DOT_DOT = of("..");

    private final byte[] bytes;
    private final int hash;

    private Name(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /** Takes the bytes over: the caller must not change them afterwards. */
    public static Name of(byte[] bytes) {
        return new Name(bytes);
    }

    public static Name of(String text) {
        return new Name(text.getBytes(UTF_8));
    }

    /** The bytes themselves, to be read only. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public int compareTo(Name other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Name name && hash == name.hash && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return new String(bytes, UTF_8);
    }
}
