package org.actorfs.app.mounts;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The configuration file, as far as it declares mounts. */
public interface Declarations {
    /** Reads it now; {@link MountFault.BadRequest} with file and line if it is wrong. Never completes exceptionally. */
    CompletionStage<Answer<List<MountSpec>>> read();
}
