package org.actorfs.fs.actor;

import org.actorfs.fs.Reply;

/** A message that somebody waits for: should it reach nobody, its reply is failed with EIO, never lost. */
public interface Request {
    Reply<?> reply();
}
