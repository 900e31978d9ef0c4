package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;

import java.io.IOException;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;

/** A shell script in a fresh union; its branches are $A, $B and $C, and what it mounts on $B goes at the end. */
final class UnionScript {
    /** {@code not} is for {@code set -e}, which overlooks a command behind an exclamation mark. */
    private static final String BEGIN = """
            set -ex
            not() { if "$@"; then return 1; fi; }
            cd "$MNT"
            A="$(getfattr --only-values -n user.actorfs.branches .actorfs)"; A="${A%%=*}"
            B="${A%a}b"; C="${A%a}c"
            trap 'umount -l "$B" 2>/dev/null || true' EXIT
            """;

    private UnionScript() {}

    static void run(String script, String... options) throws IOException {
        try (SystemMount mount = SystemMount.mount(Volume.UNION, options)) {
            mount.run(BEGIN + script, ofSeconds(30));
        }
    }
}
