package org.actorfs.fs.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.actorfs.fs.Errno;
import org.actorfs.fs.Mode;
import org.actorfs.fs.Name;
import org.actorfs.fs.XattrUpdate;
import org.actorfs.fs.XattrUpdate.Condition;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.actorfs.fs.driver.XattrContract;
import org.junit.jupiter.api.Test;

final class MemoryXattrContractTest extends XattrContract {
    private static final int MAX_VALUE_BYTES = 1 << 16;

    @Override
    protected Driver open(TimeSource clock) throws VolumeException {
        return new MemoryDriverFactory().open(VolumeUri.parse("memory:size=1M"), new DriverContext(clock, 1));
    }

    private static XattrUpdate user(String name, int bytes) {
        return new XattrUpdate(Name.of("user." + name), new byte[bytes], Condition.ANY, false);
    }

    @Test
    void shouldRefuseWhatIsTooLarge() {
        Node file = create(root, "a");
        assertDone(driver.setxattr(file, null, user("a", MAX_VALUE_BYTES), caller()));
        assertErrno(Errno.E2BIG, driver.setxattr(file, null, user("a", MAX_VALUE_BYTES + 1), caller()));
        assertErrno(Errno.ERANGE, driver.setxattr(file, null, user("x".repeat(251), 1), caller()));
    }

    /** listxattr(2) can tell 64 KiB of names. */
    @Test
    void shouldEndInEnospcBeforeTheListIsTooLong() {
        Node file = create(root, "a");
        String rest = "x".repeat(240);
        int kept = 0;
        while (driver.setxattr(file, null, user(String.format("%06d%s", kept, rest), 1), caller())
                instanceof org.actorfs.fs.Outcome.Done) {
            kept++;
        }
        assertEquals(260, kept);
        assertErrno(Errno.ENOSPC, driver.setxattr(file, null, user("000260" + rest, 1), caller()));
        assertEquals(260, get(driver.listxattr(file, null)).size());
    }

    @Test
    void shouldKeepUserAttributesOfFilesAndDirectoriesOnly() {
        Node fifo = get(driver.mknod(current(root), Name.of("fifo"), Mode.FIFO | 0644, 0, 0, caller()))
                .child();
        assertErrno(Errno.EPERM, driver.setxattr(fifo, null, user("a", 1), caller()));
        assertDone(driver.setxattr(mkdir(root, "d"), null, user("a", 1), caller()));
    }

    @Test
    void shouldSetCtime() {
        Node file = create(root, "a");
        clock.tick();
        assertEquals(
                clock.now(),
                get(driver.setxattr(file, null, user("a", 1), caller())).ctime());
    }
}
