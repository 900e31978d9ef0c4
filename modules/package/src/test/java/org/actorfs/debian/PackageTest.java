package org.actorfs.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.actorfs.debian.SpareRoot.Ended;
import org.junit.jupiter.api.Test;

/** What the package does to a machine, and what is left of it. */
final class PackageTest {
    /** Listens where systemd's journal does, mounts a line of fstab, and prints what the mount has to say. */
    private static final String AS_THE_JOURNAL_DOES = """
            import socket, subprocess
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind("/run/systemd/journal/stdout")
            listener.listen()
            listener.settimeout(60)
            subprocess.run(["mount", "-t", "actorfs", "memory:", "/srv/b"], check=True, stdout=subprocess.DEVNULL)
            listener.accept() # by whoever tried whether somebody listens
            stream = listener.accept()[0]
            subprocess.run(["umount", "/srv/b"], check=True)
            print(stream.makefile().read())
            """;

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
    void shouldMountInTheNamespaceThatIsNamed() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            assertEquals("fuse.actorfs", root.run("""
                    mkdir /srv/a
                    unshare --mount sh -c 'echo $$ >/tmp/pid.new; mv /tmp/pid.new /tmp/pid; exec sleep infinity' &
                    until [ -e /tmp/pid ]; do sleep 0.05; done
                    mount -N "$(cat /tmp/pid)" -t actorfs memory: /srv/a >/dev/null || exit 1
                    ! mountpoint -q /srv/a || exit 1
                    nsenter --mount=/proc/$(cat /tmp/pid)/ns/mnt sh -c 'findmnt -n -o FSTYPE /srv/a && umount /srv/a'
                    kill %1"""));
        }
    }

    /** There, the program is not. */
    @Test
    void shouldNotMountInANamespaceWithoutTheProgram() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            Ended refused = root.end("""
                    mkdir /srv/a
                    unshare --mount sh -c 'mount -t tmpfs none /usr/lib/actorfs && echo $$ >/tmp/pid.new; mv /tmp/pid.new /tmp/pid; exec sleep infinity' &
                    until [ -e /tmp/pid ]; do sleep 0.05; done
                    mount -N "$(cat /tmp/pid)" -t actorfs memory: /srv/a
                    code=$?
                    kill %1
                    ! mountpoint -q /srv/a && exit $code""");
            assertEquals(1, refused.exitCode(), refused::output);
            assertTrue(refused.output().contains("/usr/lib/actorfs/actorfs is not to be found in it"), refused::output);
        }
    }

    @Test
    void shouldKeepTheMessagesOfWhatFstabMounts() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            root.run("""
                    mkdir -p /srv/a /srv/b /run/systemd/journal
                    echo 'memory: /srv/a actorfs nosuid,log=/var/log/a.log,fsname=pool' >>/etc/fstab
                    ACTORFS_JAVA_OPTS=-Xlog:gc+init mount /srv/a && umount /srv/a""");
            assertTrue(root.run("until [ -s /var/log/a.log ]; do sleep 0.05; done; cat /var/log/a.log")
                    .contains("gc,init"));
            String heard = root.run("cat >/tmp/journal.py <<'END'\n" + AS_THE_JOURNAL_DOES
                    + "END\nACTORFS_JAVA_OPTS=-Xlog:gc+init python3 /tmp/journal.py");
            assertTrue(heard.startsWith("actorfs\n"), heard);
            assertTrue(heard.contains("gc,init"), heard);
        }
    }

    @Test
    void shouldSayWhatToDoWithoutJava() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            Ended refused = root.end(
                    "mount -t tmpfs none /usr/lib/jvm; JAVA_HOME= PATH=/usr/sbin:/usr/bin:/sbin:/bin actorfs version");
            assertEquals(2, refused.exitCode(), "no restart of the service mends it");
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
    void shouldSayAfterAnUpgradeThatTheOldDaemonStillRuns() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            String again = root.run("""
                    mkdir -p /run/systemd/system && printf '#!/bin/sh\n' >/usr/local/bin/systemctl && chmod +x /usr/local/bin/systemctl
                    dpkg -i %s""".formatted(SpareRoot.DEB));
            String version = root.run("dpkg-query -W -f '${Version}' actorfs");
            assertTrue(again.contains("that of version " + version + ", until you run  systemctl restart"), again);
        }
    }

    /** The paths of Debian 13, where / may have no links to /usr in packages. */
    @Test
    void shouldPutNothingWhereDebianHasOnlyLinks() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            assertEquals("", root.run("dpkg -L actorfs | grep -E '^/(s?bin|lib[^/]*)(/|$)' || true"));
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
                            "ls -d /usr/lib/actorfs /usr/bin/actorfs /usr/sbin/mount.actorfs /var/cache/actorfs 2>/dev/null || true"));
            root.run("dpkg -P actorfs");
            assertEquals("", root.run("find /etc /usr/bin /usr/sbin /usr/lib /usr/share /var -iname '*actorfs*'"));
        }
    }

    /** Whatever is mounted is somebody's data. A bind mount of the same filesystem has its device number, too. */
    @Test
    void shouldPurgeNothingThatIsMounted() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            root.run("""
                    mkdir -p /srv/data /var/lib/actorfs/bind /var/cache/actorfs/m && touch /srv/data/file /var/lib/actorfs/journal
                    mount --bind /srv/data /var/lib/actorfs/bind && mount -t tmpfs none /var/cache/actorfs/m
                    touch /var/cache/actorfs/m/data
                    """);
            String removed = root.run("dpkg -r actorfs");
            assertTrue(removed.contains("/var/cache/actorfs stays"), removed);
            assertFalse(removed.contains("/var/lib/actorfs"), removed);
            String purged = root.run("dpkg -P actorfs");
            assertTrue(purged.contains("/var/lib/actorfs stays"), purged);
            assertTrue(purged.contains("/var/cache/actorfs stays"), purged);
            assertEquals("""
                    /srv/data/file
                    /var/cache/actorfs/m/data
                    /var/lib/actorfs/bind/file
                    /var/lib/actorfs/journal""", root.run("find /srv/data /var/lib/actorfs /var/cache/actorfs -type f | sort"));
        }
    }
}
