package org.actorfs.fuse.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.actorfs.posix.Mounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MountOptionsTest {
    @Test
    void shouldHaveDefaults() throws MountException {
        MountOptions options = root();
        assertEquals(0, options.flags());
        assertEquals("fuse.actorfs", options.fsType());
        assertEquals(-1, options.entryTimeoutNanos());
        assertEquals(1 << 20, options.maxWriteBytes());
        assertFalse(options.readOnly() || options.allowOther() || options.defaultPermissions());
    }

    @Test
    void shouldTurnFlagsIntoThoseOfMount() throws MountException {
        long all = Mounts.MS_RDONLY
                | Mounts.MS_NOSUID
                | Mounts.MS_NODEV
                | Mounts.MS_NOEXEC
                | Mounts.MS_SYNCHRONOUS
                | Mounts.MS_DIRSYNC
                | Mounts.MS_NOATIME;
        assertEquals(all, root("ro,nosuid,nodev", "noexec,sync,dirsync,noatime").flags());
    }

    @Test
    void shouldLetTheLaterOptionWin() throws MountException {
        assertFalse(root("ro", "rw").readOnly());
        assertTrue(root("rw,ro").readOnly());
        assertEquals(Mounts.MS_RELATIME, root("noatime,relatime").flags());
        assertEquals(0, root("nosuid,nodev,noexec,suid,dev,exec").flags());
        assertEquals(2_000_000_000L, root("attr_timeout=1", "attr_timeout=2").attrTimeoutNanos());
    }

    @Test
    void shouldKeepUsersFromSuidAndDevices() throws MountException {
        assertEquals(
                Mounts.MS_NOSUID | Mounts.MS_NODEV,
                MountOptions.parse(List.of(), false).flags());
        for (String word : List.of("suid", "dev")) {
            assertTrue(refused(false, word).contains("root only"), word);
        }
    }

    @Test
    void shouldIgnoreWhatFstabAdds() throws MountException {
        assertEquals(
                root(),
                root("defaults,auto,noauto,nofail,user,users,_netdev,use_ino,x-systemd.automount,x-gvfs-name=a", ""));
        assertEquals(
                MountOptions.parse(List.of(), true),
                MountOptions.parse(
                        List.of("threads=-2,fuse_msg_size=256,hard_remove,splice_move,cache.writeback=false,noforget"),
                        true));
    }

    @ParameterizedTest
    @CsvSource({"1, 1000000000", "0.5, 500000000", ".25, 250000000", "0, 0", "1000000000, 1000000000000000000"})
    void shouldReadSecondsWithAFraction(String text, long nanos) throws MountException {
        assertEquals(nanos, root("entry_timeout=" + text).entryTimeoutNanos());
        assertEquals(nanos, root("negative_timeout=" + text).negativeTimeoutNanos());
    }

    @ParameterizedTest
    @CsvSource({"4096, 4096", "4k, 4096", "128K, 131072", "1M, 1048576"})
    void shouldReadSizesWithAUnit(String text, int bytes) throws MountException {
        assertEquals(bytes, root("max_write=" + text).maxWriteBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_write=4095",
                "max_write=2M",
                "max_write=1G",
                "max_write=",
                "max_write",
                "max_write=-1",
                "max_write=1 M",
                "max_background=0",
                "max_background=65536",
                "entry_timeout=-1",
                "entry_timeout=1s",
                "attr_timeout=1e3",
                "attr_timeout=1000000001",
                "ro=1",
                "noatime=",
                "allow_other=yes",
                "subtype=a/b",
                "subtype=",
                "transport=smoke",
                "fsname="
            })
    void shouldRefuseValuesThatMakeNoSense(String text) {
        String message = refused(true, text);
        assertTrue(message.startsWith("mount option '" + text + "'"), message);
        assertFalse(message.contains("\n"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"frob", "RO", " ro", "fd=3", "x", "defaultss"})
    void shouldListTheKnownForAnythingElse(String text) {
        String message = refused(true, text);
        for (MountOption option : MountOption.values()) {
            assertTrue(text.startsWith(option.word()) || message.contains(" " + option.form()), message);
        }
    }

    @Test
    void shouldTellTheKernelWhatItAsksFor() throws MountException {
        assertEquals("fd=7,rootmode=40000,user_id=0,group_id=0", root().kernelData(7, 0, 0));
        assertEquals(
                "fd=7,rootmode=40000,user_id=1,group_id=2,default_permissions,allow_other",
                root("allow_other").withDefaultPermissions().kernelData(7, 1, 2));
    }

    @Test
    void shouldTellFusermountTheSame() throws MountException {
        MountOptions options = MountOptions.parse(List.of("ro,sync,noatime,relatime,allow_other,subtype=x"), false);
        assertEquals(
                "ro,nosuid,nodev,sync,allow_other,subtype=x,fsname=memory:size=1G\\,inodes=5 \\\\",
                options.fusermountOptions("memory:size=1G,inodes=5 \\"));
    }

    @Test
    void shouldKeepNames() throws MountException {
        MountOptions options = root("fsname=a=b c,subtype=my-fs");
        assertEquals(Optional.of("a=b c"), options.fsName());
        assertEquals("fuse.my-fs", options.fsType());
    }

    private static MountOptions root(String... lists) throws MountException {
        return MountOptions.parse(List.of(lists), true);
    }

    private static String refused(boolean root, String list) {
        MountException e = assertThrows(MountException.class, () -> MountOptions.parse(List.of(list), root));
        assertTrue(e.isUsage());
        return String.valueOf(e.getMessage());
    }
}
