package org.actorfs.fs.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.actorfs.fs.StatFs;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.DriverContract;
import org.actorfs.fs.driver.DriverFactory.DriverContext;
import org.actorfs.fs.driver.TimeSource;
import org.actorfs.fs.driver.VolumeException;
import org.actorfs.fs.driver.VolumeUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryDriverTest extends DriverContract {
    @Override
    protected Driver open(TimeSource clock) throws VolumeException {
        return open("memory:", clock);
    }

    @Override
    protected boolean owned() {
        return true;
    }

    private StatFs space(String uri) throws VolumeException {
        Driver driver = open(uri, clock);
        return get(driver.root().then(driver::statfs));
    }

    @Test
    void shouldTakeLimitsFromTheUri() throws VolumeException {
        StatFs statfs = space("memory:size=2G,inodes=1m");
        assertEquals(2L << 30, statfs.blocks() * statfs.blockBytes());
        assertEquals(1 << 20, statfs.files());
    }

    @Test
    void shouldRoundTheSizeUpToPages() throws VolumeException {
        assertEquals(2, space("memory:size=4097").blocks());
    }

    @Test
    void shouldTakeTheRootFromTheUri() throws VolumeException {
        var attributes = get(open("memory:mode=1777,uid=12,gid=4294967294", clock)
                        .root())
                .attributes();
        assertEquals(041777, attributes.mode());
        assertEquals(12, attributes.uid());
        assertEquals(-2, attributes.gid());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size",
                "size=",
                "size=x",
                "size=-1",
                "size=+1",
                "size=0",
                "size=2GB",
                "size=5T",
                "size=99999999T",
                "inodes=K",
                "siez=1",
                ",",
                "size=1,",
                "size=1,size=2",
                "mode=9",
                "uid=4294967295",
                "/tmp"
            })
    void shouldSayWhatIsKnownWhenAUriDoesNotParse(String rest) {
        VolumeException e = assertThrows(VolumeException.class, () -> open("memory:" + rest, clock));
        assertTrue(e.isUsage());
        assertTrue(String.valueOf(e.getMessage()).contains("inodes=COUNT"), e.getMessage());
    }

    private static Driver open(String uri, TimeSource clock) throws VolumeException {
        return new MemoryDriverFactory().open(VolumeUri.parse(uri), new DriverContext(clock, 1));
    }
}
