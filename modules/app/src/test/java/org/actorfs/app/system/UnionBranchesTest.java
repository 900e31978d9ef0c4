package org.actorfs.app.system;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.actorfs.app.SystemMount;
import org.actorfs.app.SystemMount.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a union does with its branches beside making files there, as the kernel sees it. */
@Tag("mount")
@Timeout(60)
final class UnionBranchesTest {
    @Test
    void shouldUseWhatIsMountedOverABranch() throws Exception {
        UnionScript.run("""
                echo below >"$B/below"; mkdir "$A/onlyA"
                exec 7<below
                mount -t tmpfs -o size=8m actorfs-test "$B"
                mkdir "$B/onlyB"; echo disk >"$B/onlyB/file"
                for i in $(seq 100); do test -e onlyB/file && break; sleep 0.1; done
                test "$(cat onlyB/file)" = disk && not test -e below && test "$(cat <&7)" = below
                space() { stat -f -c '%b * %S' "$1" | xargs expr; }
                test "$(space onlyB)" = "$(space onlyA)" && test "$(space onlyB)" -gt $((16 << 20))
                setfattr -n user.actorfs.statfs -v full .actorfs
                test "$(space onlyB)" = $((8 << 20)) && test "$(space onlyA)" -gt $((16 << 20))
                setfattr -n user.actorfs.branches -v "-$B" .actorfs
                for i in $(seq 100); do umount "$B" && break; sleep 0.1; done
                not mountpoint -q "$B"
                """);
    }

    @Test
    void shouldReadBranchesInAnyOrder() throws Exception {
        UnionScript.run("""
                mkdir "$A/dir" "$B/dir" "$C/dir"
                seq 1 2000 | sed "s|.*|$A/dir/&|" | xargs touch
                seq 1500 4000 | sed "s|.*|$B/dir/&|" | xargs touch
                seq 3900 5000 | sed "s|.*|$C/dir/&|" | xargs touch
                for order in seq cosr cor cor:4 cosr:2; do
                    setfattr -n user.actorfs.func.readdir -v $order .actorfs
                    test "$(ls dir | sort -n)" = "$(seq 1 5000)"
                done
                not setfattr -n user.actorfs.func.readdir -v both .actorfs
                test "$(getfattr --only-values -n user.actorfs.func.readdir .actorfs)" = cosr
                """);
    }

    @Test
    void shouldReadAheadAsFarAsItIsTold() throws Exception {
        UnionScript.run("test $(cat /sys/class/bdi/$(mountpoint -d .)/read_ahead_kb) = 768", "readahead=768");
    }

    @Test
    void shouldTakeAMountpointOverAndLeaveItAloneAfterwards() throws Exception {
        try (SystemMount first = SystemMount.mount(Volume.UNION)) {
            first.run("echo x >\"$MNT/file\"", ofSeconds(10));
            Process user = new ProcessBuilder("sh", "-c", "read line; cat file")
                    .directory(first.directory().toFile())
                    .start();
            try (SystemMount second = first.mountAgain("lazy-umount-mountpoint=true")) {
                second.run("""
                        until grep -q "^memory: $MNT " /proc/self/mounts; do sleep 0.1; done
                        echo y >"$MNT/other" && test "$(ls "$MNT")" = other
                        """, ofSeconds(20));
                first.daemon().destroy();
                assertFalse(first.daemon().waitFor(1, TimeUnit.SECONDS), "it has a user");
                assertTrue(second.isMounted());
                user.outputWriter().append("now\n").close();
                assertEquals("x", user.inputReader().readLine());
                assertTrue(first.daemon().waitFor(20, TimeUnit.SECONDS), "its user has gone");
                second.run("cat \"$MNT/other\"", ofSeconds(10));
            } finally {
                user.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void shouldHeedListsUnlessItIsNotTo() throws Exception {
        String script = """
                chmod 755 .; echo x >"$A/file"; chmod 644 "$A/file"; setfacl -m u:65534:- "$A/file"
                %s setpriv --reuid 65534 --clear-groups cat file
                %s setfacl -m u:65534:r file
                %s setpriv --reuid 65534 --clear-groups setfacl -m u:65534:rwx file
                """;
        UnionScript.run(script.formatted("not", "", "not"), "allow_other");
        UnionScript.run(script.formatted("", "not", "not"), "allow_other", "posix_acl=false");
    }

    /** The root of $B gives its group and a list to all that is made in it, which the copies must not keep. */
    @Test
    void shouldCloneDirectoriesAsTheyAreAndNotAsTheBranchWouldMakeThem() throws Exception {
        UnionScript.run("""
                chgrp 12 "$B"; chmod g+s "$B"; setfacl -d -m u:65534:rwx "$B"
                mkdir -p "$A/plain/deep" "$A/own" "$A/listed"
                chmod 2750 "$A/plain/deep"; touch -d @1000 "$A/plain/deep"
                chown 65534:7 "$A/own"; setfacl -m u:9:r "$A/listed"; setfacl -d -m u:8:r "$A/listed"
                for d in plain/deep own listed; do
                    touch -d @1000 "$A/$d"
                    setfattr -n user.mergerfs.category.create -v ff .mergerfs
                    setfattr -n user.mergerfs.branches -v "$A=NC:$B=RW:$C=NC" .mergerfs
                    echo x >$d/file && test -e "$B/$d/file" && rm "$B/$d/file"
                    touch -d @1000 "$B/$d"
                    test "$(stat -c '%a %u %g %Y' "$A/$d")" = "$(stat -c '%a %u %g %Y' "$B/$d")"
                    test "$(getfacl -nc "$A/$d")" = "$(getfacl -nc "$B/$d")"
                done
                """);
    }

    @Test
    void shouldMoveAFileWithWhoHasItOpen() throws Exception {
        UnionScript.run("""
                python3 - "$A" "$B" "$C" <<'EOF'
                import errno, os, sys
                branches = sys.argv[1:]
                KEY = 'user.actorfs.branch'
                def where(name):
                    return [b for b in branches if os.path.lexists(os.path.join(b, name))]
                def refused(number, name, value):
                    try:
                        os.setxattr(name, KEY, value.encode())
                    except OSError as e:
                        assert e.errno == number, (e, number)
                    else:
                        raise AssertionError((name, value))
                os.mkdir('dir', 0o750)
                f = os.open('dir/file', os.O_RDWR | os.O_CREAT, 0o640)
                os.write(f, b'x' * 100000)
                os.ftruncate(f, 1 << 20)
                os.setxattr(f, 'user.kept', b'yes')
                os.utime(f, ns=(5, 6))
                before = os.fstat(f)
                for target in branches + branches[:1]:
                    os.setxattr('dir/file', KEY, target.encode())
                    assert where('dir/file') == [target]
                    assert os.getxattr('dir/file', KEY).decode() == target
                    after = os.stat('dir/file')
                    assert (after.st_ino, after.st_mode, after.st_size, after.st_mtime_ns) == (
                        before.st_ino, before.st_mode, before.st_size, before.st_mtime_ns)
                    assert os.getxattr(f, 'user.kept') == b'yes'
                    os.pwrite(f, target[-1:].encode(), 3)
                    assert os.pread(os.open('dir/file', os.O_RDONLY), 5, 0) == b'xxx' + target[-1:].encode() + b'x'
                    os.utime(f, ns=(5, 6))
                assert os.stat(os.path.join(branches[0], 'dir')).st_mode & 0o777 == 0o750
                refused(errno.EINVAL, 'dir/file', '/nowhere')
                refused(errno.EINVAL, 'dir', branches[1])
                os.link('dir/file', 'dir/name')
                refused(errno.EMLINK, 'dir/file', branches[1])
                os.unlink('dir/name')
                os.mkdir(os.path.join(branches[1], 'dir')) if not os.path.isdir(os.path.join(branches[1], 'dir')) else None
                open(os.path.join(branches[1], 'dir/file'), 'w').close()
                refused(errno.EEXIST, 'dir/file', branches[1])
                os.unlink(os.path.join(branches[1], 'dir/file'))
                def mode(word):
                    lists = ':'.join(b + ('=' + word if b == branches[1] else '=RW') for b in branches)
                    os.setxattr('.actorfs', 'user.actorfs.branches', lists.encode())
                for word in 'RO', 'NC':
                    mode(word)
                    refused(errno.EROFS, 'dir/file', branches[1])
                mode('RW,9999T')
                refused(errno.ENOSPC, 'dir/file', branches[1])
                mode('RW')
                os.chmod('dir', 0o777); os.chmod('dir/file', 0o666); os.chmod('.', 0o755)
                pid = os.fork()
                if pid == 0:
                    os.setgroups([]); os.setgid(65534); os.setuid(65534)
                    refused(errno.EPERM, 'dir/file', branches[1])
                    os._exit(0)
                assert os.waitpid(pid, 0)[1] == 0
                assert where('dir/file') == [branches[0]]
                EOF
                """, "allow_other");
    }
}
