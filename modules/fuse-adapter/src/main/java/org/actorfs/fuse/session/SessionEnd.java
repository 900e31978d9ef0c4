package org.actorfs.fuse.session;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.ReplyFuture;
import org.actorfs.fs.actor.Session;
import org.actorfs.fs.actor.Volume;
import org.apache.pekko.actor.typed.ActorRef;

/** The end of a session, which comes once: its references and handles go, then its volume closes. */
public final class SessionEnd {
    private final ActorRef<Volume.Command> volume;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicBoolean begun = new AtomicBoolean();

    public SessionEnd(ActorRef<Volume.Command> volume) {
        this.volume = volume;
    }

    /** Completes when the volume is closed; exceptionally if it did not close well, or died. */
    public CompletionStage<Void> ended() {
        return ended;
    }

    /** The kernel will ask nothing more; false if that is known already. */
    public boolean begin(Session session) {
        if (!begun.compareAndSet(false, true)) {
            return false;
        }
        ReplyFuture<Nothing> detached = new ReplyFuture<>();
        ReplyFuture<Nothing> closed = new ReplyFuture<>();
        var _ = detached.stage().thenRun(() -> volume.tell(new Volume.Close(closed)));
        var _ = closed.stage().thenAccept(this::onClosed);
        volume.tell(new Volume.Detach(session, detached));
        return true;
    }

    /** Whether {@link #begin} has been told. */
    boolean hasBegun() {
        return begun.get();
    }

    /** The volume's actor stopped; true if it had not been closed before. */
    public boolean died() {
        return ended.completeExceptionally(new IOException("the volume's actor died: see the log"));
    }

    private void onClosed(Outcome.Ready<Nothing> outcome) {
        switch (outcome) {
            case Outcome.Done<Nothing> _ -> ended.complete(null);
            case Outcome.Failed<Nothing> failed ->
                ended.completeExceptionally(new IOException("closing the volume failed: " + failed.errno()));
        }
    }
}
