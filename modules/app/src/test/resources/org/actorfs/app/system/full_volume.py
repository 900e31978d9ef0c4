#!/usr/bin/env python3
"""Fills a small filesystem to the last byte, and expects ENOSPC where something is refused and nothing else to change.

Usage: full_volume.py DIR   (of at most 64 MB)
"""

import ctypes
import errno
import os
import sys
import time

CHUNK = 1 << 20
libc = ctypes.CDLL(None, use_errno=True)
libc.fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)


def full(function, *arguments):
    try:
        function(*arguments)
    except OSError as e:
        assert e.errno == errno.ENOSPC, e
        return
    raise AssertionError("there was room")


def fill(name):
    """Writes until nothing more fits: how much did."""
    fd = os.open(name, os.O_WRONLY | os.O_CREAT)
    size = 0
    try:
        while True:
            count = os.write(fd, bytes([size // CHUNK % 251]) * CHUNK)
            assert count > 0
            size += count
            assert size < 64 << 20, "not a small filesystem"
    except OSError as e:
        assert e.errno == errno.ENOSPC, e
    finally:
        os.close(fd)
    assert os.stat(name).st_size == size, "what was not written does not count"
    return size


def check(name, size):
    with open(name, "rb") as file:
        for at in range(0, size, CHUNK):
            expected = bytes([at // CHUNK % 251]) * min(CHUNK, size - at)
            assert file.read(CHUNK) == expected, f"differs behind {at}"


def preallocate(name):
    """A filesystem may keep what it could reserve until the file goes, as ext4 does."""
    fd = os.open(name, os.O_WRONLY | os.O_CREAT)
    try:
        if libc.fallocate(fd, 0, 0, 64 << 20) < 0:
            raise OSError(ctypes.get_errno(), "fallocate")
    finally:
        os.close(fd)
        os.unlink(name)


def main():
    os.chdir(sys.argv[1])
    with open("kept", "w") as file:
        file.write("kept")
    free = os.statvfs(".").f_bavail
    for _ in range(3):
        size = fill("big")
        assert os.statvfs(".").f_bavail * os.statvfs(".").f_frsize < CHUNK, "statfs knows that it is full"
        check("big", size)
        full(preallocate, "reserved")
        check("big", size)
        fd = os.open("big", os.O_RDWR)
        os.pwrite(fd, b"over", 0)  # needs no room
        assert os.pread(fd, 4, 0) == b"over"
        os.close(fd)
        os.truncate("big", size // 2)
        again = fill("more")
        assert again >= size // 2 - CHUNK, f"{again} bytes fit where {size} bytes were halved"
        os.unlink("more")
        os.unlink("big")
        with open("kept") as file:
            assert file.read() == "kept"
    for _ in range(50):  # blocks may be freed a moment after the last close
        if os.statvfs(".").f_bavail == free:
            break
        time.sleep(0.1)
    else:
        raise AssertionError("not everything is free again")
    os.unlink("kept")
    print("full and free again")


main()
