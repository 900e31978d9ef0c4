package org.actorfs.app;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * SIGHUP, as a call. The JDK's way to hear of a signal is {@code sun.misc.Signal}, of the supported module jdk.unsupported; javac warns of
 * its name in a way that nothing turns off, and warnings are errors here, so it is found by its name when it is needed.
 */
final class Hangup {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private Hangup() {}

    /** Runs {@code then} at every SIGHUP from now on, on a thread of the JVM's, which must not be kept. */
    static void handle(Runnable then) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> signal = Class.forName(SIGNAL);
            Class<?> handler = Class.forName(HANDLER);
            MethodHandle run = MethodHandles.dropArguments(
                    MethodHandles.lookup()
                            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                            .bindTo(then),
                    0,
                    signal);
            Object hangup = lookup.findConstructor(signal, MethodType.methodType(void.class, String.class))
                    .invoke("HUP");
            var _ = lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler))
                    .invoke(hangup, MethodHandleProxies.asInterfaceInstance(handler, run));
        } catch (Throwable e) { // as a method handle declares
            throw new IllegalStateException("this JVM does not hand out SIGHUP", e);
        }
    }
}
