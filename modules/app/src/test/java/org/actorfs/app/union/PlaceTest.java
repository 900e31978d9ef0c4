package org.actorfs.app.union;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.actorfs.app.CommandFailure;
import org.actorfs.posix.MountInfo;
import org.junit.jupiter.api.Test;

final class PlaceTest {
    private static Place mountedBy(int uid) {
        String options = "rw,user_id=%d,group_id=0,allow_other".formatted(uid);
        return new Place(MountInfo.parse("9 1 0:3 / /pool rw - fuse.actorfs union:/etc " + options), TreePath.ROOT);
    }

    @Test
    void shouldTrustTheMountsOfRootOnly() {
        assertEquals(mountedBy(0), mountedBy(0).trusted());
        CommandFailure failure =
                assertThrows(CommandFailure.class, () -> mountedBy(1000).trusted());
        assertTrue(String.valueOf(failure.getMessage()).startsWith("/pool was mounted by user 1000"));
    }
}
