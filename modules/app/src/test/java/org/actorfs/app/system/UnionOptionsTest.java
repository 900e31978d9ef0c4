package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;

import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What mergerfs's users have in their fstab. */
@Tag("mount")
@Timeout(60)
final class UnionOptionsTest {
    private static final String LIKE_MERGERFS =
            "use_ino,moveonenospc=true,dropcacheonclose=true,category.create=mfs,func.getattr=newest,cache.files=";

    private static final String USE = """
            set -e
            cd "$MNT"
            echo one >file
            ! test -e other
            mkdir dir && ls -l dir . >/dev/null
            echo two >dir/two && test "$(ls dir)" = two
            echo three >dir/three && test "$(ls dir | wc -l)" = 2
            echo other >other && test "$(cat other)" = other
            python3 -c "
            import mmap, os
            fd = os.open('file', os.O_RDWR)
            m = mmap.mmap(fd, 4)
            assert m[:] == b'one\\n'
            os.pwrite(fd, b'ONE', 0)
            assert os.pread(fd, 4, 0) == b'ONE\\n'
            assert open('file').read() == 'ONE\\n'
            "
            ln -s file link && test "$(cat link)" = ONE
            dd if=/dev/urandom of=big bs=1M count=8 status=none && cp big copy && cmp big copy
            dd if=big of=direct bs=1M iflag=direct oflag=direct status=none && cmp big direct
            """;

    /** A look-up tells only one copy then, which the kernel is not to believe. */
    private static final String TWO_COPIES = """
            mkdir -p "$A/d/a" "$B/d/b" "$B/d/c"
            touch -d @1000 "$A/d"; touch -d @77000 "$B/d"
            for i in 1 2 3; do
                test "$(stat -c '%h %Y' d)" = '5 77000'
                ls d/a d/b >/dev/null
            done
            test "$(ls -l | awk '$NF == "d" { print $2 }')" = 5
            """;

    @Test
    void shouldTellAllCopiesOfADirectoryAlsoIfOnlyItsAttributesAreNotCached() throws Exception {
        UnionScript.run(TWO_COPIES, "cache.attr=0,cache.entry=0,attr_timeout=10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "partial", "full", "auto-full"})
    void shouldServeThoseToo(String pages) throws Exception {
        try (SystemMount mount = SystemMount.mount(
                Volume.UNION,
                LIKE_MERGERFS + pages,
                "cache.readdir=true,cache.negative_entry=1,cache.symlinks=true,async_read=false")) {
            mount.run(USE, ofSeconds(30));
        }
    }
}
