package org.actorfs.fuse.protocol;

/** Commands of FUSE over io_uring ({@code enum fuse_uring_cmd}). */
public final class UringCommand {
    public static final int INVALID = 0;

    public static final int REGISTER = 1;

    public static final int COMMIT_AND_FETCH = 2;

    private UringCommand() {}
}
