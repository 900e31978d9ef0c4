package org.actorfs.app.mounts;

import java.util.Optional;
import java.util.function.Consumer;

/** The mount that a request names, or else the reason why it is refused. Part of the {@link MountManager}. */
final class Named {
    private final Roster roster;
    private final Mountpoints mountpoints;
    private final Readiness readiness;

    Named(Roster roster, Mountpoints mountpoints, Readiness readiness) {
        this.roster = roster;
        this.mountpoints = mountpoints;
        this.readiness = readiness;
    }

    <T> void find(String name, Pending<T> reply, Consumer<MountView> use) {
        if (!readiness.refuse(reply)) {
            roster.find(name).ifPresentOrElse(use, () -> reply.failed(unknown(name)));
        }
    }

    /** There is none, or only the journal knows. */
    private MountFault unknown(String name) {
        return roster.fault(name)
                .or(() -> Optional.of(name).filter(path -> path.startsWith("/")).flatMap(mountpoints::fault))
                .orElseGet(() -> Roster.missing(name));
    }

    /** One that something is to be done to. */
    <T> void findToUse(String name, Pending<T> reply, Consumer<MountView> use) {
        if (!readiness.refuseChange(reply)) {
            find(name, reply, use);
        }
    }

    /** One that may be changed here. */
    <T> void findToChange(String name, Pending<T> reply, Consumer<MountView> use) {
        findToUse(name, reply, mount -> {
            if (mount.origin() == MountOrigin.DECLARED) {
                reply.failed(new MountFault.Declared(
                        "%s is declared in the configuration file: change it there, then run  actorfs reload"
                                .formatted(mount.spec().mountpoint())));
            } else {
                use.accept(mount);
            }
        });
    }
}
