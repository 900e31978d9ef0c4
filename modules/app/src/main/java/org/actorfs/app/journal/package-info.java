/**
 * The journal: what happened to each mount, kept so that the daemon knows its mounts again after a restart.
 *
 * <p>{@link org.actorfs.app.journal.JournalSettings} say where it is: a file of ours ({@link
 * org.actorfs.app.journal.EmbeddedDatabase}) or a PostgreSQL ({@link org.actorfs.app.journal.PostgresDatabase}). {@link
 * org.actorfs.app.journal.JournalConfig} makes of them what Pekko Persistence must know; whoever persists does it through Pekko. {@link
 * org.actorfs.app.journal.JournalStore} is the daemon's own hold on the database: it makes the tables, keeps other daemons out, lists the
 * mounts, and says in a sentence what is wrong.
 *
 * <p>{@link org.actorfs.app.journal.MountSerializer} turns events and snapshots into JSON and back: {@code EventForm} and {@code StateForm}
 * are the kept forms, which docs/journal.md describes and which are read for ever; {@link org.actorfs.app.journal.Secrets} seals URIs that
 * hold a password. What cannot be read is an {@link org.actorfs.app.mounts.UnreadableException}, whose message is for a person.
 *
 * <p>Uses {@code org.actorfs.app.mounts} and nothing else of the program.
 */
@NullMarked
package org.actorfs.app.journal;

import org.jspecify.annotations.NullMarked;
