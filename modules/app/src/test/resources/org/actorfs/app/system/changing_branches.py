#!/usr/bin/env python3
"""Callers work on a union while its branches come and go: nothing fails but what a removed branch takes with it.

Usage: changing_branches.py MNT DAEMON   (of the union that is mounted on MNT, as root; its branches are replaced)

Two branches stay; two others are added and removed all the time, where nothing is made (NC), and only they lose their files.
"""

import errno
import os
import sys
import tempfile
import threading
import time

CALLERS = 8
SECONDS = 5
KEPT = 40
VANISHED = (errno.ENOENT, errno.ESTALE)


def content(path):
    with open(path, "rb") as file:
        return file.read()


class Union:
    def __init__(self, mount, home):
        self.mount = mount
        self.staying = [os.path.join(home, name) for name in ("s1", "s2")]
        self.going = [os.path.join(home, name) for name in ("g1", "g2")]
        for branch in self.staying + self.going:
            os.makedirs(os.path.join(branch, "dir"))
        for branch in self.going:
            for i in range(KEPT):
                with open(os.path.join(branch, "dir", f"{os.path.basename(branch)}-{i}"), "wb") as file:
                    file.write(b"g" * 1000)
        self.tell("category.create", "rand")
        self.tell("branches", "=" + ":".join(self.staying + [branch + "=NC" for branch in self.going]))
        while not os.path.exists(self.path("g1-0")):
            time.sleep(0.1)

    def path(self, name):
        return os.path.join(self.mount, "dir", name)

    def tell(self, setting, value):
        os.setxattr(os.path.join(self.mount, ".mergerfs"), "user.mergerfs." + setting, value.encode())


def come_and_go(union, end):
    """First or last, one or both."""
    first, second = union.going
    rounds = 0
    while time.monotonic() < end:
        rounds += 1
        union.tell("branches", "-" + first)
        union.tell("branches", f"+<{first}=NC")
        union.tell("branches", "-" + ":".join(union.going))
        union.tell("branches", f"+>{second}=NC:{first}=NC")
    assert rounds > 1, "too slow to say anything"


def own_files(union, caller, end):
    """Files of its own, which no branch that goes has: all of them must be there to the end."""
    rounds = 0
    while time.monotonic() < end:
        name = union.path(f"{caller}-{rounds}")
        expected = f"{caller} {rounds} ".encode() * 300
        with open(name, "xb") as file:
            file.write(expected)
        assert content(name) == expected, name
        os.mkdir(name + ".d", 0o750)
        os.rename(name, name + ".d/moved")
        os.rename(name + ".d", name + ".e")
        assert content(name + ".e/moved") == expected, name
        os.chmod(name + ".e/moved", 0o600)
        os.link(name + ".e/moved", name + ".kept")
        os.unlink(name + ".e/moved")
        os.rmdir(name + ".e")
        assert not os.path.exists(name), name
        assert name.rpartition("/")[2] + ".kept" in os.listdir(union.path("")), "a listing without it"
        rounds += 1
    assert rounds > 1, "too slow to say anything"
    return [(union.path(f"{caller}-{i}.kept"), f"{caller} {i} ".encode() * 300) for i in range(rounds)]


def others_files(union, end):
    """What comes and goes is there as a whole or not; what is open goes on."""
    number = 0
    while time.monotonic() < end:
        number += 1
        try:
            fd = os.open(union.path(f"g{number % 2 + 1}-{number % KEPT}"), os.O_RDWR)
        except OSError as e:
            assert e.errno in VANISHED, e
            continue
        for _ in range(20):
            os.pwrite(fd, b"g", number % 1000)
            assert os.pread(fd, 2000, 0) == b"g" * 1000
            assert os.fstat(fd).st_size == 1000
        os.close(fd)


def descriptors(daemon):
    return len(os.listdir(f"/proc/{daemon}/fd"))


def work(union):
    end = time.monotonic() + SECONDS
    kept, failures = [], []

    def caller(function, *arguments):
        try:
            kept.extend(function(*arguments) or [])
        except BaseException as e:
            failures.append(e)
            raise

    threads = [threading.Thread(target=caller, args=(own_files, union, n, end)) for n in range(CALLERS)]
    threads += [threading.Thread(target=caller, args=(others_files, union, end)) for _ in range(2)]
    threads.append(threading.Thread(target=caller, args=(come_and_go, union, end)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
    return kept


def main():
    with tempfile.TemporaryDirectory() as home:
        union = Union(sys.argv[1], home)
        before = descriptors(sys.argv[2])
        kept = work(union)
        for name, expected in kept:
            assert content(name) == expected, name
            os.unlink(name)
        union.tell("branches", "=" + ":".join(union.staying))
        for branch in union.staying:
            assert os.listdir(os.path.join(branch, "dir")) == [], "left over"
        for branch in union.going:
            names = os.listdir(os.path.join(branch, "dir"))
            assert len(names) == KEPT, names
        end = time.monotonic() + 20
        while descriptors(sys.argv[2]) > before + 20:
            assert time.monotonic() < end, f"{descriptors(sys.argv[2])} descriptors, {before} before"
            time.sleep(0.2)


if __name__ == "__main__":
    main()
