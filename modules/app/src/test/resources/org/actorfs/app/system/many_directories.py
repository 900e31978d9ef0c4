#!/usr/bin/env python3
"""Walks over a union of 1,400 directories on three branches, with a daemon that may have 4,096 descriptors.

Usage: many_directories.py MNT DAEMON FILES   (in each directory; as root; the union's branches are replaced)
"""

import os
import resource
import subprocess
import sys
import tempfile

DIRECTORIES = 1400
MOST = 4096
WALKERS = 2


def make(branches, files):
    for d in range(DIRECTORIES):
        name = f"d{d % 70}/e{d}"
        for branch in branches:
            os.makedirs(os.path.join(branch, name))
        for f in range(files):
            with open(os.path.join(branches[(d + f) % 3], name, f"f{f}"), "wb") as file:
                file.write(b"x")


def count(path):
    """Of the files and the bytes that are read."""
    files = size = 0
    for above, _, names in os.walk(path):
        for name in names:
            with open(os.path.join(above, name), "rb") as file:
                size += len(file.read())
            files += 1
    return files, size


def main():
    mount, daemon, files = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.prlimit(daemon, resource.RLIMIT_NOFILE, (MOST, MOST))
    with tempfile.TemporaryDirectory() as home:
        branches = [os.path.join(home, name) for name in "abc"]
        make(branches, files)
        os.setxattr(os.path.join(mount, ".mergerfs"), "user.mergerfs.branches", ("=" + ":".join(branches)).encode())
        find = ["timeout", "200", "find", mount, "-type", "f", "-size", "1c", "-printf", "x"]
        walks = [subprocess.Popen(find, stdout=subprocess.PIPE) for _ in range(WALKERS)]
        for walk in walks:
            assert len(walk.communicate()[0]) == DIRECTORIES * files
            assert walk.returncode == 0
        in_d0 = DIRECTORIES // 70 * files
        assert count(os.path.join(mount, "d0")) == (in_d0, in_d0)
        held = len(os.listdir(f"/proc/{daemon}/fd"))
        assert held > 1000, f"{held} descriptors: nothing is kept"
        assert held < MOST, held
        os.setxattr(os.path.join(mount, ".mergerfs"), "user.mergerfs.branches", f"={home}".encode())


if __name__ == "__main__":
    main()
