package org.actorfs.app;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import org.actorfs.app.mounts.MountFault;
import org.actorfs.app.mounts.Passwords;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fuse.mount.MountException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failure means to whoever asked for a mount. */
final class Faults {
    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /** {@code doing}: what failed, for failures that do not say so themselves. */
    static MountFault of(String doing, Exception e) {
        String sentence = Passwords.masked(String.valueOf(e.getMessage()));
        return switch (e) {
            case VolumeException volume when volume.isUsage() -> new MountFault.VolumeNotFound(sentence);
            case VolumeException _ -> new MountFault.VolumeLoad(sentence);
            case MountException mount -> of(mount, sentence);
            case CommandFailure failure
            when failure.exitCode() == ExitCode.USAGE -> new MountFault.BadRequest(sentence);
            case CommandFailure _ -> new MountFault.SpawnFailed(sentence);
            case MadeDirectories.NotCreatable _ -> new MountFault.MountpointNotCreatable(sentence);
            case InvalidPathException path ->
                new MountFault.BadRequest(
                        "%s: '%s' is no path in this process's character set: start it with LC_ALL=C.UTF-8"
                                .formatted(doing, Passwords.masked(path.getInput())));
            case IOException _ -> new MountFault.SpawnFailed("%s: %s; run  actorfs doctor".formatted(doing, sentence));
            default -> {
                log.error("{}", doing, e);
                yield new MountFault.SpawnFailed(doing + ": that is a mistake in actorfs; the log has more");
            }
        };
    }

    private static MountFault of(MountException e, String sentence) {
        return switch (e.reason()) {
            case USAGE -> new MountFault.BadRequest(sentence);
            case MISSING -> new MountFault.MountpointNotCreatable(sentence);
            case NOT_A_DIRECTORY -> new MountFault.MountpointNotDirectory(sentence);
            case NOT_EMPTY -> new MountFault.MountpointNotEmpty(sentence);
            case TAKEN -> new MountFault.MountpointTaken(sentence);
            case FAILED -> new MountFault.SpawnFailed(sentence);
        };
    }
}
