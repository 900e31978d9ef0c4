package org.actorfs.fuse.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.actor.Census;
import org.actorfs.fs.actor.Volume;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Takes the census of a volume: one at a time, whoever asks, for it goes to every inode that is awake, and one of them may hang. Owned by
 * its session.
 */
public final class Headcount {
    private final ActorRef<Volume.Command> volume;
    private @Nullable CompletableFuture<Census> underWay;

    public Headcount(ActorRef<Volume.Command> volume) {
        this.volume = volume;
    }

    /** The one that is under way, or else a fresh one. */
    public synchronized CompletionStage<Census> take() {
        CompletableFuture<Census> last = underWay;
        if (last == null || last.isDone()) {
            last = ask();
            underWay = last;
        }
        return last.copy();
    }

    private CompletableFuture<Census> ask() {
        ReplyFuture<Census> reply = new ReplyFuture<>();
        volume.tell(new Volume.Count(reply));
        return reply.stage()
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Done<Census>(Census census) -> census;
                    case Outcome.Failed<Census>(Errno errno) ->
                        throw new IllegalStateException("the volume cannot be counted: " + errno);
                })
                .toCompletableFuture();
    }
}
