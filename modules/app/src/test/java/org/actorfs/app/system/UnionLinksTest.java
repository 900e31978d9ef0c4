package org.actorfs.app.system;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links that become files, and files that become links, as the kernel sees them. */
@Tag("mount")
@Timeout(60)
final class UnionLinksTest {
    @Test
    void shouldGiveANameACopyOfItsOwnBeforeItIsWritten() throws Exception {
        UnionScript.run("""
                echo old >f; setfattr -n user.kept -v yes f; ln f g; ln f h; ln f i
                stat f g h i >/dev/null
                exec 7<g
                echo new >>f
                echo other >h
                test "$(cat f)" = "$(printf 'old\\nnew')" && test "$(cat g i <&7)" = "$(printf 'old\\nold')" && test "$(cat h)" = other
                test "$(stat -c %h f g h i | tr '\\n' ' ')" = "1 2 1 2 "
                getfattr --only-values -n user.kept f
                test "$(ls -A "$A" "$B" "$C" | grep -c '^[.]actorfs-' || true)" = 0
                mkdir d; ln f d/f; python3 -c "
                import os
                fd = os.open('d/f', os.O_RDWR | os.O_TRUNC)
                os.write(fd, b'cut')
                assert os.stat('d/f').st_ino == os.fstat(fd).st_ino"
                test "$(cat d/f)" = cut && test "$(wc -l <f)" = 2
                echo one >x; ln x y; exec 8>>x; rm y; echo two >>x; test "$(cat x)" = "$(printf 'one\ntwo')"
                ln x z; echo three >>x; test "$(cat z)" = "$(printf 'one\ntwo')"
                echo ro >"$A/ro"; ln "$A/ro" "$A/ro2"
                setfattr -n user.actorfs.branches -v "$A=RO:$B:$C" .actorfs
                not sh -c 'echo no >>ro'
                test "$(stat -c %h "$A/ro")" = 2
                """, "link_cow=true");
    }

    @Test
    void shouldMakeASymbolicLinkWhereAnotherCannotBe() throws Exception {
        UnionScript.run("""
                mkdir "$A/one" "$B/two"
                echo x >two/file
                ln two/file one/link && cat one/link
                test "$(readlink "$A/one/link")" = ../two/file
                setfattr -n user.actorfs.link-exdev -v abs-base-symlink .actorfs
                ln two/file one/base && test "$(readlink "$A/one/base")" = "$B/two/file"
                setfattr -n user.actorfs.link-exdev -v abs-pool-symlink .actorfs
                ln two/file one/pool && test "$(readlink "$A/one/pool")" = "$MNT/two/file"
                setfattr -n user.actorfs.link-exdev -v passthrough .actorfs
                not ln two/file one/no
                sleep 1.1
                test "$(cat one/link one/base one/pool)" = "$(printf 'x\\nx\\nx')"
                test -L one/link
                """, "category.create=epff", "link-exdev=rel-symlink");
    }

    @Test
    void shouldPutAsideWhatCannotBeRenamed() throws Exception {
        UnionScript.run("""
                mkdir -p "$A/one/deep" "$B/two"; chmod 750 "$A/one"
                echo x >one/deep/file; chmod 640 one/deep/file
                exec 7<one/deep/file
                python3 -c "import os; os.rename('one/deep/file', 'two/file')"
                cat two/file
                cat <&7
                test "$(readlink "$B/two/file")" = ../.mergerfs_rename_exdev/one/deep/file
                test "$(stat -c %a "$A/.mergerfs_rename_exdev/one" "$A/.mergerfs_rename_exdev/one/deep/file")" = "$(printf '750\\n640')"
                sleep 1.1
                test "$(cat two/file)" = x && test -L two/file && not test -e one/deep/file
                echo y >one/deep/file
                setfattr -n user.actorfs.rename-exdev -v abs-symlink .actorfs
                python3 -c "import os; os.rename('one/deep/file', 'two/second')"
                sleep 1.1
                test "$(readlink two/second)" = "$MNT/.mergerfs_rename_exdev/one/deep/file.1"
                test "$(cat two/file two/second)" = "$(printf 'x\\ny')"
                echo z >one/deep/file
                python3 -c "
                import errno, os
                for target in 'two/second', 'two/dir':
                    try:
                        os.rename('one/deep/file' if target == 'two/second' else 'one/deep', target)
                    except OSError as e:
                        assert e.errno == errno.EXDEV, e
                    else:
                        raise AssertionError(target)
                "
                test "$(cat one/deep/file)" = z
                """, "category.create=epff", "rename-exdev=rel-symlink");
    }

    @Test
    void shouldShowOldFilesAsLinks() throws Exception {
        UnionScript.run("""
                echo x >file; echo w >writable; mkdir dir; chmod 444 file; chmod 555 dir
                exec 7<file
                sleep 3.1
                test -L file && test "$(cat "$(readlink file)")" = x && readlink file | grep "^${A%a}[abc]/file$"
                test "$(cat file)" = x && test "$(cat <&7)" = x
                test "$(stat -c %s file)" = "$(readlink -n file | wc -c)"
                not test -L writable && not test -L dir
                touch -h file && not test -L file
                sleep 3.1
                test -L file && mv file moved && test "$(cat moved)" = x
                sleep 3.1
                test -L moved && test "$(cat "$(readlink moved)")" = x
                mkdir sub && mv moved sub/moved && ln sub/moved again && sleep 3.1 && readlink sub/moved && mv sub other
                test "$(cat other/moved)" = x && rm again && stat other/moved && rm other/moved && not test -e other/moved
                test "$(cat <&7)" = ""
                """, "symlinkify=true", "symlinkify_timeout=3", "cache.entry=0", "cache.attr=0");
    }

    @Test
    void shouldShowWhatLinksLeadTo() throws Exception {
        UnionScript.run("""
                mkdir -p one/dir; echo x >one/dir/file
                ln -s one/dir dir; ln -s one/dir/file file; ln -s "$MNT/one" pool; ln -s "$A/one" branch
                ln -s dir/file chain; ln -s loop loop; ln -s nowhere dangling; ln -s /etc/passwd outside; ln -s ../.. up; ln -s . self
                sleep 1.1
                test "$(cat dir/file file pool/dir/file branch/dir/file chain)" = "$(printf 'x\\nx\\nx\\nx\\nx')"
                for each in dir file pool branch chain; do not test -L $each; done
                for each in loop dangling outside up self; do test -L $each; done
                test "$(stat -c %i file)" = "$(stat -c %i one/dir/file)"
                test "$(find . -type l | sort | tr '\\n' ' ')" = "./dangling ./loop ./outside ./self ./up "
                (cd dir && echo new >new && test "$(cat ../one/dir/new)" = new) && test "$(ls one/dir | wc -l)" = 2
                mv dir moved && ls moved/new && mv file mv && cat mv
                rmdir moved && exec 7<one/dir/file && rm mv && stat one/dir/file && test "$(cat <&7)" = x
                test "$(ls one/dir | wc -l)" = 2 && test "$(cat one/dir/file)" = x
                python3 -c "
                import errno, os
                for name in 'one', 'one/dir':
                    try:
                        os.rename(name, 'pool/dir/inside')
                    except OSError as e:
                        assert e.errno == errno.EINVAL, e
                    else:
                        raise AssertionError(name)
                "
                ls one/dir pool/dir
                mkdir -m 700 private; echo secret >private/file; chmod 644 private/file; ln -s private/file byway
                python3 -c "import os; os.symlink('one/../' * 300 + 'one/dir/file', 'long')"
                sleep 1.1
                test -L byway && test -L long && test "$(cat long)" = x
                not setpriv --reuid 65534 --clear-groups cat byway
                not rmdir one/dir
                setfattr -n user.actorfs.follow-symlinks -v directory .actorfs
                sleep 1.1
                test -L chain && not test -L pool
                """, "follow-symlinks=all", "allow_other");
    }
}
