package org.actorfs.fuse.protocol;

import java.util.List;

/**
 * What may follow the payload of a creation: security contexts (SECURITY_CTX) and the supplementary group of the caller
 * that owns the parent directory (CREATE_SUPP_GROUP). {@link #NONE} unless negotiated.
 */
@SuppressWarnings("ArrayRecordComponent") // ids as they came; nobody compares them
public record RequestExtensions(List<SecurityContext> contexts, int[] groups) {
    /** No extension. */
    public static final RequestExtensions NONE = new RequestExtensions(List.of(), new int[0]);

    public RequestExtensions {
        contexts = List.copyOf(contexts);
    }

    /**
     * A label for the new inode.
     *
     * @param name the xattr that keeps it, as "security.selinux"
     * @param value its bytes
     */
    public record SecurityContext(byte[] name, byte[] value) {}
}
