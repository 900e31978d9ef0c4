package org.actorfs.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a program that inherits one descriptor, which {@link ProcessBuilder} cannot do. The child sees it as
 * {@link #INHERITED_FD}, shares standard input, output and error, and inherits nothing else: descriptors of the JVM
 * that lack close-on-exec are closed (glibc 2.34). Wait for the child with {@link Processes#waitFor}.
 */
public final class Spawn {
    /** Where the child finds the descriptor; what {@code _FUSE_COMMFD} says to fusermount3. */
    public static final int INHERITED_FD = 3;

    /** posix_spawn_file_actions_t is 80 bytes, posix_spawnattr_t 336, sigset_t 128, in 64-bit glibc. */
    private static final int FILE_ACTIONS_BYTES = 128;

    private static final int ATTRIBUTES_BYTES = 384;
    private static final int SIGSET_BYTES = 128;
    private static final int POSIX_SPAWN_SETSIGMASK = 0x08;

    private static final MethodHandle POSIX_SPAWNP = Libc.returningInt("posix_spawnp", 6);
    private static final MethodHandle ACTIONS_INIT = Libc.returningInt("posix_spawn_file_actions_init", 1);
    private static final MethodHandle ACTIONS_DESTROY = Libc.returningInt("posix_spawn_file_actions_destroy", 1);
    private static final MethodHandle ACTIONS_ADDDUP2 = Libc.returningInt("posix_spawn_file_actions_adddup2", 3);
    private static final Optional<MethodHandle> ACTIONS_ADDCLOSEFROM =
            Libc.optionalInt("posix_spawn_file_actions_addclosefrom_np", 2);
    private static final MethodHandle ATTRIBUTES_INIT = Libc.returningInt("posix_spawnattr_init", 1);
    private static final MethodHandle ATTRIBUTES_DESTROY = Libc.returningInt("posix_spawnattr_destroy", 1);
    private static final MethodHandle ATTRIBUTES_SETFLAGS = Libc.returningInt("posix_spawnattr_setflags", 2);
    private static final MethodHandle ATTRIBUTES_SETSIGMASK = Libc.returningInt("posix_spawnattr_setsigmask", 2);

    private Spawn() {}

    /**
     * posix_spawnp(3): {@code argv[0]} is looked up in PATH unless it has a slash. The pid, or -errno: ENOENT when there
     * is no such program. The caller keeps its own copy of the descriptor.
     *
     * @param environment all of the child's environment
     */
    public static int start(List<String> argv, Map<String, String> environment, int inheritedFd) {
        List<String> variables = environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        try (Arena arena = Arena.ofConfined()) {
            long program = cString(arena, argv.getFirst());
            return start(arena, program, cStrings(arena, argv), cStrings(arena, variables), inheritedFd);
        }
    }

    private static int start(Arena arena, long program, long argv, long environment, int inheritedFd) {
        CallFrame frame = CallFrame.current();
        long actions = arena.allocate(FILE_ACTIONS_BYTES, 16).address();
        long attributes = arena.allocate(ATTRIBUTES_BYTES, 16).address();
        long noSignals = arena.allocate(SIGSET_BYTES, 16).address();
        long pid = arena.allocate(JAVA_LONG).address();
        frame.call(ACTIONS_INIT, actions);
        frame.call(ATTRIBUTES_INIT, attributes);
        try {
            // dup2 onto itself is fine too: posix_spawn then clears close-on-exec (glibc 2.29).
            frame.call(ACTIONS_ADDDUP2, actions, inheritedFd, INHERITED_FD);
            ACTIONS_ADDCLOSEFROM.ifPresent(closeFrom -> frame.call(closeFrom, actions, INHERITED_FD + 1));
            // Threads of the JVM block signals that the program expects to get.
            frame.call(ATTRIBUTES_SETFLAGS, attributes, POSIX_SPAWN_SETSIGMASK);
            frame.call(ATTRIBUTES_SETSIGMASK, attributes, noSignals);
            // posix_spawn returns its errno instead of setting it.
            long error = frame.call(POSIX_SPAWNP, pid, program, actions, attributes, argv, environment);
            return error == 0 ? Memory.getInt(pid) : (int) -error;
        } finally {
            frame.call(ATTRIBUTES_DESTROY, attributes);
            frame.call(ACTIONS_DESTROY, actions);
        }
    }

    private static long cString(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.UTF_8).address();
    }

    private static long cStrings(Arena arena, List<String> strings) {
        MemorySegment pointers = arena.allocate(JAVA_LONG, strings.size() + 1L);
        for (int i = 0; i < strings.size(); i++) {
            pointers.setAtIndex(JAVA_LONG, i, cString(arena, strings.get(i)));
        }
        return pointers.address();
    }
}
