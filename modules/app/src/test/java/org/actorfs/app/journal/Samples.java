package org.actorfs.app.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.actorfs.app.mounts.MountEvent;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.MountOrigin;
import org.actorfs.app.mounts.MountSpec;
import org.actorfs.app.mounts.StopKind;

/** A life of a mount in which everything happens that can. */
final class Samples {
    static final String PASSWORD = "s3cret-pa55";

    static final MountSpec PLAIN = MountSpec.of("memory:", "/mnt/plain");
    static final MountSpec SECRET = new MountSpec(
            "remote://alice:" + PASSWORD + "@storage.example/data",
            "/mnt/ä b\ud800\n",
            true,
            true,
            true,
            7,
            Duration.ofSeconds(3, 141_592_653),
            List.of("allow_other", "fsname=x"));

    static final List<MountEvent> LIFE = List.of(
            new MountEvent.Created(at(1), "cli:alice", MountOrigin.ADDED, PLAIN),
            new MountEvent.Updated(at(2), "http", SECRET),
            new MountEvent.StartRequested(at(3), "cli:alice"),
            new MountEvent.StartFailed(at(4), new MountFault.SpawnFailed("no /dev/fuse: load the module")),
            new MountEvent.StartRequested(at(5), "retry"),
            new MountEvent.Started(at(6), "atime is not kept"),
            new MountEvent.StopRequested(at(7), "http"),
            new MountEvent.StopFailed(at(8), new MountFault.UnmountFailed("not permitted: become root")),
            new MountEvent.StopRequested(at(9), "http"),
            new MountEvent.Stopped(at(10), StopKind.NOT_MOUNTED),
            new MountEvent.StartRequested(at(11), "boot"),
            new MountEvent.Started(at(12), ""),
            new MountEvent.Ended(at(13)),
            new MountEvent.StartRequested(at(14), "boot"),
            new MountEvent.Started(at(15), ""),
            new MountEvent.Died(at(16), "its volume actor died"),
            new MountEvent.StartRequested(at(17), "boot"),
            new MountEvent.Reconciled(at(18), "found unmounted"),
            new MountEvent.Deleted(at(19), "cli:alice"),
            new MountEvent.Created(at(20), "config", MountOrigin.DECLARED, SECRET),
            new MountEvent.StartRequested(at(21), "boot"),
            new MountEvent.Started(at(22), "read-only"));

    private Samples() {}

    private static Instant at(int second) {
        return Instant.parse("2026-01-02T03:04:00.123456789Z").plusSeconds(second);
    }
}
