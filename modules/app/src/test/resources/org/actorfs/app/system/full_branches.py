#!/usr/bin/env python3
"""Writers fill a union's first branch, from which their files must move on (moveonenospc), while readers look at every byte.

Usage: full_branches.py MNT   (of the union that is mounted on MNT, as root; its branches are replaced)
"""

import mmap
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack

WRITERS = 8
SIZE = 50_000
PIECES = 60
HOLE = 1 << 20  # before the first piece


def data(writer, piece):
    return f"{writer} {piece} ".encode().rjust(10) * (SIZE // 10)


def at(piece):
    """There is a hole before each."""
    return HOLE + piece * 2 * SIZE


def written(fd, writer, piece):
    return os.pread(fd, SIZE, at(piece)) == data(writer, piece)


class File:
    def __init__(self, directory, writer):
        self.writer = writer
        self.path = os.path.join(directory, f"file{writer}")
        self.fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o640)
        self.pieces = 0
        os.setxattr(self.path, "user.writer", str(writer).encode())

    def write(self):
        """The first by a mapping, the others by write(2), some synced."""
        for piece in range(PIECES):
            expected = data(self.writer, piece)
            if self.writer == 0:
                os.posix_fallocate(self.fd, at(piece), SIZE)
                with mmap.mmap(self.fd, at(piece) + SIZE) as mapped:
                    mapped[at(piece) :] = expected
            else:
                assert os.pwrite(self.fd, expected, at(piece)) == SIZE
            if piece % 20 == self.writer:
                os.fsync(self.fd)
            self.pieces = piece + 1

    def read(self):
        """What is written is there for who has it open, and for who opens it."""
        fd = os.open(self.path, os.O_RDONLY)
        while self.pieces < PIECES:
            last = self.pieces - 1
            for piece in {0, last // 2, last} if last >= 0 else ():
                assert written(fd, self.writer, piece), (self.writer, piece)
                with open(self.path, "rb") as fresh:
                    assert written(fresh.fileno(), self.writer, piece), (self.writer, piece)
        os.close(fd)

    def check(self):
        for piece in range(PIECES):
            assert written(self.fd, self.writer, piece), (self.writer, piece)
        assert os.pread(self.fd, HOLE, 0) == bytes(HOLE)
        found = os.stat(self.path)
        assert found.st_size == at(PIECES - 1) + SIZE
        assert found.st_blocks * 512 < found.st_size - HOLE, "holes are kept"
        assert (found.st_ino, found.st_mode & 0o7777) == (os.fstat(self.fd).st_ino, 0o640)
        assert os.getxattr(self.path, "user.writer") == str(self.writer).encode()
        os.close(self.fd)


def all_of(functions):
    failures = []

    def caller(function):
        try:
            function()
        except BaseException as e:
            failures.append(e)
            raise

    threads = [threading.Thread(target=caller, args=(function,), daemon=True) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures


def disk(stack, path, size):
    os.mkdir(path)
    mount = ["timeout", "10", "mount", "-t", "tmpfs", "-o", "size=" + size, "actorfs-test", path]
    subprocess.run(mount, check=True)
    stack.callback(subprocess.run, ["timeout", "10", "umount", "-l", path])


def names(directory):
    return sorted(os.listdir(directory))


def main():
    mount = sys.argv[1]
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        small, large = os.path.join(home, "small"), os.path.join(home, "large")
        disk(stack, small, "10m")
        disk(stack, large, "64m")
        settings = {"category.create": "ff", "moveonenospc": "mfs", "branches": f"={small}:{large}"}
        for setting, value in settings.items():
            os.setxattr(os.path.join(mount, ".mergerfs"), "user.mergerfs." + setting, value.encode())
        directory = os.path.join(mount, "dir")
        os.mkdir(directory)
        files = [File(directory, writer) for writer in range(WRITERS)]
        assert len(names(os.path.join(small, "dir"))) == WRITERS
        all_of([file.write for file in files] + [file.read for file in files])
        for file in files:
            file.check()
        stayed, moved = names(os.path.join(small, "dir")), names(os.path.join(large, "dir"))
        assert moved and sorted(stayed + moved) == names(directory), (stayed, moved)
        assert len(names(directory)) == WRITERS
        os.setxattr(os.path.join(mount, ".mergerfs"), "user.mergerfs.branches", f"={home}".encode())


if __name__ == "__main__":
    main()
