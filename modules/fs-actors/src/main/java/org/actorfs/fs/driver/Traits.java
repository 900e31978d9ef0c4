package org.actorfs.fs.driver;

import java.util.EnumSet;
import java.util.Set;
import org.actorfs.fs.Attributes;

/**
 * What a driver declares of itself, once, when it is opened.
 *
 * @param ownsNamespace nobody else can change the files
 * @param checksPermissions the backend decides access itself; else the kernel does (default_permissions)
 * @param persistentInos {@code ino} names an inode for good, so it may serve as node id and in NFS handles
 * @param operations what exists beside stat and read; a missing {@link Operation#LINK} is EPERM, others ENOSYS or EROFS
 * @param attributesFreshNanos how long attributes stay true without asking the driver; {@link #FOREVER} for an owned namespace
 * @param entryTimeoutNanos default of the entry_timeout mount option
 * @param attrTimeoutNanos default of the attr_timeout mount option
 * @param partialLookups of what a lookup tells of a directory nothing but the type is taken: its attributes only {@link Driver#getattr} tells,
 *     which the kernel asks before it uses any. Not with attributes that stay fresh
 * @param kernel what it wants of the kernel
 */
public record Traits(
        boolean ownsNamespace,
        boolean checksPermissions,
        boolean persistentInos,
        Set<Operation> operations,
        long attributesFreshNanos,
        long entryTimeoutNanos,
        long attrTimeoutNanos,
        boolean partialLookups,
        KernelUse kernel) {
    public static final long FOREVER = Long.MAX_VALUE;

    /** Of a driver that wants nothing special of the kernel. */
    public Traits(
            boolean ownsNamespace,
            boolean checksPermissions,
            boolean persistentInos,
            Set<Operation> operations,
            long attributesFreshNanos,
            long entryTimeoutNanos,
            long attrTimeoutNanos) {
        this(
                ownsNamespace,
                checksPermissions,
                persistentInos,
                operations,
                attributesFreshNanos,
                entryTimeoutNanos,
                attrTimeoutNanos,
                false,
                KernelUse.CAREFUL);
    }

    /** Whether these attributes, as a lookup tells them, are not all that getattr would tell. */
    public boolean isPartial(Attributes lookedUp) {
        return partialLookups && lookedUp.isDirectory();
    }

    /** The operations that a driver may lack. */
    public enum Operation {
        WRITE,
        LINK,
        SYMLINK,
        MKNOD,
        RENAME_EXCHANGE,
        LSEEK,
        XATTR,
        FALLOCATE,
        TMPFILE
    }

    public static Set<Operation> allOperations() {
        return EnumSet.allOf(Operation.class);
    }
}
