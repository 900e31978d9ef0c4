package org.actorfs.app.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PendingTest {
    private static final MountFault LATE = new MountFault.Journal("no disk");

    @Test
    void shouldKeepTheFirstAnswerAndSayThatThereWasAnother() {
        try (SecondAnswers seconds = new SecondAnswers()) {
            Pending<String> pending = new Pending<>();
            pending.done("first");
            assertEquals(0, seconds.told().size());
            pending.failed(LATE);
            assertEquals(
                    Answer.of("first"), pending.stage().toCompletableFuture().join());
            assertEquals(1, seconds.told().size());
            String told = seconds.told().getFirst();
            assertTrue(told.contains("shouldKeepTheFirstAnswerAndSayThatThereWasAnother"), told);
        }
    }
}
