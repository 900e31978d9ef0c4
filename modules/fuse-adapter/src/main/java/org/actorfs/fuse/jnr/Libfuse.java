package org.actorfs.fuse.jnr;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** libfuse 2, for as long as the process lives; {@code fuseNew} makes a {@code struct fuse} of its version. */
record Libfuse(LoopCalls calls, LoopCalls.New fuseNew) {
    private static final String SONAME = "libfuse.so.2";

    /** The dynamic linker, see dlopen(3) and dlvsym(3). Public, for jnr-ffi makes a class of it. */
    public interface Linker {
        @Nullable
        Pointer dlopen(String soname, int flags);

        @Nullable
        Pointer dlvsym(Pointer library, String name, String version);
    }

    /** The same for what is known to be there: jnr-ffi cannot make a function of null. */
    public interface Functions {
        LoopCalls.New dlvsym(Pointer library, String name, String version);
    }

    /** {@link UnsatisfiedLinkError} without libfuse 2. */
    static Libfuse load() {
        LoopCalls calls =
                LibraryLoader.create(LoopCalls.class).failImmediately().load(SONAME);
        return new Libfuse(calls, fuseNew(SONAME));
    }

    /** By its version: what dlsym(3) finds under that name is of libfuse 2.1, with another signature. */
    static LoopCalls.New fuseNew(String soname) {
        final int now = 2; // RTLD_NOW
        String name = "fuse_new";
        String version = "FUSE_2.6";
        Linker linker = libc(Linker.class);
        Pointer library = linker.dlopen(soname, now);
        if (library == null || linker.dlvsym(library, name, version) == null) {
            throw new UnsatisfiedLinkError("no %s@%s in %s".formatted(name, version, soname));
        }
        return libc(Functions.class).dlvsym(library, name, version);
    }

    private static <T> T libc(Class<T> functions) {
        return LibraryLoader.create(functions).failImmediately().load("libc.so.6");
    }
}
