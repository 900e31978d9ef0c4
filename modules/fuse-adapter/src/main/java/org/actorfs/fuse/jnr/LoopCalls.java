package org.actorfs.fuse.jnr;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;

/** What libfuse tells of its loop, and jnr-fuse does not ask; see fuse_lowlevel.h. Public, for jnr-ffi makes a class of it. */
public interface LoopCalls {
    /** The session of a {@code struct fuse}. */
    Pointer fuse_get_session(Pointer fuse);

    /** Not 0 once the kernel has ended it, or a signal. */
    int fuse_session_exited(Pointer session);

    /** {@link UnsatisfiedLinkError} without libfuse 2. */
    static LoopCalls load() {
        return LibraryLoader.create(LoopCalls.class).failImmediately().load("libfuse.so.2");
    }
}
