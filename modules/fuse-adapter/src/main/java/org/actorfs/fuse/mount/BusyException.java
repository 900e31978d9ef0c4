package org.actorfs.fuse.mount;

import java.nio.file.Path;

/** A mount that somebody uses, so that it cannot be unmounted now; the message is for a person, and says who to look for. */
public final class BusyException extends Exception {
    private static final long serialVersionUID = 1;

    BusyException(Path directory) {
        super("%s is in use: see who with  fuser -vm '%s'  or  lsof '%s'".formatted(directory, directory, directory));
    }
}
