package org.actorfs.fuse.jnr;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import org.jspecify.annotations.Nullable;

/**
 * What libfuse has beside what jnr-fuse calls: its loop over a descriptor that is mounted already. See fuse.h, fuse_lowlevel.h and fuse_opt.h.
 * Public, for jnr-ffi makes a class of it.
 */
public interface LoopCalls {
    /** A channel, which closes the descriptor when it is destroyed. */
    @Nullable
    Pointer fuse_kern_chan_new(int fuseFd);

    void fuse_chan_destroy(Pointer channel);

    /** Frees what {@link New} has made of its arguments. */
    void fuse_opt_free_args(Pointer arguments);

    /** The session of a {@code struct fuse}. */
    Pointer fuse_get_session(Pointer fuse);

    /** Not 0 once the kernel has ended it, or {@link #fuse_session_exit}. */
    int fuse_session_exited(Pointer session);

    /** Who comes from a request does not read another one; who waits for one is not told. */
    void fuse_session_exit(Pointer session);

    /** Serves, on this thread and others, until the session has ended; all of them are at their end then. Below 0 if it has not begun. */
    int fuse_loop_mt(Pointer fuse);

    /** With its session and its channel. */
    void fuse_destroy(Pointer fuse);

    /** {@code fuse_new}: null, and the reason on standard error, if it does not understand its arguments. */
    interface New {
        @Delegate
        @Nullable
        Pointer call(
                Pointer channel, Pointer arguments, Pointer operations, long operationsBytes, @Nullable Pointer data);
    }

    /** The dynamic linker, see dlvsym(3). */
    interface Linker {
        Pointer dlopen(String soname, int flags);

        New dlvsym(Pointer library, String name, String version);
    }

    /** {@link UnsatisfiedLinkError} without libfuse 2. */
    static LoopCalls load() {
        return LibraryLoader.create(LoopCalls.class).failImmediately().load("libfuse.so.2");
    }

    /** By its version: what dlsym(3) finds under that name is of libfuse 2.1, with another signature. To be asked when there is libfuse 2. */
    static New fuseNew() {
        final int now = 2; // RTLD_NOW
        Linker linker = LibraryLoader.create(Linker.class).failImmediately().load("libc.so.6");
        return linker.dlvsym(linker.dlopen("libfuse.so.2", now), "fuse_new", "FUSE_2.6");
    }
}
