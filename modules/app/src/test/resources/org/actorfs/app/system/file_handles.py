#!/usr/bin/env python3
"""What an NFS server does: name_to_handle_at(2), and open_by_handle_at(2) when the kernel has forgotten the file.

Usage: file_handles.py DIR     as root; prints "held" if every file was found again
"""

import ctypes
import errno
import os
import struct
import sys
import time

FILES = 200
PATIENCE_SECONDS = 10
MAX_HANDLE_BYTES = 128
libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    result = getattr(libc, name)(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


def handle_of(path):
    room = ctypes.create_string_buffer(struct.pack("Ii", MAX_HANDLE_BYTES, 0), 8 + MAX_HANDLE_BYTES)
    mount = ctypes.c_int()
    call("name_to_handle_at", -100, os.fsencode(path), room, ctypes.byref(mount), 0)
    return room.raw


def reopen(mount, handle):
    return call("open_by_handle_at", mount, ctypes.create_string_buffer(handle, len(handle)), os.O_RDONLY)


def drop_caches():
    os.sync()
    with open("/proc/sys/vm/drop_caches", "w") as caches:
        caches.write("3")


def await_gone(mount, handle):
    """While the kernel itself has not let go of a removed file, its handle still leads there, and the filesystem is not asked."""
    for _ in range(PATIENCE_SECONDS * 10):
        drop_caches()
        try:
            os.close(reopen(mount, handle))
        except OSError as e:
            if e.errno != errno.ESTALE:
                sys.exit(f"a removed file: {e}")
            return
        time.sleep(0.1)
    sys.exit("a removed file was opened again and again")


def main(top):
    mount = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    os.makedirs(f"{top}/a/b")
    handles = {}
    for i in range(FILES):
        path = f"{top}/a/b/f{i}"
        with open(path, "w") as file:
            file.write(f"content {i}")
        handles[path] = handle_of(path)
    directory = handle_of(f"{top}/a/b")
    os.rename(f"{top}/a/b", f"{top}/moved")
    drop_caches()
    for i, (path, handle) in enumerate(handles.items()):
        fd = reopen(mount, handle)
        content = os.read(fd, 100).decode()
        os.close(fd)
        if content != f"content {i}":
            sys.exit(f"{path}: {content!r}")
    fd = reopen(mount, directory)
    if len(os.listdir(fd)) != FILES or os.stat("..", dir_fd=fd).st_ino != os.stat(top).st_ino:
        sys.exit("the directory is another one")
    os.close(fd)
    gone = handles[f"{top}/a/b/f0"]
    os.unlink(f"{top}/moved/f0")
    await_gone(mount, gone)
    print("held")


main(sys.argv[1])
