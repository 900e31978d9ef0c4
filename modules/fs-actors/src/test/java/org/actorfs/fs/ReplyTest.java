package org.actorfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplyTest {
    private static final class Recorder extends Reply<String> {
        private final List<Object> answers = new ArrayList<>();
        private int begins;

        @Override
        protected void onBegin() {
            begins++;
        }

        @Override
        protected void onSuccess(String value) {
            answers.add(value);
        }

        @Override
        protected void onFailure(Errno errno) {
            answers.add(errno);
        }
    }

    @Test
    void shouldGiveTheFirstAnswerOnly() {
        Recorder reply = new Recorder();
        assertTrue(reply.succeed("one"));
        assertFalse(reply.succeed("two"));
        assertFalse(reply.fail(Errno.EIO));
        assertFalse(reply.complete(new Outcome.Done<>("three")));
        assertEquals(List.of("one"), reply.answers);
        assertTrue(reply.isComplete());
    }

    @Test
    void shouldKeepAFailureWhenSuccessComesLate() {
        Recorder reply = new Recorder();
        assertTrue(reply.complete(new Outcome.Failed<>(Errno.ENOENT)));
        assertFalse(reply.succeed("late"));
        assertEquals(List.of(Errno.ENOENT), reply.answers);
    }

    @Test
    void shouldBeInterruptedOnlyBeforeWorkBegins() {
        Recorder waiting = new Recorder();
        assertTrue(waiting.interrupt());
        assertFalse(waiting.begin());
        assertFalse(waiting.isBegun());
        assertEquals(0, waiting.begins);
        assertEquals(List.of(Errno.EINTR), waiting.answers);
        Recorder begun = new Recorder();
        assertFalse(begun.isBegun());
        assertTrue(begun.begin());
        assertTrue(begun.begin());
        assertTrue(begun.isBegun());
        assertEquals(1, begun.begins);
        assertFalse(begun.interrupt());
        assertTrue(begun.succeed("done"));
        assertEquals(List.of("done"), begun.answers);
    }
}
