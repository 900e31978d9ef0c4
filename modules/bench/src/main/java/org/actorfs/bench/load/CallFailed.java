package org.actorfs.bench.load;

import org.actorfs.posix.Errnos;

/** A system call or a program that must not fail did; the message names it, and why. */
final class CallFailed extends RuntimeException {
    CallFailed(String message) {
        super(message);
    }

    /** The result of a call, if it is one. */
    static int check(String call, long result) {
        if (result < 0) {
            throw new CallFailed(call + " failed with " + Errnos.name((int) result));
        }
        return (int) result;
    }
}
