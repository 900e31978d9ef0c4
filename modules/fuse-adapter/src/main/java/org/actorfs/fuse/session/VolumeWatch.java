package org.actorfs.fuse.session;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Notices when a volume's actor stops: if nobody had closed it, nobody will answer its session any more, and that is given up. One a daemon, as long as that.
 */
final class VolumeWatch {
    /** What it is told. */
    sealed interface Command {}

    /** A session was opened, and its volume started. */
    record Watch(KernelSession session) implements Command {}

    private record Stopped(KernelSession session) implements Command {}

    private VolumeWatch() {}

    static Behavior<Command> create() {
        return Behaviors.receive((context, command) -> {
            switch (command) {
                case Watch(KernelSession session) -> context.watchWith(session.volume(), new Stopped(session));
                case Stopped(KernelSession session) -> session.onVolumeStopped();
            }
            return Behaviors.same();
        });
    }
}
