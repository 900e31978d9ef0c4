package org.actorfs.fs;

/** The extended attributes that mean something to a filesystem, see xattr(7), acl(5) and capabilities(7). */
public final class XattrNames {
    public static final Name ACCESS_ACL = Name.of("system.posix_acl_access");
    public static final Name DEFAULT_ACL = Name.of("system.posix_acl_default");
    public static final Name CAPABILITY = Name.of("security.capability");

    private XattrNames() {}

    public static boolean isAcl(Name name) {
        return name.equals(ACCESS_ACL) || name.equals(DEFAULT_ACL);
    }

    /** Whether it is of the namespace, {@code user.} for example, and has a name there. */
    public static boolean isIn(String namespace, Name name) {
        String text = name.toString();
        return text.length() > namespace.length() && text.startsWith(namespace);
    }

    /** Whether it is one that any filesystem may keep: of {@code system} only the two lists, what else is there means something else. */
    public static boolean isKnown(Name name) {
        return isAcl(name) || isIn("user.", name) || isIn("trusted.", name) || isIn("security.", name);
    }
}
