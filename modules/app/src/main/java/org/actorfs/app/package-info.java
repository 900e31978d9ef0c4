/**
 * The program: command line, configuration and the daemon's wiring. This is the only module that knows all the others;
 * it decides nothing about files.
 *
 * <p>{@link org.actorfs.app.Main} hands the arguments to {@link org.actorfs.app.CommandLineInterface}, where every
 * subcommand is added by its constructor. A command that cannot do its work throws {@link
 * org.actorfs.app.CommandFailure}: one sentence for the person and an exit code, 2 for a wrong request and 1 for one
 * that failed. {@link org.actorfs.app.Settings} is the configuration file as a record, and {@link org.actorfs.app.DaemonConfig} what
 * it says of the daemon beside.
 *
 * <p>A mount is started by {@link org.actorfs.app.MountStart} and then is a {@link org.actorfs.app.LiveMount}; what those of one process
 * share is their {@link org.actorfs.app.Host}. {@link org.actorfs.app.MountRun} is one mount for a command that serves nothing else; {@link
 * org.actorfs.app.LocalMounts} are those of the daemon, each a {@link org.actorfs.app.ManagedMount} with threads of its own for what may hang.
 * How they are, the daemon tells the {@link org.actorfs.app.ServiceManager} that started it.
 */
@NullMarked
package org.actorfs.app;

import org.jspecify.annotations.NullMarked;
