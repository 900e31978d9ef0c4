package org.actorfs.app.union;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.actorfs.app.terminal.Printable;

/** Where something is below the mountpoint, and so below each branch: bytes, without a slash at either end. Immutable. */
final class TreePath {
    static final TreePath ROOT = new TreePath(new byte[0]);

    private static final byte[] ITSELF = {'.'};

    private final byte[] bytes;

    private TreePath(byte[] bytes) {
        this.bytes = bytes;
    }

    /** {@code a/b}; empty for the root. */
    static TreePath of(String relative) {
        return new TreePath(relative.getBytes(UTF_8));
    }

    TreePath child(byte[] name) {
        if (isRoot()) {
            return new TreePath(name);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + name.length);
        longer[bytes.length] = '/';
        System.arraycopy(name, 0, longer, bytes.length + 1, name.length);
        return new TreePath(longer);
    }

    boolean isRoot() {
        return bytes.length == 0;
    }

    /** The directory that it is in; the root is in itself. */
    TreePath parent() {
        return new TreePath(Arrays.copyOf(bytes, Math.max(0, lastSlash())));
    }

    /** The last name; {@code .} for the root. */
    byte[] name() {
        return isRoot() ? ITSELF : Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
    }

    /** As the {@code *at} calls take it, to be read only. */
    byte[] bytes() {
        return isRoot() ? ITSELF : bytes;
    }

    /** The whole path below a directory, for people. */
    String below(String directory) {
        String base = directory.equals("/") ? "" : Printable.of(directory);
        return isRoot() ? Printable.of(directory) : base + this;
    }

    /** As text, for globs; bytes that are no text are replaced. */
    String text() {
        return new String(bytes, UTF_8);
    }

    private int lastSlash() {
        int at = bytes.length - 1;
        while (at >= 0 && bytes[at] != '/') {
            at--;
        }
        return at;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreePath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@code /a/b}, for people. */
    @Override
    public String toString() {
        return "/" + Printable.of(bytes);
    }
}
