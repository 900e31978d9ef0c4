package org.actorfs.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The systemd unit, as far as it goes without systemd. */
final class UnitTest {
    private static final String UNIT = "/usr/lib/systemd/system/actorfs.service";

    /** Runs what the unit runs, with a socket to listen at, until it is ready; then reloads and stops it as the unit says. */
    private static final String AS_THE_UNIT_DOES = """
            import os, re, signal, socket, subprocess, sys
            unit = open("%s").read()
            line = lambda key: re.search("^" + key + "=(.*)$", unit, re.M)[1].split()
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            listener.bind("/tmp/notify")
            listener.settimeout(100)
            daemon = subprocess.Popen(line("ExecStart"), env=dict(os.environ, NOTIFY_SOCKET="/tmp/notify"), stdout=subprocess.DEVNULL)
            heard = []
            def until(text):
                while text not in "\\n".join(heard).split("\\n"):
                    heard.append(listener.recv(65536).decode())
            until("READY=1")
            open("/etc/actorfs/actorfs.conf", "a").write(
                'actorfs.mounts = [{volume = "memory:", mountpoint = "/srv/pool", auto-mount = true}]\\n')
            subprocess.run(line("ExecReload"), check=True)
            assert os.path.ismount("/srv/pool")
            until("STATUS=1 of 1 mounts run")
            daemon.send_signal(signal.SIGTERM)
            until("STOPPING=1")
            print("exit code", daemon.wait(), "mounted" if os.path.ismount("/srv/pool") else "unmounted")
            """.formatted(UNIT);

    /** Any of these would make a mount namespace, in which the mounts would be seen by nobody else. */
    private static final String NAMESPACES =
            "^(Private|ProtectSystem|ProtectHome|ProtectProc|ProcSubset|ProtectKernel|ProtectControl|ProtectHostname|ReadOnly|ReadWrite"
                    + "|Inaccessible|Exec.*Paths|NoExec|Bind|Root|Temporary|Mount|DynamicUser|LogNamespace)";

    @Test
    void shouldBeEnabledAndValidAndLetTheMachineSeeTheMounts() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            assertEquals(UNIT, root.run("readlink -f /etc/systemd/system/multi-user.target.wants/actorfs.service"));
            assertEquals(
                    "", root.run("! command -v systemd-analyze >/dev/null || systemd-analyze verify --man=no " + UNIT));
            assertEquals("", root.run("! grep -E '%s' %s".formatted(NAMESPACES, UNIT)));
        }
    }

    @Test
    void shouldStartReloadAndStopWhatItSays() throws IOException {
        try (SpareRoot root = SpareRoot.installed()) {
            String said = root.run("cat >/tmp/unit.py <<'END'\n" + AS_THE_UNIT_DOES + "END\npython3 /tmp/unit.py");
            assertTrue(said.endsWith("exit code 0 unmounted"), said);
        }
    }
}
