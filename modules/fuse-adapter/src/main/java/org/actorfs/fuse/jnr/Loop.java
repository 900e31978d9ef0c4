package org.actorfs.fuse.jnr;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ref.Reference;
import java.util.List;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.actorfs.posix.Descriptors;
import org.actorfs.posix.Interrupts;
import org.actorfs.posix.Processes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libfuse's loop over one mounted descriptor, which it owns. Lives until {@link #run} returns, or {@link #close}: one of the two is to be called,
 * once.
 */
final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);

    // From struct fuse_args: argc, argv, allocated.
    private static final int ARGV = 8;
    private static final int ARGS_BYTES = 24;

    private static final long WAKE_MILLIS = 100;

    private final LoopCalls libfuse;

    /** Held for as long as libfuse may call them: jnr-ffi holds them weakly. */
    private final Callbacks callbacks;

    private final Pointer fuse;
    private final Pointer session;

    /** The thread of {@link #run}; 0 before. */
    private int tid;

    private boolean gone;

    private Loop(LoopCalls libfuse, Callbacks callbacks, Pointer fuse) {
        this.libfuse = libfuse;
        this.callbacks = callbacks;
        this.fuse = fuse;
        this.session = libfuse.fuse_get_session(fuse);
    }

    /**
     * Nothing is served yet. The descriptor is closed if libfuse has no channel for it. If it does not make a session of that, it has closed the
     * descriptor only if memory was short late, and does not tell: so it is left alone, for the number may be another's by now. The arguments are
     * our own, so nothing but memory is a reason.
     */
    static Loop open(Libfuse libfuse, int fuseFd, List<String> arguments, Callbacks callbacks) throws IOException {
        LoopCalls calls = libfuse.calls();
        Pointer channel = calls.fuse_kern_chan_new(fuseFd);
        if (channel == null) {
            Descriptors.close(fuseFd);
            throw new IOException("libfuse has no memory");
        }
        Pointer told = arguments(Runtime.getRuntime(calls), arguments);
        Pointer fuse = libfuse.fuseNew().call(channel, told, callbacks.operations(), callbacks.operationsBytes(), null);
        calls.fuse_opt_free_args(told);
        if (fuse == null) {
            throw new IOException("libfuse does not take %s: it says why on standard error, which is that of the daemon"
                    .formatted(String.join(" ", arguments)));
        }
        return new Loop(calls, callbacks, fuse);
    }

    /** A {@code struct fuse_args} with all that it points to. */
    private static Pointer arguments(Runtime runtime, List<String> words) {
        List<byte[]> texts =
                words.stream().map(word -> (word + '\0').getBytes(UTF_8)).toList();
        int argvBytes = texts.size() * Long.BYTES;
        int textBytes = texts.stream().mapToInt(text -> text.length).sum();
        Pointer all = Memory.allocateDirect(runtime, ARGS_BYTES + argvBytes + textBytes, true);
        all.putInt(0, texts.size());
        all.putAddress(ARGV, all.address() + ARGS_BYTES);
        int at = ARGS_BYTES + argvBytes;
        for (int i = 0; i < texts.size(); i++) {
            byte[] text = texts.get(i);
            all.putAddress(ARGS_BYTES + (long) i * Long.BYTES, all.address() + at);
            all.put(at, text, 0, text.length);
            at += text.length;
        }
        return all;
    }

    /** Serves until the kernel has ended the session, or {@link #end}; then the descriptor is closed. */
    void run() {
        try {
            enter();
            if (libfuse.fuse_loop_mt(fuse) < 0) {
                log.error("libfuse has stopped serving: it says why on standard error");
            }
        } finally {
            leave();
        }
        destroy();
    }

    /** Instead of {@link #run}: closes the descriptor. */
    void close() {
        leave();
        destroy();
    }

    private void destroy() {
        try {
            libfuse.fuse_destroy(fuse);
        } finally {
            Reference.reachabilityFence(callbacks);
        }
    }

    private synchronized void enter() {
        tid = Processes.gettid();
    }

    private synchronized void leave() {
        gone = true;
        notifyAll();
    }

    /** Whether the session has ended; to be asked by callbacks, which end before {@link #run} does. */
    boolean hasEnded() {
        return libfuse.fuse_session_exited(session) != 0;
    }

    /** Ends it from this side: who is in a callback finishes it, and who waits for a request does not get one. Waits for neither. */
    synchronized void end() {
        if (!gone) {
            libfuse.fuse_session_exit(session);
            Thread.ofPlatform().daemon().name("libfuse end").start(this::wake);
        }
    }

    /**
     * libfuse's other threads wait in read(2) until the one that {@link #run} runs on takes them from there, and that waits for one of them to end. A
     * signal makes it look; one that comes before it waits is lost, so there are several.
     */
    private synchronized void wake() {
        try {
            while (!gone) {
                if (tid != 0) {
                    var _ = Interrupts.interrupt(tid);
                }
                wait(WAKE_MILLIS);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }
}
