package org.actorfs.mirror;

import java.util.function.IntSupplier;
import org.actorfs.fs.Caller;
import org.actorfs.posix.Capabilities;
import org.actorfs.posix.Errnos;
import org.actorfs.posix.FsIdentity;
import org.actorfs.posix.Processes;

/**
 * Creation with the caller's fsuid and fsgid, so that owner, group (setgid directories) and default ACLs come out right at once. Only
 * through {@link IoPool}. A daemon that is not root creates as itself.
 */
final class AsCaller {
    private final boolean privileged = Processes.geteuid() == 0;
    private final int uid = Processes.geteuid();
    private final int gid = Processes.getegid();

    /**
     * Returns the call's result, or -errno.
     *
     * <p>Access was decided by the kernel above us, which knows the caller's supplementary groups and capabilities. The request does not
     * tell us those; so where the backing filesystem refuses with EACCES, the call is repeated with permission bits overridden, but still
     * as the caller.
     */
    int run(Caller caller, IntSupplier call) {
        if (!privileged || (caller.uid() == uid && caller.gid() == gid)) {
            return call.getAsInt();
        }
        return FsIdentity.runAs(caller.uid(), caller.gid(), () -> {
            int result = call.getAsInt();
            boolean again = result == -Errnos.EACCES && Capabilities.raise(Capabilities.CAP_DAC_OVERRIDE) == 0;
            return again ? call.getAsInt() : result;
        });
    }
}
