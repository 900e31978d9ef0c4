package org.actorfs.fuse.jnr;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.actorfs.fs.actor.Volume;
import org.actorfs.fs.driver.Traits;
import org.actorfs.fuse.session.SessionStats;
import org.actorfs.posix.Libraries;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class CallbacksTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void end() {
        KIT.shutdownTestKit();
    }

    /** jnr-fuse would tell libfuse that what throws has succeeded. */
    @TestFactory
    List<DynamicTest> shouldAnswerAnErrorWhateverFails() {
        assumeTrue(Libraries.isInstalled("libfuse.so.2"), "libfuse 2 is not installed");
        Callbacks callbacks = callbacks(KIT);
        return Arrays.stream(Callbacks.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType() == int.class)
                .map(method -> dynamicTest(method.getName(), () -> {
                    int result = (int) method.invoke(callbacks, nothings(method));
                    assertTrue(result < 0, () -> "returned " + result);
                }))
                .toList();
    }

    /** Of a volume that does not answer. */
    static Callbacks callbacks(ActorTestKit kit) {
        return new Callbacks(
                Libfuse.load().calls(),
                new References(false),
                kit.createTestProbe(Volume.Command.class).ref(),
                new Traits(true, true, false, Traits.allOperations(), 0, 0, 0),
                SessionStats.off(),
                new Waiting(() -> false, Duration.ofSeconds(10)),
                true,
                () -> {});
    }

    private static Object[] nothings(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(type -> type == long.class ? (Object) 1L : type == int.class ? (Object) 1 : null)
                .toArray();
    }
}
