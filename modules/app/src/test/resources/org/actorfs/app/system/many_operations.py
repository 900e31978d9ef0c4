"""As many calls as it is told, of every kind that takes a path or a descriptor; nothing is left open, and nothing is left."""

import errno
import os
import sys
import threading

mnt, wanted = sys.argv[1], int(sys.argv[2])
THREADS = 4
CALLS_A_ROUND = 25


def refused(call, *args):
    try:
        call(*args)
    except OSError as e:
        return e.errno
    raise AssertionError("was not refused")


def rounds(caller):
    home = os.path.join(mnt, f"caller{caller}")
    os.mkdir(home)
    for i in range(wanted // CALLS_A_ROUND // THREADS):
        d, f = os.path.join(home, "d"), os.path.join(home, "d", "f")
        os.mkdir(d)
        fd = os.open(f, os.O_RDWR | os.O_CREAT)
        os.write(fd, b"x" * 100)
        assert os.pread(fd, 200, 0) == b"x" * 100
        os.ftruncate(fd, 10)
        os.fsync(fd)
        assert os.fstat(fd).st_size == 10
        os.chmod(f, 0o600)
        os.utime(f, (1, 2))
        os.setxattr(f, "user.a", b"b")
        assert os.listxattr(f) == ["user.a"]
        os.link(f, f + "2")
        os.rename(f + "2", os.path.join(home, "g"))
        os.symlink("f", d + "/s")
        assert os.readlink(d + "/s") == "f"
        assert sorted(os.listdir(d)) == ["f", "s"]
        assert refused(os.mkdir, d) == errno.EEXIST
        assert refused(os.stat, f + "/x") == errno.ENOTDIR
        assert refused(os.stat, d + "/none") == errno.ENOENT
        os.unlink(d + "/s")
        os.unlink(f)
        assert os.fstat(fd).st_size == 10
        os.rename(os.path.join(home, "g"), os.path.join(d, "f"))
        os.close(fd)
        os.unlink(f)
        os.rmdir(d)
    os.rmdir(home)


failures = []
threading.excepthook = failures.append
threads = [threading.Thread(target=rounds, args=(n,)) for n in range(THREADS)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert not failures, failures
assert os.listdir(mnt) == []
