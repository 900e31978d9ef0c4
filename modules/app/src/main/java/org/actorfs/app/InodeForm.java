package org.actorfs.app;

import java.util.Locale;
import org.actorfs.app.api.InodeJson;
import org.actorfs.app.mounts.MountView;
import org.actorfs.app.mounts.VolumePath;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.FileLock;
import org.actorfs.fs.Mode;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.actor.Description;

/** An inode's description as the API has it. */
final class InodeForm {
    private InodeForm() {}

    static InodeJson of(MountView mount, VolumePath path, Description description) {
        Attributes attributes = description.node().attributes();
        return new InodeJson(
                mount.id().toString(),
                mount.spec().mountpoint(),
                path.toString(),
                kind(attributes),
                description.node().key().toString(),
                description.node().ino(),
                octal(attributes.mode() & Mode.PERMISSIONS),
                attributes.nlink(),
                Integer.toUnsignedLong(attributes.uid()),
                Integer.toUnsignedLong(attributes.gid()),
                attributes.size(),
                description.fresh(),
                description.found().name().toLowerCase(Locale.ROOT),
                description.references(),
                description.otherReferences(),
                description.opens().stream().map(InodeForm::handle).toList(),
                description.running(),
                description.queued(),
                description.locks().stream().map(InodeForm::lock).toList(),
                description.waiters().stream()
                        .map(waiter -> new InodeJson.Waiter(lock(waiter.wanted()), waiter.waitedNanos() / 1000))
                        .toList());
    }

    private static String kind(Attributes attributes) {
        if (attributes.isDirectory()) {
            return "directory";
        }
        return attributes.isRegular() ? "file" : attributes.isSymlink() ? "symlink" : "special";
    }

    private static InodeJson.Handle handle(Description.Open open) {
        String access =
                !OpenFlags.mayWrite(open.flags()) ? "read" : OpenFlags.mayRead(open.flags()) ? "read-write" : "write";
        return new InodeJson.Handle(open.handle(), access, octal(open.flags()), open.ours());
    }

    private static InodeJson.Lock lock(Description.Lock held) {
        FileLock lock = held.lock();
        return new InodeJson.Lock(
                held.flock() ? "flock" : "record",
                lock.kind() == FileLock.Kind.SHARED ? "read" : "write",
                lock.start(),
                lock.end() == Long.MAX_VALUE ? null : lock.end(),
                Long.toHexString(held.owner()),
                lock.pid(),
                held.ours());
    }

    private static String octal(int bits) {
        return "0" + Integer.toOctalString(bits);
    }
}
