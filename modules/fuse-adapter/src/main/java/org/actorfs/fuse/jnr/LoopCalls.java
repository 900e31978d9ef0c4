package org.actorfs.fuse.jnr;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import org.jspecify.annotations.Nullable;
import ru.serce.jnrfuse.struct.FuseContext;

/**
 * What libfuse has to serve a descriptor that is mounted already. See fuse.h, fuse_lowlevel.h and fuse_opt.h. Public, for jnr-ffi makes a class of
 * it.
 */
public interface LoopCalls {
    /** A channel, which closes the descriptor when it is destroyed. */
    @Nullable
    Pointer fuse_kern_chan_new(int fuseFd);

    /** Frees what {@link New} has made of its arguments. */
    void fuse_opt_free_args(Pointer arguments);

    /** The session of a {@code struct fuse}. */
    Pointer fuse_get_session(Pointer fuse);

    /** Not 0 once the kernel has ended it, or {@link #fuse_session_exit}. */
    int fuse_session_exited(Pointer session);

    /** Who comes from a request does not read another one; who waits for one is not told. */
    void fuse_session_exit(Pointer session);

    /** Serves, on this thread and others, until the session has ended; all of them are at their end then. Below 0 if it cannot begin, or go on. */
    int fuse_loop_mt(Pointer fuse);

    /** With its session and its channel. */
    void fuse_destroy(Pointer fuse);

    /** Who called, while a callback runs. jnr-fuse would ask another libfuse, if it finds one by another name first. */
    FuseContext fuse_get_context();

    /** {@code fuse_new}: null, and the reason on standard error, if it has no memory or does not understand its arguments. */
    interface New {
        @Delegate
        @Nullable
        Pointer call(
                Pointer channel, Pointer arguments, Pointer operations, long operationsBytes, @Nullable Pointer data);
    }
}
