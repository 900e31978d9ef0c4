package org.actorfs.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.actorfs.fuse.mount.AutoUnmount;
import org.actorfs.fuse.mount.BusyException;
import org.actorfs.fuse.mount.MountException;
import org.actorfs.fuse.mount.MountRecord;
import org.actorfs.fuse.mount.Unmounter;
import org.actorfs.fuse.session.KernelSession;
import org.actorfs.posix.MountInfo;
import org.actorfs.posix.Processes;
import org.jspecify.annotations.Nullable;

/**
 * A mount that this process serves, from mount(2) to the end of its volume. Made by {@link MountStart}; whoever has it from there waits for
 * {@link #ended}, then calls {@link #release}, once.
 */
final class LiveMount {
    private final Host host;
    private final MountInfo mount;
    private final List<Path> directories;
    private final KernelSession session;
    private @Nullable MountRecord record;
    private @Nullable AutoUnmount autoUnmount;

    /** {@code directories}: what its volume shows. */
    LiveMount(Host host, MountInfo mount, List<Path> directories, KernelSession session) {
        this.host = host;
        this.mount = mount;
        this.directories = directories;
        this.session = session;
        host.add(this);
    }

    /** Leaves word of the mount. To be called while the {@link Host#runtime} is entered. */
    void record(boolean unmountsItself) throws MountException, IOException {
        record = MountRecord.create(host.runtime(), mount, Processes.getpid());
        if (unmountsItself) {
            autoUnmount = AutoUnmount.start(mount);
        }
    }

    MountInfo info() {
        return mount;
    }

    Path directory() {
        return Path.of(mount.mountPoint());
    }

    List<Path> directories() {
        return directories;
    }

    boolean isOf(MountInfo other) {
        return mount.major() == other.major() && mount.minor() == other.minor();
    }

    KernelSession session() {
        return session;
    }

    /** Completes when the kernel has ended the session and the volume is closed; exceptionally if it did not close well, or died. */
    CompletionStage<Void> ended() {
        return session.ended();
    }

    /** Another may have been mounted over it, or have taken its place. */
    boolean isOnTop() throws IOException {
        return MountInfo.find(mount.mountPoint()).filter(this::isThis).isPresent();
    }

    /** Whether it can still be found at its place, on top or below another. */
    boolean isMounted() throws IOException {
        return MountInfo.readSelf().stream().anyMatch(this::isThis);
    }

    private boolean isThis(MountInfo other) {
        return other.mountId() == mount.mountId() && isOf(other);
    }

    /** Of what is {@link #isOnTop}. */
    void unmount() throws BusyException, MountException, IOException {
        Unmounter.unmount(directory(), false);
    }

    /** As {@link #unmount}, though it is in use: it ends with its last user. */
    void detach() throws MountException, IOException {
        Unmounter.detach(directory());
    }

    /** Ends it, whoever uses it: they get EIO. */
    void abandon() throws MountException, IOException {
        try {
            if (isOnTop()) {
                detach();
            }
        } finally {
            session.abandon();
        }
    }

    /** It has ended: what was beside the session goes. */
    void release() throws IOException {
        host.remove(this);
        Optional.ofNullable(autoUnmount).ifPresent(AutoUnmount::close);
        if (record != null) {
            record.remove();
        }
    }
}
