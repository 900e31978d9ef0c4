package org.actorfs.fuse.session;

import java.util.HashMap;
import java.util.Map;
import org.actorfs.fs.driver.OpenFile;
import org.actorfs.fuse.protocol.BackingFiles;
import org.actorfs.posix.Errnos;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of one session the kernel reads and writes itself. The first open of an inode decides that, and the backing file, for all until
 * the last release: the kernel fails an open that differs (EIO). Any thread.
 */
final class Passthrough {
    private static final Logger log = LoggerFactory.getLogger(Passthrough.class);

    private final int fuseFd;
    private final Map<Long, OpenFile> offered = new HashMap<>();
    private final Map<Long, Mode> byHandle = new HashMap<>();
    private final Map<Long, Mode> byNode = new HashMap<>();
    private boolean warned;
    private boolean ended;

    /** How an inode is open: by how many handles, and past us if there is a backing file. */
    private static final class Mode {
        private final long nodeid;
        private final int backingId;
        private int handles;

        Mode(long nodeid, int backingId) {
            this.nodeid = nodeid;
            this.backingId = backingId;
        }
    }

    /** @param fuseFd of the session */
    Passthrough(int fuseFd) {
        this.fuseFd = fuseFd;
    }

    /** A handle that {@link #backingId} will be asked for. */
    synchronized void opened(long handle, OpenFile file) {
        offered.put(handle, file);
    }

    /** The backing file for a handle that is being answered; 0: none, the kernel asks us. */
    synchronized int backingId(long nodeid, long handle) {
        OpenFile file = offered.remove(handle);
        if (file == null) {
            return 0; // it is released already
        }
        Mode mode = byNode.get(nodeid);
        if (mode == null) {
            mode = new Mode(nodeid, register(file.kernelDescriptor()));
            byNode.put(nodeid, mode);
        }
        mode.handles++;
        byHandle.put(handle, mode);
        return mode.backingId;
    }

    /** The session's descriptors are about to be closed, and with them goes what was registered. */
    synchronized void end() {
        ended = true;
    }

    synchronized void released(long handle) {
        offered.remove(handle);
        Mode mode = byHandle.remove(handle);
        if (mode != null && --mode.handles == 0) {
            byNode.remove(mode.nodeid);
            if (mode.backingId > 0 && !ended) {
                BackingFiles.close(fuseFd, mode.backingId);
            }
        }
    }

    private int register(int fd) {
        if (fd < 0 || ended) {
            return 0;
        }
        int id = BackingFiles.open(fuseFd, fd);
        if (id < 0 && !warned) {
            warned = true;
            log.warn(
                    "the kernel takes no file to read and write itself ({}); the daemon does it. It wants root, and files"
                            + " that are not of a stacked filesystem",
                    Errnos.name(id));
        }
        return Math.max(id, 0);
    }
}
