package org.actorfs.app.mounts;

import java.util.function.Consumer;

/** The mount that a request names, or else the reason why it is refused. Part of the {@link MountManager}. */
final class Named {
    private final Roster roster;
    private final Readiness readiness;

    Named(Roster roster, Readiness readiness) {
        this.roster = roster;
        this.readiness = readiness;
    }

    <T> void find(String name, Pending<T> reply, Consumer<MountView> use) {
        if (!readiness.refuse(reply)) {
            roster.find(name).ifPresentOrElse(use, () -> reply.failed(Roster.missing(name)));
        }
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
