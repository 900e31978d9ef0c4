package org.actorfs.fuse.protocol;

/**
 * Kinds of request extension ({@code enum fuse_ext_type}): up to MAX_NR_SECCTX the number is a count of security
 * contexts.
 */
public final class ExtensionType {
    public static final int MAX_NR_SECCTX = 31;

    public static final int EXT_GROUPS = 32;

    private ExtensionType() {}
}
