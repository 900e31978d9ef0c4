#!/usr/bin/env python3
"""The last of a union's three branches hangs, dies, or goes: what needs it waits or fails, and everything else goes on.
Or it only cannot do all that a disk can.

Usage: lost_branches.py MNT SCENARIO   (of the union that is mounted on MNT, as root; its branches are replaced)
"""

import contextlib
import errno
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

PATIENCE = 20  # seconds; only what hangs takes so long
SIZE = 300_000
MANY = 30


def run(*command):
    return subprocess.run(["timeout", "-k", "2", "10", *command], capture_output=True).returncode


def until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


class Call(threading.Thread):
    """Something that may hang."""

    def __init__(self, function):
        super().__init__(daemon=True)
        self.function = function
        self.result = None
        self.start()

    def run(self):
        try:
            self.result = self.function()
        except OSError as e:
            self.result = errno.errorcode[e.errno]
        except Exception as e:
            self.result = e

    def end(self, what):
        self.join(PATIENCE)
        assert not self.is_alive(), f"{what} hangs"
        return self.result


def goes_on(what, function, expected):
    result = Call(function).end(what)
    assert result == expected, f"{what}: {result!r} instead of {expected!r}"


def write(path, content):
    with open(path, "wb") as file:
        return file.write(content)


def content(path, dir_fd=None):
    with os.fdopen(os.open(path, os.O_RDONLY, dir_fd=dir_fd), "rb") as file:
        return file.read()


def change(fd):
    """Through an open file: reads and writes, what it is, and to its disk."""
    os.pwrite(fd, b"changed", 70_000)
    os.fsync(fd)
    return os.pread(fd, 7, 70_000), os.fstat(fd).st_size


class Union:
    """Branches with a directory each, and in it a file that tells the branch's name."""

    def __init__(self, mount, home):
        self.mount = mount
        self.branches = [os.path.join(home, name) for name in "abc"]
        self.last = self.branches[2]
        for branch in self.branches:
            os.mkdir(branch)

    def begin(self):
        for branch in self.branches:
            os.mkdir(os.path.join(branch, "dir"))
            write(os.path.join(branch, "dir", os.path.basename(branch)), os.path.basename(branch).encode() * SIZE)
        self.tell("branches", "=" + ":".join(self.branches))
        self.tell("category.create", "ff")
        until(lambda: os.path.exists(self.path("dir/c")), "the new branches are not seen")
        assert sorted(os.listdir(self.path("dir"))) == ["a", "b", "c"]

    def tell(self, setting, value):
        os.setxattr(self.path(".mergerfs"), "user.mergerfs." + setting, value.encode())

    def path(self, name):
        return os.path.join(self.mount, name)

    def open(self):
        return [os.open(self.path("dir/" + name), os.O_RDWR) for name in "abc"]

    def whole(self, names):
        """No name of what was not finished, and what was written is there."""
        for branch in self.branches[:2]:
            for _, directories, files in os.walk(branch):
                assert not [name for name in directories + files if name.startswith(".actorfs-")], "left over"
        until(lambda: set(names) <= set(os.listdir(self.path("dir"))), f"{names} are not seen")
        for name in names:
            assert content(self.path("dir/" + name))[:7] == name[:1].encode() * 7, name


@contextlib.contextmanager
def bindfs(union, home):
    behind = os.path.join(home, "behind")
    os.mkdir(behind)
    process = subprocess.Popen(["bindfs", "-f", behind, union.last])
    try:
        until(lambda: os.path.ismount(union.last), "no bindfs")
        union.begin()
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        run("umount", "-l", union.last)
        process.kill()
        process.wait(PATIENCE)


@contextlib.contextmanager
def disk(path, size):
    assert run("mount", "-t", "tmpfs", "-o", "size=" + size, "actorfs-test", path) == 0
    try:
        yield
    finally:
        if os.path.ismount(path):
            run("umount", "-l", path)


# ---- scenarios


def hung(union, home):
    """The open files of the others are used as ever, and so is what the first of them has; nothing that waited is lost."""
    with bindfs(union, home) as process:
        files = union.open()
        directory = os.open(union.path("dir"), os.O_RDONLY)
        process.send_signal(signal.SIGSTOP)
        waiting = [Call(lambda n=n: os.pread(files[2], 5, n * 5000)) for n in range(MANY)]
        waiting += [Call(lambda n=n: os.path.exists(union.path(f"dir/missing{n}"))) for n in range(MANY)]
        changing = [Call(lambda n=n: write(union.path(f"dir/n{n}"), b"n" * SIZE)) for n in range(5)]
        removing = Call(lambda: os.unlink(union.path("dir/b")))
        goes_on("an open file of the first branch", lambda: change(files[0]), (b"changed", SIZE))
        goes_on("an open file of the second", lambda: change(files[1]), (b"changed", SIZE))
        goes_on("to look up what the first has", lambda: len(content("a", directory)), SIZE)
        goes_on("to look up what the second has", lambda: os.stat("b", dir_fd=directory).st_size, SIZE)
        time.sleep(1.1)  # for which the kernel believes names
        goes_on("to walk a path", lambda: len(content(union.path("dir/a"))), SIZE)
        goes_on("to walk another", lambda: os.stat(union.path("dir/b")).st_size, SIZE)
        goes_on("what a directory is", lambda: os.stat(union.path("dir")).st_nlink, 2)
        goes_on("what is free", lambda: os.statvfs(union.mount).f_blocks > 0, True)
        assert [call.is_alive() for call in waiting + changing] == [True] * (2 * MANY + 5), "it did not hang"
        process.send_signal(signal.SIGCONT)
        results = [call.end("what waited") for call in waiting]
        assert results == [b"c" * 5] * MANY + [False] * MANY, results
        assert [call.end("a new file") for call in changing] == [SIZE] * 5
        assert removing.end("unlink") is None
        union.whole(["a", "c", "n0", "n1", "n2", "n3", "n4"])
        assert not os.path.exists(union.path("dir/b"))
        for fd in [*files, directory]:
            os.close(fd)
        union.tell("branches", "->")
        until(lambda: run("umount", union.last) == 0, "the branch is not let go")


def taken_out(union, home):
    """Who waits for it is told that it is gone."""
    with bindfs(union, home) as process:
        files = union.open()
        process.send_signal(signal.SIGSTOP)
        waiting = [Call(lambda n=n: os.path.exists(union.path(f"dir/missing{n}"))) for n in range(MANY)]
        time.sleep(1.1)  # for which the kernel believes names
        goes_on("to take it out", lambda: union.tell("branches", "->"), None)
        goes_on("the names", lambda: sorted(os.listdir(union.path("dir"))), ["a", "b"])
        goes_on("a new file", lambda: write(union.path("dir/new"), b"n" * SIZE), SIZE)
        assert [call.end("what waited") for call in waiting] == [False] * MANY
        process.send_signal(signal.SIGCONT)
        for fd in files:
            os.close(fd)
        until(lambda: run("umount", union.last) == 0, "the branch is not let go")
        union.whole(["a", "new"])


def killed(union, home):
    """It has nothing any more."""
    with bindfs(union, home) as process:
        files = union.open()
        process.kill()
        process.wait(PATIENCE)
        lost_for_good(union, files)


def lost_for_good(union, files):
    time.sleep(1.1)  # for which the kernel believes names
    goes_on("an open file of the first branch", lambda: change(files[0]), (b"changed", SIZE))
    assert Call(lambda: os.pread(files[2], 5, 0)).end("an open file of the lost one") in ("EIO", "ENOTCONN")
    assert Call(lambda: content(union.path("dir/c"))).end("a file of the lost one") in ("ENOENT", "EIO", "ENOTCONN")
    goes_on("the names", lambda: sorted(os.listdir(union.path("dir"))), ["a", "b"])
    goes_on("a new file", lambda: write(union.path("dir/new"), b"n" * SIZE), SIZE)
    goes_on("a new directory", lambda: os.mkdir(union.path("dir/sub")), None)
    goes_on("its removal", lambda: os.rmdir(union.path("dir/sub")), None)
    goes_on("a new name", lambda: os.rename(union.path("dir/new"), union.path("dir/n")), None)
    goes_on("removal", lambda: os.unlink(union.path("dir/b")), None)
    goes_on("free space", lambda: os.statvfs(union.mount).f_bavail > 0, True)
    goes_on("the rest of the disks", os.sync, None)
    for fd in files:
        with contextlib.suppress(OSError):
            os.close(fd)  # tells what the lost one makes of it
    goes_on("to let it go", lambda: union.tell("branches", "->"), None)
    union.whole(["a", "n"])


def detached(union, _):
    """A filesystem that is unmounted lazily is there for who has it, and that is the union."""
    with disk(union.last, "16m"):
        union.begin()
        files = union.open()
        assert run("umount", "-l", union.last) == 0
        time.sleep(1.1)
        for fd in files:
            goes_on("an open file", lambda fd=fd: change(fd), (b"changed", SIZE))
            os.close(fd)
        union.whole(["a", "b", "c"])
        goes_on("a new file", lambda: write(union.path("dir/n"), b"n" * SIZE), SIZE)
        union.tell("branches", "->")
        until(lambda: not os.path.exists(union.path("dir/c")), "what is gone is seen")
        union.whole(["a", "b", "n"])


def removed(union, _):
    """A branch that was removed can be unmounted when its last file is closed, and not before."""
    with disk(union.last, "16m"):
        union.begin()
        files = union.open()
        union.tell("branches", "->")
        until(lambda: not os.path.exists(union.path("dir/c")), "what is gone is seen")
        goes_on("its open file", lambda: change(files[2]), (b"changed", SIZE))
        time.sleep(4)
        assert run("umount", union.last) != 0, "it was in use"
        goes_on("its open file", lambda: change(files[2]), (b"changed", SIZE))
        for fd in files:
            os.close(fd)
        until(lambda: run("umount", union.last) == 0, "the branch is not let go")
        union.whole(["a", "b"])


def limited(union, home):
    """bindfs renames without flags only, as most network filesystems: directories come along, and full disks' files are moved there."""
    with bindfs(union, home):
        os.makedirs(union.path("deep/er"))
        os.chmod(union.path("deep/er"), 0o2711)
        union.tell("branches", "=" + ":".join(reversed(union.branches)))
        together = [Call(lambda n=n: write(union.path(f"deep/er/n{n}"), b"n" * SIZE)) for n in range(MANY)]
        assert [call.end("a new file") for call in together] == [SIZE] * MANY
        there = os.path.join(home, "behind", "deep")
        assert sorted(os.listdir(os.path.join(there, "er"))) == sorted(f"n{n}" for n in range(MANY))
        assert os.stat(os.path.join(there, "er")).st_mode & 0o7777 == 0o2711
        assert os.listdir(there) == ["er"], "left over"
        full = os.path.join(home, "full")
        os.mkdir(full)
        with disk(full, "1m"):
            union.tell("branches", f"={full}:{union.last}")
            union.tell("moveonenospc", "mfs")
            assert write(union.path("large"), b"l" * 3_000_000) == 3_000_000
            assert content(union.path("large")) == b"l" * 3_000_000
            assert os.listdir(full) == []
            union.tell("branches", "->")


def main():
    scenarios = [hung, taken_out, killed, detached, removed, limited]
    scenario = next(each for each in scenarios if each.__name__ == sys.argv[2])
    with tempfile.TemporaryDirectory() as home:
        scenario(Union(sys.argv[1], home), home)


if __name__ == "__main__":
    main()
