package org.actorfs.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds functions of the C library and makes them callable.
 *
 * <p>Every handle has the same kind of type, {@code (MemorySegment callState, long...) -> long}: on x86_64 and aarch64
 * an argument register is 64 bits wide whatever the C type, and a callee that takes an {@code int} ignores the upper
 * half. Results do need their width, because the upper half of an {@code int} result is undefined.
 */
final class Libc {
    static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));

    private static final int FIXED = Integer.MAX_VALUE;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    /** {@code long syscall(long number, ...)}, for calls that glibc does not wrap, or wraps for the whole process. */
    static final MethodHandle SYSCALL = variadicLong("syscall", 7, 1);

    private Libc() {}

    /** A function that returns a C {@code int}. */
    static MethodHandle returningInt(String name, int argumentCount) {
        return link(address(name), JAVA_INT, argumentCount, FIXED);
    }

    /** A function that returns {@code long}, {@code ssize_t}, {@code off_t} or a pointer. */
    static MethodHandle returningLong(String name, int argumentCount) {
        return link(address(name), JAVA_LONG, argumentCount, FIXED);
    }

    /** As {@link #returningInt} for {@code f(a, b, ...)}; the ABI must be told where the ellipsis begins. */
    static MethodHandle variadicInt(String name, int argumentCount, int firstVariadic) {
        return link(address(name), JAVA_INT, argumentCount, firstVariadic);
    }

    static MethodHandle variadicLong(String name, int argumentCount, int firstVariadic) {
        return link(address(name), JAVA_LONG, argumentCount, firstVariadic);
    }

    /** A function that an older glibc may lack. */
    static Optional<MethodHandle> optionalInt(String name, int argumentCount) {
        return SYMBOLS.find(name).map(address -> link(address, JAVA_INT, argumentCount, FIXED));
    }

    /** Where a function is, for who is to call it from C. */
    static long pointer(String name) {
        return address(name).address();
    }

    /** Picks the number or constant that belongs to this machine. */
    static int byArchitecture(int x86, int aarch64) {
        return AARCH64 ? aarch64 : x86;
    }

    private static MemorySegment address(String name) {
        return SYMBOLS.find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError(
                        "The C library has no function " + name + "; actorfs needs glibc 2.33 or newer on Linux"));
    }

    private static MethodHandle link(MemorySegment address, ValueLayout result, int argumentCount, int firstVariadic) {
        MemoryLayout[] arguments = new MemoryLayout[argumentCount];
        Arrays.fill(arguments, JAVA_LONG);
        FunctionDescriptor function = FunctionDescriptor.of(result, arguments);
        Linker.Option[] options = firstVariadic == FIXED
                ? new Linker.Option[] {ERRNO}
                : new Linker.Option[] {ERRNO, Linker.Option.firstVariadicArg(firstVariadic)};
        MethodHandle handle = LINKER.downcallHandle(address, function, options);
        MethodType widened = handle.type().changeReturnType(long.class);
        return handle.asType(widened);
    }
}
