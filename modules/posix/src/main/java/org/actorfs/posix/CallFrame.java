package org.actorfs.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The native side of one thread: where errno arrives, and room for the arguments of the call in progress. Made at a
 * thread's first call, freed by the garbage collector some time after the thread.
 *
 * <p>Arguments live from the moment they are put here until the call returns; there is one slot of each kind, and no
 * call nests in another. Nothing is allocated after the first use.
 *
 * <p>The memory belongs to an automatic arena because the linker pins the arena of the errno segment around each
 * call: free for an automatic arena, an atomic update for a shared one.
 */
final class CallFrame {
    /** Linux PATH_MAX, with the terminating NUL. */
    static final int PATH_MAX = 4096;

    /** The largest extended attribute, and the largest list of their names: XATTR_SIZE_MAX, XATTR_LIST_MAX. */
    static final int BULK_BYTES = 64 * 1024;

    private static final int STRUCT_OFFSET = 64;
    private static final int PATH_OFFSET = 512;
    private static final int PATH_SLOT_BYTES = PATH_MAX + 8;
    private static final int SECOND_PATH_OFFSET = PATH_OFFSET + PATH_SLOT_BYTES;
    private static final int FRAME_BYTES = SECOND_PATH_OFFSET + PATH_SLOT_BYTES;

    /** No process can map this address, so every kernel answers EFAULT to it. */
    private static final long REFUSED_ADDRESS = -1L;

    private static final ThreadLocal<CallFrame> CURRENT = ThreadLocal.withInitial(CallFrame::new);

    private final MemorySegment memory = Arena.ofAuto().allocate(FRAME_BYTES, 64);
    private MemorySegment bulk = MemorySegment.NULL;

    private CallFrame() {}

    static CallFrame current() {
        return CURRENT.get();
    }

    /** Room for a small struct, up to 448 bytes; holds whatever the last call left there. */
    long struct() {
        return memory.address() + STRUCT_OFFSET;
    }

    /** Room for {@link #BULK_BYTES}, allocated when the thread first asks. */
    long bulk() {
        if (bulk.byteSize() == 0) {
            bulk = Arena.ofAuto().allocate(BULK_BYTES, 64);
        }
        return bulk.address();
    }

    /** Copies a path, an entry name or an attribute name, and terminates it. */
    long path(byte[] bytes) {
        return cString(bytes, PATH_OFFSET);
    }

    /** As {@link #path}, for the second path of calls such as rename. */
    long secondPath(byte[] bytes) {
        return cString(bytes, SECOND_PATH_OFFSET);
    }

    /**
     * Both errors are left to the kernel: a path that is too long is cut after PATH_MAX bytes, still too long
     * (ENAMETOOLONG); one with a NUL inside would name another file, so it becomes an address that is refused (EFAULT).
     */
    private long cString(byte[] bytes, int offset) {
        for (byte b : bytes) {
            if (b == 0) {
                return REFUSED_ADDRESS;
            }
        }
        int length = Math.min(bytes.length, PATH_MAX);
        long address = memory.address() + offset;
        Memory.copy(bytes, 0, address, length);
        Memory.putByte(address + length, (byte) 0);
        return address;
    }

    long call(MethodHandle function) {
        try {
            return result((long) function.invokeExact(memory));
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    long call(MethodHandle function, long a) {
        try {
            return result((long) function.invokeExact(memory, a));
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    long call(MethodHandle function, long a, long b) {
        try {
            return result((long) function.invokeExact(memory, a, b));
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    long call(MethodHandle function, long a, long b, long c) {
        try {
            return result((long) function.invokeExact(memory, a, b, c));
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    long call(MethodHandle function, long a, long b, long c, long d) {
        try {
            return result((long) function.invokeExact(memory, a, b, c, d));
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    long call(MethodHandle function, long a, long b, long c, long d, long e) {
        try {
            return result((long) function.invokeExact(memory, a, b, c, d, e));
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    long call(MethodHandle function, long a, long b, long c, long d, long e, long f) {
        try {
            return result((long) function.invokeExact(memory, a, b, c, d, e, f));
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** A raw system call; arguments it does not have are ignored by the kernel. */
    long syscall(int number, long a, long b, long c, long d, long e) {
        try {
            return result((long) Libc.SYSCALL.invokeExact(memory, (long) number, a, b, c, d, e, 0L));
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    private long result(long returned) {
        return returned == -1 ? -(long) memory.get(JAVA_INT, 0) : returned;
    }

    /** The linker itself throws nothing, except for a bug or a dying virtual machine. */
    private static Error impossible(Throwable thrown) {
        return thrown instanceof Error error ? error : new AssertionError("A downcall threw", thrown);
    }
}
