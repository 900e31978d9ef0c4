package org.actorfs.union;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;

/** Where a file is, told as extended attributes that no listing shows: {@code user.mergerfs.fullpath} and the like. */
enum Whereabouts {
    /** Of the branch whose copy stat(2) shows. */
    BASEPATH,
    /** The same; to set it moves the file there. */
    BRANCH,
    /** Within the volume. */
    RELPATH,
    /** Of the copy that stat(2) shows. */
    FULLPATH,
    /** Of all copies, with NUL between them. */
    ALLPATHS;

    private static final List<String> PREFIXES = List.of("user.mergerfs.", "user.actorfs.");

    /** What an attribute's name asks for. */
    static Optional<Whereabouts> of(Name xattr) {
        String text = xattr.toString();
        for (Whereabouts each : values()) {
            String word = each.name().toLowerCase(Locale.ROOT);
            if (PREFIXES.stream().anyMatch(prefix -> text.equals(prefix + word))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Whether an attribute's name is one of ours, known or not. */
    static boolean isOurs(Name xattr) {
        return PREFIXES.stream().anyMatch(xattr.toString()::startsWith);
    }

    Outcome<byte[]> tell(Chooser chooser, UnionLocator inode) {
        byte[] path = path(inode.path());
        return switch (this) {
            case RELPATH -> Outcome.of(path.length == 0 ? new byte[] {'/'} : path);
            case BASEPATH, BRANCH -> chooser.of(Func.GETATTR, inode).map(found -> base(found.getFirst()));
            case FULLPATH -> chooser.of(Func.GETATTR, inode).map(found -> plus(base(found.getFirst()), path));
            case ALLPATHS -> chooser.everyCopyOf(inode).map(all -> joined(all, path));
        };
    }

    private static byte[] joined(List<Found> all, byte[] path) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Found found : all) {
            if (joined.size() > 0) {
                joined.write(0);
            }
            joined.writeBytes(plus(base(found), path));
        }
        return joined.toByteArray();
    }

    private static byte[] base(Found found) {
        return found.branch().spec().path().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] plus(byte[] base, byte[] path) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(base.length + path.length);
        whole.writeBytes(base);
        whole.writeBytes(path);
        return whole.toByteArray();
    }

    /** What these names are below a directory. */
    static byte[] below(Path directory, Collection<Name> names) {
        return plus(directory.toString().getBytes(StandardCharsets.UTF_8), path(names));
    }

    /** {@code /a/b}; empty for the root. */
    static byte[] path(Collection<Name> names) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (Name name : names) {
            path.write('/');
            path.writeBytes(name.bytes());
        }
        return path.toByteArray();
    }
}
