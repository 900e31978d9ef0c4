package org.actorfs.app.inspect;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.actorfs.app.api.InodeJson;
import org.actorfs.app.api.TraceJson;
import org.actorfs.app.mounts.Answer;
import org.actorfs.app.mounts.MountView;
import org.actorfs.app.mounts.Watch;

/** Looks into mounts that run. Every stage completes within a bounded time, and none exceptionally; a mount that does not run is a fault. */
public interface Inspector {
    /** The actor of what is at a path, from the root of the volume; links are not followed. */
    CompletionStage<Answer<InodeJson>> inode(MountView mount, String path);

    /** The requests on what is at a path, or on everything, from now on until the watch is closed or the mount ends. */
    CompletionStage<Answer<Watch<TraceJson>>> trace(MountView mount, Optional<String> path);
}
