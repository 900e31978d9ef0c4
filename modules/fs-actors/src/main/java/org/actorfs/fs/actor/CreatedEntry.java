package org.actorfs.fs.actor;

/**
 * The answer of create: a counted reference and an open handle.
 *
 * @param handle what the session named it
 */
public record CreatedEntry(Entry entry, long handle) {}
