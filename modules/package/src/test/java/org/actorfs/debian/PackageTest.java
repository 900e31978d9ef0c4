package org.actorfs.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.actorfs.debian.SpareRoot.Ended;
import org.junit.jupiter.api.Test;

/** What the package does to a machine, and what is left of it. */
final class PackageTest {
    @Test
    void shouldRunWhatIsInstalledWithTheConfigurationOfTheSystem() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            assertTrue(root.run("actorfs version").startsWith("actorfs "));
            assertEquals("hello", root.run("""
                    mkdir /srv/a && actorfs mount memory: /srv/a --background >/dev/null && echo hello >/srv/a/f && cat /srv/a/f
                    """));
            root.run("actorfs unmount /srv/a && rmdir /srv/a");
            root.run(
                    "actorfs config check /etc/actorfs/actorfs.conf && echo 'actorfs.wrokers = 1' >>/etc/actorfs/actorfs.conf");
            Ended refused = root.end("actorfs mounts ls");
            assertEquals(2, refused.exitCode(), refused::output);
            assertTrue(refused.output().contains("/etc/actorfs/actorfs.conf"), refused::output);
            root.run("bash -n /usr/share/bash-completion/completions/actorfs");
        }
    }

    @Test
    void shouldMountALineOfFstab() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            root.run(
                    "mkdir -p /srv/a /srv/b && echo 'memory:size=8M /srv/a actorfs nosuid,fsname=pool 0 0' >>/etc/fstab");
            root.run("mount /srv/a && mount -t actorfs memory: /srv/b");
            assertEquals("pool", root.run("findmnt -n -o SOURCE /srv/a"));
            assertEquals("fuse.actorfs", root.run("echo x >/srv/b/f && findmnt -n -o FSTYPE /srv/b"));
            root.run("umount /srv/a /srv/b");
        }
    }

    @Test
    void shouldSayWhatToDoWithoutJava() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            Ended refused = root.end(
                    "mount -t tmpfs none /usr/lib/jvm; JAVA_HOME= PATH=/usr/sbin:/usr/bin:/sbin:/bin actorfs version");
            assertEquals(1, refused.exitCode(), refused::output);
            assertTrue(refused.output().contains("needs Java 25 or newer"), refused::output);
            assertEquals(1, refused.output().lines().count(), refused::output);
        }
    }

    /** With a JRE that only says what it was asked to do: no javac is needed. */
    @Test
    void shouldMakeOneAotCacheForEachVersionWhenTheDaemonStarts() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            root.run("""
                    mkdir -p /opt/jre/bin && echo 'JAVA_VERSION="25.0.1"' >/opt/jre/release && cat >/opt/jre/bin/java <<'END' && chmod +x /opt/jre/bin/java
                    #!/bin/sh
                    for word; do
                        case $word in
                        -XX:AOTCacheOutput=*) echo cache >"${word#*=}" ;;
                        -XX:AOTCache=*) echo "uses ${word#*=}" ;;
                        esac
                    done
                    END
                    """);
            String actorfs = "unset ACTORFS_NO_AOT; exec 2>/dev/null; JAVA_HOME=/opt/jre actorfs ";
            assertEquals("", root.run(actorfs + "version"), "nobody but the daemon makes one");
            String made = root.run(actorfs + "daemon");
            assertTrue(made.startsWith("uses /var/cache/actorfs/actorfs-25.0.1-"), made);
            assertEquals(made, root.run(actorfs + "version"));
            root.run("touch /usr/lib/actorfs/new.jar");
            assertEquals("", root.run(actorfs + "version"), "the old one is not for these jars");
            String next = root.run(actorfs + "daemon");
            assertNotEquals(made, next);
            assertEquals(next, root.run("echo uses /var/cache/actorfs/*.aot"));
        }
    }

    @Test
    void shouldKeepAChangedConfigurationInAnUpgrade() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            root.run("echo 'actorfs.workers = 3' >>/etc/actorfs/actorfs.conf");
            root.run("""
                    cd /tmp && dpkg-deb -R %s new && sed -i 's/^Version: .*/Version: 99/' new/DEBIAN/control && touch new/usr/lib/actorfs/new.jar
                    dpkg-deb -Znone -b new new.deb && dpkg -i new.deb
                    """.formatted(SpareRoot.DEB));
            assertEquals("99", root.run("dpkg-query -W -f '${Version}' actorfs"));
            assertEquals("actorfs.workers = 3", root.run("tail -n 1 /etc/actorfs/actorfs.conf"));
            assertTrue(root.run("dpkg -L actorfs").contains("/usr/lib/actorfs/new.jar"));
        }
    }

    @Test
    void shouldLeaveTheConfigurationWhenRemovedAndNothingWhenPurged() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            root.run(
                    "mkdir -p /var/lib/actorfs /var/cache/actorfs && touch /var/lib/actorfs/journal /var/cache/actorfs/x.aot");
            root.run("dpkg -r actorfs");
            assertEquals("""
                    /etc/actorfs/actorfs.conf
                    /etc/actorfs/logback.xml
                    /var/lib/actorfs/journal""", root.run("find /etc/actorfs /var/lib/actorfs -type f | sort"));
            assertEquals(
                    "",
                    root.run(
                            "ls -d /usr/lib/actorfs /usr/bin/actorfs /sbin/mount.actorfs /var/cache/actorfs 2>/dev/null || true"));
            root.run("dpkg -P actorfs");
            assertEquals("", root.run("find /etc /usr/bin /usr/sbin /usr/lib /usr/share /var -iname '*actorfs*'"));
        }
    }

    /** Whatever is mounted is somebody's data. */
    @Test
    void shouldPurgeNothingThatIsMounted() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            root.run(
                    "mkdir -p /var/lib/actorfs/m && mount -t tmpfs none /var/lib/actorfs/m && touch /var/lib/actorfs/m/data /var/lib/actorfs/old");
            assertTrue(root.run("dpkg -P actorfs").contains("mounted"));
            assertEquals(
                    "/var/lib/actorfs/m\n/var/lib/actorfs/m/data",
                    root.run("find /var/lib/actorfs -mindepth 1 | sort"));
        }
    }
}
