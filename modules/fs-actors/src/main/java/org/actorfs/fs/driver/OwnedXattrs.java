package org.actorfs.fs.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.actorfs.fs.AttributeChanges;
import org.actorfs.fs.Attributes;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.XattrNames;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.XattrUpdate.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The rules of extended attributes in an {@link OwnedNamespace}: which there are, and how access control lists, capabilities and the
 * mode follow each other. The kernel has checked who may.
 */
final class OwnedXattrs {
    /** XATTR_SIZE_MAX. */
    static final int MAX_VALUE_BYTES = 1 << 16;

    /** What a new inode gets from the directory above. */
    record Inheritance(int mode, List<Change.Xattr> xattrs) {}

    private final Store store;
    private final TimeSource clock;

    OwnedXattrs(Store store, TimeSource clock) {
        this.store = store;
        this.clock = clock;
    }

    Outcome<byte[]> get(Node node, Name name) {
        if (!XattrNames.isKnown(name)) {
            return Outcome.failed(Errno.ENOTSUP);
        }
        return store.xattr(node, name)
                .then(value -> value.map(Outcome::of).orElseGet(() -> Outcome.failed(Errno.ENODATA)));
    }

    Outcome<Attributes> set(Node node, XattrUpdate update) {
        Errno refusal = refuses(node.attributes(), update);
        if (refusal != null) {
            return Outcome.failed(refusal);
        }
        return store.xattr(node, update.name()).then(before -> {
            boolean anyway =
                    update.value() == null && XattrNames.isAcl(update.name()); // having none is what was wanted
            Errno condition = anyway ? null : unmet(update.when(), before.isPresent());
            return condition == null ? apply(node, update, before.isPresent()) : Outcome.failed(condition);
        });
    }

    private static @Nullable Errno refuses(Attributes attributes, XattrUpdate update) {
        Name name = update.name();
        byte[] value = update.value();
        if (!XattrNames.isKnown(name) || (XattrNames.isAcl(name) && attributes.isSymlink())) {
            return Errno.ENOTSUP;
        }
        if (name.length() > Name.MAX_BYTES) {
            return Errno.ERANGE;
        }
        if (value != null && value.length > MAX_VALUE_BYTES) {
            return Errno.E2BIG;
        }
        if (XattrNames.isIn("user.", name) && !attributes.isRegular() && !attributes.isDirectory()) {
            return Errno.EPERM;
        }
        return value == null ? null : refusesAcl(attributes, name, value);
    }

    private static @Nullable Errno refusesAcl(Attributes attributes, Name name, byte[] value) {
        if (!XattrNames.isAcl(name) || PosixAcl.isEmpty(value)) {
            return null;
        }
        if (PosixAcl.parse(value) == null) {
            return Errno.EINVAL;
        }
        return name.equals(XattrNames.DEFAULT_ACL) && !attributes.isDirectory() ? Errno.EACCES : null;
    }

    private static @Nullable Errno unmet(Condition condition, boolean present) {
        return switch (condition) {
            case ANY -> null;
            case ABSENT -> present ? Errno.EEXIST : null;
            case PRESENT -> present ? null : Errno.ENODATA;
        };
    }

    private Outcome<Attributes> apply(Node node, XattrUpdate update, boolean present) {
        Name name = update.name();
        byte[] value = update.value();
        Attributes before = node.attributes();
        int mode = before.mode();
        if (value != null && XattrNames.isAcl(name)) {
            PosixAcl acl = PosixAcl.parse(value);
            if (acl == null) {
                value = null;
            } else if (name.equals(XattrNames.ACCESS_ACL)) {
                mode = acl.appliedTo(update.dropSetGid() ? mode & ~Mode.SET_GID : mode);
                value = acl.isMinimal() ? null : value;
            }
        }
        List<Change.Xattr> changed = value == null && !present ? List.of() : List.of(new Change.Xattr(name, value));
        Attributes after = before.withMode(mode).withTimes(before.atime(), before.mtime(), clock.now());
        return store.apply(new Change.SetAttributes(node.ino(), after, false, changed))
                .map(Node::attributes);
    }

    /** What changes together with the attributes: chmod moves the access list along, truncate and chown take the capabilities. */
    Outcome<List<Change.Xattr>> following(Node node, AttributeChanges changes, Attributes after) {
        boolean chmod = changes.mode() != null;
        boolean kills = changes.sizeBytes() != null || changes.uid() != null || changes.gid() != null;
        if (!chmod && !kills) {
            return Outcome.of(List.of());
        }
        Outcome<Optional<byte[]>> acl =
                chmod ? store.xattr(node, XattrNames.ACCESS_ACL) : Outcome.of(Optional.<byte[]>empty());
        return acl.then(list -> kills
                ? store.xattr(node, XattrNames.CAPABILITY).map(capability -> following(list, capability, after))
                : Outcome.of(following(list, Optional.empty(), after)));
    }

    private static List<Change.Xattr> following(Optional<byte[]> list, Optional<byte[]> capability, Attributes after) {
        List<Change.Xattr> changed = new ArrayList<>(2);
        PosixAcl acl = list.map(PosixAcl::parse).orElse(null);
        if (acl != null) {
            changed.add(new Change.Xattr(
                    XattrNames.ACCESS_ACL, acl.withMode(after.mode()).bytes()));
        }
        if (capability.isPresent()) {
            changed.add(new Change.Xattr(XattrNames.CAPABILITY, null));
        }
        return changed;
    }

    /** A default list of the directory above takes the place of the umask; a new directory hands it on. Symlinks get none. */
    Outcome<Inheritance> inherited(Node parent, int mode, int umask) {
        return store.xattr(parent, XattrNames.DEFAULT_ACL).map(value -> {
            PosixAcl inheritable = value.map(PosixAcl::parse).orElse(null);
            if (inheritable == null) {
                return new Inheritance(mode & ~(umask & 0777), List.of());
            }
            List<Change.Xattr> xattrs = new ArrayList<>(2);
            PosixAcl.Inherited access = inheritable.inheritedBy(mode);
            if (!access.acl().isMinimal()) {
                xattrs.add(new Change.Xattr(XattrNames.ACCESS_ACL, access.acl().bytes()));
            }
            if (Mode.isDirectory(mode)) {
                xattrs.add(new Change.Xattr(XattrNames.DEFAULT_ACL, inheritable.bytes()));
            }
            return new Inheritance(access.mode(), xattrs);
        });
    }
}
