package org.actorfs.fs.actor;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Reply;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings answers back into the mailbox of the actor that asked, and counts how many are still to come. Owned by that actor. */
final class Continuations<M> {
    private static final Logger log = LoggerFactory.getLogger(Continuations.class);

    private final ActorRef<M> self;
    private final Function<Runnable, M> message;
    private int expected;

    Continuations(ActorRef<M> self, Function<Runnable, M> message) {
        this.self = self;
        this.message = message;
    }

    /** Answers that have been asked for and have not been heard. */
    int expected() {
        return expected;
    }

    /** Calls the driver; what it throws is a bug or broken storage and becomes EIO. */
    static <T> Outcome<T> call(Supplier<Outcome<T>> driverCall) {
        try {
            return driverCall.get();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
            log.error("the driver failed; its caller gets EIO", e);
            return Outcome.failed(Errno.EIO);
        }
    }

    /** Hears the outcome now if it is known, else in a later turn of the mailbox. */
    <T> void hear(Outcome<T> outcome, Consumer<Outcome.Ready<T>> listener) {
        if (outcome instanceof Outcome.Ready<T> ready) {
            listener.accept(ready);
            return;
        }
        outcome.whenReady(ready -> self.tell(message.apply(() -> {
            expected--;
            listener.accept(ready);
        })));
        expected++; // last: an outcome that was heard before throws, and will not be heard again
    }

    /** As {@link #hear}; whatever the listener throws, the request is answered. */
    <T> void hear(Outcome<T> outcome, Reply<?> reply, Consumer<Outcome.Ready<T>> listener) {
        hear(outcome, ready -> {
            try {
                listener.accept(ready);
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                log.error("an answer could not be given; its caller gets EIO", e);
                if (!reply.isComplete()) {
                    reply.fail(Errno.EIO);
                }
            }
        });
    }

    /** A reply for a question to another actor, heard in a later turn of the mailbox. */
    <T> Reply<T> reply(Consumer<Outcome.Ready<T>> listener) {
        expected++;
        return new MailboxReply<>(this, listener);
    }

    private static final class MailboxReply<M, T> extends Reply<T> {
        private final Continuations<M> home;
        private final Consumer<Outcome.Ready<T>> listener;

        MailboxReply(Continuations<M> home, Consumer<Outcome.Ready<T>> listener) {
            this.home = home;
            this.listener = listener;
        }

        @Override
        protected void onSuccess(T value) {
            bring(new Outcome.Done<>(value));
        }

        @Override
        protected void onFailure(Errno errno) {
            bring(new Outcome.Failed<>(errno));
        }

        private void bring(Outcome.Ready<T> outcome) {
            home.self.tell(home.message.apply(() -> {
                home.expected--;
                listener.accept(outcome);
            }));
        }
    }
}
