package org.actorfs.app;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.app.journal.JournalStore;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountJournal;
import org.apache.pekko.Done;

/** The journal as the mounts see it. */
record StoredMounts(JournalStore store) implements MountJournal {
    @Override
    public CompletionStage<Answer<Set<UUID>>> open() {
        return store.open().thenCompose(opened -> switch (opened) {
            case Answer.Failed<Done>(var fault) -> CompletableFuture.completedStage(Answer.failed(fault));
            case Answer.Done<Done> _ -> store.mountIds().thenApply(ids -> ids.map(Set::copyOf));
        });
    }

    @Override
    public Optional<MountFault> trouble() {
        return store.trouble();
    }
}
