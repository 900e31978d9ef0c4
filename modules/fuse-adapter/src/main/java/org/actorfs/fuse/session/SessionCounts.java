package org.actorfs.fuse.session;

import org.actorfs.fs.actor.CacheCounts;

/** What is counted of one session, by whoever serves it and by its volume. */
public record SessionCounts(SessionStats requests, CacheCounts attributes) {}
