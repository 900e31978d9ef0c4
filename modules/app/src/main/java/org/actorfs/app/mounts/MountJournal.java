package org.actorfs.app.mounts;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Where the events of all mounts are kept, as far as the manager deals with it itself. */
public interface MountJournal {
    /** The type in the persistence ids of mounts: {@code mount|<uuid>}. */
    String ENTITY_TYPE = "mount";

    /**
     * Makes sure that it can be used by this daemon, and tells which mounts it knows, deleted ones too. {@link MountFault.Journal} if it
     * cannot be reached now: to be asked again. Never completes exceptionally.
     */
    CompletionStage<Answer<Set<UUID>>> open();

    /** Why nothing can be kept in it now, as far as is known without asking; empty when all is well. */
    Optional<MountFault> trouble();
}
