package org.actorfs.fs.actor;

/**
 * Who holds locks, as a session's kernel names it: a process for fcntl(F_SETLK), an open file description for OFD locks and flock(2). No
 * kernel tells the first two apart, and a description that is closed may leave its id to the next before its RELEASE has come. What one
 * owner holds never keeps itself out.
 */
record LockOwner(Session session, long id) {}
