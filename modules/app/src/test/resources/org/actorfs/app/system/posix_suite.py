#!/usr/bin/env python3
"""What POSIX and Linux promise of a filesystem, one promise a case; ext4 is the answer key.

Usage: posix_suite.py --on DIR [--list] [--except CASE,CASE] [CASE...]

Runs every case (or those named) in a directory of its own below DIR, in a process of its own, and prints a line for
each: "ok NAME", "not ok NAME: why", or "skip NAME: why" where the kernel or the user lacks what it needs. Wants to run
as root, on a filesystem mounted with dev, suid and exec. Exit code 1 if a case failed.
"""

import argparse
import array
import contextlib
import ctypes
import errno
import fcntl
import hashlib
import mmap
import os
import resource
import select
import shutil
import signal
import socket
import stat
import struct
import sys
import tempfile
import time
import traceback

CASE_SECONDS = 150  # ext4 takes 65,000 links
ALICE, BOB, STAFF = 12345, 12346, 12350
libc = ctypes.CDLL(None, use_errno=True)
CASES = []


class Skip(Exception):
    """The case cannot be tried here."""


def case(function):
    CASES.append(function)
    return function


# ---- helpers


def fails(number, function, *arguments, **named):
    """The call fails with exactly this errno."""
    try:
        result = function(*arguments, **named)
    except OSError as e:
        if e.errno != number:
            raise AssertionError(f"{errno.errorcode[e.errno]} instead of {errno.errorcode[number]}") from None
        return
    raise AssertionError(f"{result!r} instead of {errno.errorcode[number]}")


def same(actual, expected, what=""):
    if actual != expected:
        raise AssertionError(f"{what + ': ' if what else ''}{actual!r} instead of {expected!r}")


def holds(condition, what):
    if not condition:
        raise AssertionError(what)


def call(name, *arguments):
    result = getattr(libc, name)(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


def make(name, content=b"", mode=0o644):
    with open(name, "wb") as file:
        file.write(content)
    os.chmod(name, mode)
    return name


def content(name):
    with open(name, "rb") as file:
        return file.read()


@contextlib.contextmanager
def opened(name, flags, mode=0o644):
    fd = os.open(name, flags, mode)
    try:
        yield fd
    finally:
        os.close(fd)


def as_user(function, uid=ALICE, gid=ALICE, groups=()):
    """Runs the function as somebody else, in a process of its own; what it raises is raised here."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            os.setgroups(groups)
            os.setresgid(gid, gid, gid)
            os.setresuid(uid, uid, uid)
            function()
            os._exit(0)
        except BaseException:  # whatever it is, the parent tells it
            os.write(write, traceback.format_exc(limit=-2).encode())
            os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode(errors="replace")
    _, status = os.waitpid(pid, 0)
    if status != 0:
        raise AssertionError(f"as {uid}: {said.strip().splitlines()[-1] if said else status}")


def mode_of(name):
    return stat.S_IMODE(os.lstat(name).st_mode)


def settle():
    """So that what comes now has later times, on clocks that tick every 4 ms."""
    time.sleep(0.012)


@contextlib.contextmanager
def touches(name, atime=False, mtime=False, ctime=False):
    """Exactly these times of the file rise meanwhile."""
    before = os.lstat(name)
    settle()
    yield
    after = os.lstat(name)
    same(after.st_atime_ns > before.st_atime_ns, atime, f"{name}: atime rose")
    same(after.st_mtime_ns > before.st_mtime_ns, mtime, f"{name}: mtime rose")
    same(after.st_ctime_ns > before.st_ctime_ns, ctime, f"{name}: ctime rose")


def rename2(old, new, flags):
    call("renameat2", -100, os.fsencode(old), -100, os.fsencode(new), flags)


NOREPLACE, EXCHANGE, WHITEOUT = 1, 2, 4
KEEP_SIZE, PUNCH_HOLE, COLLAPSE_RANGE, ZERO_RANGE = 1, 2, 8, 16


def fallocate(fd, mode, offset, length):
    call("fallocate", fd, mode, ctypes.c_long(offset), ctypes.c_long(length))


def blocks(name):
    return os.stat(name).st_blocks


# ---- open and create


@case
def open_enoent():
    fails(errno.ENOENT, os.open, "none", os.O_RDONLY)
    fails(errno.ENOENT, os.open, "none/file", os.O_RDONLY | os.O_CREAT)
    fails(errno.ENOENT, os.open, "", os.O_RDONLY)


@case
def open_enotdir():
    make("file")
    fails(errno.ENOTDIR, os.open, "file/x", os.O_RDONLY)
    fails(errno.ENOTDIR, os.open, "file", os.O_RDONLY | os.O_DIRECTORY)


@case
def open_eisdir():
    os.mkdir("dir")
    fails(errno.EISDIR, os.open, "dir", os.O_WRONLY)
    fails(errno.EISDIR, os.open, "dir", os.O_RDWR)
    fails(errno.EISDIR, os.open, "dir", os.O_RDONLY | os.O_CREAT)
    fails(errno.EISDIR, os.open, "dir", os.O_RDONLY | os.O_TRUNC)


@case
def open_eexist():
    make("file")
    os.symlink("none", "link")
    os.mkdir("dir")
    for name in "file", "link", "dir":
        fails(errno.EEXIST, os.open, name, os.O_CREAT | os.O_EXCL | os.O_WRONLY)


@case
def open_eloop():
    os.symlink("loop", "loop")
    make("file")
    os.symlink("file", "link")
    fails(errno.ELOOP, os.open, "loop", os.O_RDONLY)
    fails(errno.ELOOP, os.open, "link", os.O_RDONLY | os.O_NOFOLLOW)
    fails(errno.ELOOP, os.stat, "loop")
    fails(errno.ELOOP, os.mkdir, "loop/x")


@case
def open_enametoolong():
    fails(errno.ENAMETOOLONG, os.open, "x" * 256, os.O_CREAT | os.O_WRONLY)
    fails(errno.ENAMETOOLONG, os.stat, "x" * 256)
    fails(errno.ENAMETOOLONG, os.stat, "/".join(["x" * 100] * 50))
    make("x" * 255)
    same(os.listdir("."), ["x" * 255])


@case
def open_eacces():
    make("none", mode=0)
    make("read", mode=0o444)
    make("write", mode=0o222)
    os.mkdir("closed", 0o700)
    make("closed/file")
    os.chmod(".", 0o755)

    def check():
        fails(errno.EACCES, os.open, "none", os.O_RDONLY)
        fails(errno.EACCES, os.open, "read", os.O_WRONLY)
        fails(errno.EACCES, os.open, "read", os.O_RDONLY | os.O_TRUNC)
        fails(errno.EACCES, os.open, "write", os.O_RDWR)
        fails(errno.EACCES, os.open, "closed/file", os.O_RDONLY)
        fails(errno.EACCES, os.open, "new", os.O_CREAT | os.O_WRONLY)
        os.close(os.open("read", os.O_RDONLY))
        os.close(os.open("write", os.O_WRONLY))

    as_user(check)


@case
def open_enxio():
    os.mkfifo("fifo")
    fails(errno.ENXIO, os.open, "fifo", os.O_WRONLY | os.O_NONBLOCK)
    s = socket.socket(socket.AF_UNIX)
    s.bind("socket")
    fails(errno.ENXIO, os.open, "socket", os.O_RDONLY)


@case
def open_etxtbsy():
    shutil.copy("/bin/sleep", "program")
    child = os.spawnv(os.P_NOWAIT, "program", ["program", "20"])
    try:
        time.sleep(0.1)
        fails(errno.ETXTBSY, os.open, "program", os.O_WRONLY)
        fails(errno.ETXTBSY, os.truncate, "program", 0)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@case
def exec_etxtbsy():
    shutil.copy("/bin/true", "program")
    with opened("program", os.O_WRONLY):
        fails(errno.ETXTBSY, os.execv, "./program", ["program"])


@case
def exec_runs_from_the_mount():
    shutil.copy("/bin/true", "program")
    same(os.spawnv(os.P_WAIT, "./program", ["program"]), 0)
    make("script", b"#!/bin/sh\nexit 7\n", 0o755)
    same(os.spawnv(os.P_WAIT, "./script", ["script"]), 7)
    os.chmod("script", 0o644)
    fails(errno.EACCES, os.execv, "./script", ["script"])


@case
def open_noatime_is_the_owners():
    make("file")
    os.chmod(".", 0o755)
    as_user(lambda: fails(errno.EPERM, os.open, "file", os.O_RDONLY | os.O_NOATIME))


@case
def open_read_of_a_write_only_descriptor():
    make("file")
    with opened("file", os.O_WRONLY) as fd:
        fails(errno.EBADF, os.read, fd, 1)
    with opened("file", os.O_RDONLY) as fd:
        fails(errno.EBADF, os.write, fd, b"x")


@case
def open_truncates():
    make("file", b"hello")
    with opened("file", os.O_WRONLY | os.O_TRUNC):
        same(os.stat("file").st_size, 0)


@case
def create_mode_and_umask():
    os.umask(0o027)
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, 0o666))
    os.mkdir("dir", 0o777)
    os.mknod("fifo", stat.S_IFIFO | 0o666)
    same([mode_of(n) for n in ("file", "dir", "fifo")], [0o640, 0o750, 0o640])
    os.umask(0)
    os.close(os.open("open", os.O_CREAT | os.O_WRONLY, 0o7777))
    same(mode_of("open"), 0o7777)


@case
def create_read_only_yet_writable():
    with opened("file", os.O_CREAT | os.O_WRONLY, 0o444) as fd:
        os.write(fd, b"hello")
    same(content("file"), b"hello")


@case
def create_owner():
    os.chmod(".", 0o777)
    as_user(lambda: (make("file"), os.mkdir("dir"), os.symlink("t", "link")))
    for name in "file", "dir", "link":
        same(os.lstat(name).st_uid, ALICE, name)
        same(os.lstat(name).st_gid, ALICE, name)


@case
def create_in_a_setgid_directory():
    os.mkdir("dir")
    os.chown("dir", 0, STAFF)
    os.chmod("dir", 0o2777)

    def check():
        make("dir/file")
        os.mkdir("dir/sub")
        os.symlink("t", "dir/link")

    as_user(check)
    for name in "file", "sub", "link":
        same(os.lstat("dir/" + name).st_gid, STAFF, name)
    same(mode_of("dir/sub") & 0o2000, 0o2000, "sgid of the subdirectory")
    same(mode_of("dir/file") & 0o2000, 0, "sgid of the file")


@case
def create_takes_sgid_from_strangers():
    os.mkdir("dir")
    os.chown("dir", 0, STAFF)
    os.chmod("dir", 0o2777)
    as_user(lambda: os.close(os.open("dir/file", os.O_CREAT | os.O_WRONLY, 0o2775)))
    same(mode_of("dir/file") & 0o2000, 0)
    as_user(lambda: os.close(os.open("dir/kept", os.O_CREAT | os.O_WRONLY, 0o2775)), gid=STAFF)
    same(mode_of("dir/kept") & 0o2000, 0o2000)


@case
def names_are_bytes():
    names = [bytes([b]) for b in range(1, 256) if b not in b"/."]
    for name in names:
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    same(sorted(os.listdir(b".")), sorted(names))
    for name in names:
        os.unlink(name)
    same(os.listdir(b"."), [])


@case
def names_differ_by_case_and_form():
    for name in "a", "A", "\u00e9", "e\u0301", " ", "a ", "...", "-", "\n":
        make(name, name.encode())
    for name in "a", "A", "\u00e9", "e\u0301", " ", "a ", "...", "-", "\n":
        same(content(name), name.encode())


@case
def paths_of_path_max():
    fd = os.open(".", os.O_RDONLY)
    component = "x" * 250
    for _ in range(30):
        os.mkdir(component, dir_fd=fd)
        below = os.open(component, os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = below
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=fd))
    same(os.listdir(fd), ["file"])
    os.fchdir(fd)
    for _ in range(30):
        os.chdir("..")
    fails(errno.ENAMETOOLONG, os.stat, "/".join([component] * 17))
    os.stat("/".join([component] * 16))


# ---- O_TMPFILE


@case
def tmpfile_has_no_name():
    with opened(".", os.O_TMPFILE | os.O_RDWR, 0o600) as fd:
        same(os.listdir("."), [])
        same(os.fstat(fd).st_nlink, 0)
        same(stat.S_IMODE(os.fstat(fd).st_mode), 0o600)
        os.write(fd, b"hello")
        same(os.pread(fd, 10, 0), b"hello")
    same(os.listdir("."), [])


@case
def tmpfile_linked_later():
    with opened(".", os.O_TMPFILE | os.O_RDWR, 0o640) as fd:
        os.write(fd, b"hello")
        call("linkat", -100, f"/proc/self/fd/{fd}".encode(), -100, b"named", 0x400)
        same(os.fstat(fd).st_nlink, 1)
    same(content("named"), b"hello")
    same(mode_of("named"), 0o640)


@case
def tmpfile_excl_stays_nameless():
    with opened(".", os.O_TMPFILE | os.O_RDWR | os.O_EXCL, 0o640) as fd:
        fails(errno.ENOENT, call, "linkat", -100, f"/proc/self/fd/{fd}".encode(), -100, b"named", 0x400)


@case
def tmpfile_errors():
    make("file")
    fails(errno.EINVAL, os.open, ".", os.O_TMPFILE | os.O_RDONLY)
    fails(errno.ENOTDIR, os.open, "file", os.O_TMPFILE | os.O_RDWR)
    fails(errno.ENOENT, os.open, "none", os.O_TMPFILE | os.O_RDWR)
    os.chmod(".", 0o755)
    as_user(lambda: fails(errno.EACCES, os.open, ".", os.O_TMPFILE | os.O_RDWR))


@case
def tmpfile_of_many():
    fds = [os.open(".", os.O_TMPFILE | os.O_RDWR) for _ in range(100)]
    same(len({os.fstat(fd).st_ino for fd in fds}), 100)
    for i, fd in enumerate(fds):
        os.write(fd, str(i).encode())
    same([os.pread(fd, 10, 0) for fd in fds], [str(i).encode() for i in range(100)])


# ---- mkdir, mknod, symlink, link


@case
def mkdir_errors():
    make("file")
    os.mkdir("dir")
    fails(errno.EEXIST, os.mkdir, "dir")
    fails(errno.EEXIST, os.mkdir, "file")
    fails(errno.EEXIST, os.mkdir, ".")
    fails(errno.ENOENT, os.mkdir, "none/dir")
    fails(errno.ENOTDIR, os.mkdir, "file/dir")
    fails(errno.ENAMETOOLONG, os.mkdir, "x" * 256)
    os.chmod(".", 0o755)
    as_user(lambda: fails(errno.EACCES, os.mkdir, "new"))


@case
def mkdir_link_counts():
    same(os.stat(".").st_nlink, 2)
    os.mkdir("a")
    os.mkdir("b")
    same(os.stat(".").st_nlink, 4)
    same(os.stat("a").st_nlink, 2)
    os.rename("a", "b/a")
    same((os.stat(".").st_nlink, os.stat("b").st_nlink), (3, 3))
    os.rmdir("b/a")
    same(os.stat("b").st_nlink, 2)
    make("file")
    same(os.stat(".").st_nlink, 3)


@case
def mkdir_ignores_suid_and_sgid():
    os.umask(0)
    os.mkdir("dir", 0o6777)
    same(mode_of("dir"), 0o777)
    os.mkdir("sticky", 0o1777)
    same(mode_of("sticky"), 0o1777)


@case
def mknod_kinds():
    os.mknod("regular", stat.S_IFREG | 0o600)
    os.mknod("fifo", stat.S_IFIFO | 0o600)
    os.mknod("character", stat.S_IFCHR | 0o600, os.makedev(1, 3))
    os.mknod("block", stat.S_IFBLK | 0o600, os.makedev(259, 70000))
    os.mknod("socket", stat.S_IFSOCK | 0o600)
    kinds = [stat.S_IFMT(os.stat(n).st_mode) for n in ("regular", "fifo", "character", "block", "socket")]
    same(kinds, [stat.S_IFREG, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
    same(os.stat("character").st_rdev, os.makedev(1, 3))
    same(os.stat("block").st_rdev, os.makedev(259, 70000))
    types = {e.name: e.stat(follow_symlinks=False).st_mode & 0o170000 for e in os.scandir(".")}
    same(types["fifo"], stat.S_IFIFO)


@case
def mknod_errors():
    make("file")
    fails(errno.EEXIST, os.mknod, "file", stat.S_IFIFO | 0o600)
    fails(errno.EPERM, os.mknod, "dir", stat.S_IFDIR | 0o600)
    fails(errno.ENOENT, os.mknod, "none/fifo", stat.S_IFIFO | 0o600)
    fails(errno.ENOTDIR, os.mknod, "file/fifo", stat.S_IFIFO | 0o600)
    os.chmod(".", 0o777)
    as_user(lambda: fails(errno.EPERM, os.mknod, "device", stat.S_IFCHR | 0o600, os.makedev(1, 3)))
    as_user(lambda: os.mkfifo("fifo"))


@case
def device_nodes_work():
    os.mknod("null", stat.S_IFCHR | 0o666, os.makedev(1, 3))
    try:
        fd = os.open("null", os.O_RDWR)
    except PermissionError:
        raise Skip("mounted nodev") from None
    same(os.write(fd, b"hello"), 5)
    same(os.read(fd, 5), b"")
    os.close(fd)


@case
def fifos_and_sockets_work():
    os.mkfifo("fifo")
    read = os.open("fifo", os.O_RDONLY | os.O_NONBLOCK)
    write = os.open("fifo", os.O_WRONLY)
    os.write(write, b"hello")
    same(os.read(read, 10), b"hello")
    server = socket.socket(socket.AF_UNIX)
    server.bind("socket")
    server.listen()
    client = socket.socket(socket.AF_UNIX)
    client.connect("socket")
    client.send(b"hello")
    same(server.accept()[0].recv(10), b"hello")
    os.unlink("socket")


@case
def symlink_targets():
    for target in "x", "/", "x" * 255, "a/../b", "x" * 4095:
        os.symlink(target, "link")
        same(os.readlink("link"), target)
        same(os.lstat("link").st_size, len(target))
        os.unlink("link")
    os.symlink(b"\xff\xfe\n", "link")
    same(os.readlink(b"link"), b"\xff\xfe\n")
    same(stat.S_IMODE(os.lstat("link").st_mode), 0o777)


@case
def symlink_errors():
    make("file")
    fails(errno.EEXIST, os.symlink, "x", "file")
    fails(errno.ENOENT, os.symlink, "", "empty")
    fails(errno.ENAMETOOLONG, os.symlink, "x" * 4096, "long")
    fails(errno.ENAMETOOLONG, os.symlink, "x", "y" * 256)
    fails(errno.ENOENT, os.symlink, "x", "none/link")
    fails(errno.ENOTDIR, os.symlink, "x", "file/link")
    fails(errno.EINVAL, os.readlink, "file")
    fails(errno.EINVAL, os.readlink, ".")
    fails(errno.ENOENT, os.readlink, "none")


@case
def symlink_chain_of_40():
    make("end", b"here")
    before = "end"
    for i in range(40):
        os.symlink(before, f"l{i}")
        before = f"l{i}"
    same(content("l39"), b"here")
    os.symlink("l39", "l40")
    fails(errno.ELOOP, os.stat, "l40")


@case
def link_counts():
    make("file", b"hello")
    os.mkdir("dir")
    os.link("file", "dir/other")
    same((os.stat("file").st_nlink, os.stat("dir/other").st_nlink), (2, 2))
    same(os.stat("file").st_ino, os.stat("dir/other").st_ino)
    with open("dir/other", "ab") as f:
        f.write(b" there")
    same(content("file"), b"hello there")
    os.unlink("file")
    same(os.stat("dir/other").st_nlink, 1)
    same(content("dir/other"), b"hello there")


@case
def link_errors():
    make("file")
    make("other")
    os.mkdir("dir")
    fails(errno.EEXIST, os.link, "file", "other")
    fails(errno.EPERM, os.link, "dir", "link")
    fails(errno.ENOENT, os.link, "none", "link")
    fails(errno.ENOENT, os.link, "file", "none/link")
    fails(errno.ENOTDIR, os.link, "file", "other/link")
    fails(errno.ENAMETOOLONG, os.link, "file", "x" * 256)
    fails(errno.EXDEV, os.link, "file", "/dev/shm/posix-suite-link")
    os.chown("file", ALICE, ALICE)
    os.chmod(".", 0o755)
    as_user(lambda: fails(errno.EACCES, os.link, "file", "link"))


@case
def link_of_a_symlink():
    os.symlink("none", "link")
    os.link("link", "second", follow_symlinks=False)
    same(os.readlink("second"), "none")
    same(os.lstat("link").st_nlink, 2)


@case
def link_emlink():
    make("file")
    for i in range(65_536):
        try:
            os.link("file", f"l{i}")
        except OSError as e:
            same(e.errno, errno.EMLINK)
            same(os.stat("file").st_nlink, i + 1)
            return
    raise Skip("more than 65,536 links")


# ---- unlink, rmdir


@case
def unlink_errors():
    make("file")
    os.mkdir("dir")
    fails(errno.ENOENT, os.unlink, "none")
    fails(errno.EISDIR, os.unlink, "dir")
    fails(errno.ENOTDIR, os.unlink, "file/x")
    fails(errno.ENAMETOOLONG, os.unlink, "x" * 256)
    os.chmod(".", 0o755)
    as_user(lambda: fails(errno.EACCES, os.unlink, "file"))


@case
def rmdir_errors():
    make("file")
    os.makedirs("full/sub")
    os.symlink("full", "link")
    fails(errno.ENOENT, os.rmdir, "none")
    fails(errno.ENOTDIR, os.rmdir, "file")
    fails(errno.ENOTDIR, os.rmdir, "link")
    fails(errno.ENOTEMPTY, os.rmdir, "full")
    fails(errno.EINVAL, os.rmdir, "full/sub/.")
    fails(errno.ENOTEMPTY, os.rmdir, "full/sub/..")


@case
def unlinked_file_lives_on():
    make("file", b"hello")
    with opened("file", os.O_RDWR) as fd:
        os.unlink("file")
        same(os.listdir("."), [])
        same(os.fstat(fd).st_nlink, 0)
        same(os.pread(fd, 10, 0), b"hello")
        os.pwrite(fd, b"HE", 0)
        os.ftruncate(fd, 3)
        os.fchmod(fd, 0o600)
        same(os.pread(fd, 10, 0), b"HEl")
        same(os.fstat(fd).st_size, 3)
        os.setxattr(fd, "user.a", b"b")
        same(os.getxattr(fd, "user.a"), b"b")
        make("file", b"another")
        same(os.pread(fd, 10, 0), b"HEl")


@case
def removed_directory_is_empty():
    os.mkdir("dir")
    with opened("dir", os.O_RDONLY) as fd:
        os.rmdir("dir")
        same(os.listdir(fd), [])
        same(os.fstat(fd).st_nlink, 0)
        fails(errno.ENOENT, os.open, "file", os.O_CREAT | os.O_WRONLY, dir_fd=fd)
        fails(errno.ENOENT, os.mkdir, "sub", dir_fd=fd)
        fails(errno.ENOENT, os.symlink, "t", "sub", dir_fd=fd)


@case
def working_directory_removed():
    os.mkdir("dir")
    os.chdir("dir")
    os.rmdir("../dir")
    fails(errno.ENOENT, os.getcwd)
    fails(errno.ENOENT, os.mkdir, "x")
    same(os.listdir("."), [])


@case
def sticky_directories():
    os.mkdir("dir")
    os.chmod("dir", 0o1777)
    os.chmod(".", 0o755)
    as_user(lambda: (make("dir/alices"), os.mkdir("dir/alices_dir"), make("dir/mine")))

    def bob():
        fails(errno.EPERM, os.unlink, "dir/alices")
        fails(errno.EPERM, os.rmdir, "dir/alices_dir")
        fails(errno.EPERM, os.rename, "dir/alices", "dir/bobs")
        make("dir/bobs")
        fails(errno.EPERM, os.rename, "dir/bobs", "dir/alices")
        os.unlink("dir/bobs")

    as_user(bob, uid=BOB, gid=BOB)
    as_user(lambda: (os.unlink("dir/alices"), os.rmdir("dir/alices_dir"), os.rename("dir/mine", "dir/yours")))


# ---- rename


@case
def rename_replaces():
    make("a", b"a")
    make("b", b"b")
    inode = os.stat("a").st_ino
    os.rename("a", "b")
    same(os.listdir("."), ["b"])
    same((content("b"), os.stat("b").st_ino), (b"a", inode))
    os.mkdir("d")
    os.makedirs("e/sub")
    os.rename("e", "d")
    same(os.listdir("d"), ["sub"])


@case
def rename_errors():
    make("file")
    os.mkdir("empty")
    os.makedirs("full/sub")
    fails(errno.ENOENT, os.rename, "none", "x")
    fails(errno.ENOENT, os.rename, "file", "none/x")
    fails(errno.ENOTDIR, os.rename, "empty", "file")
    fails(errno.EISDIR, os.rename, "file", "empty")
    fails(errno.ENOTEMPTY, os.rename, "empty", "full")
    fails(errno.EINVAL, os.rename, "full", "full/sub/x")
    fails(errno.EINVAL, os.rename, "full", "full/x")
    fails(errno.ENOTDIR, os.rename, "file", "file/x")
    fails(errno.ENAMETOOLONG, os.rename, "file", "x" * 256)
    fails(errno.EXDEV, os.rename, "file", "/proc/x")
    fails(errno.EBUSY, os.rename, "full/.", "x")
    fails(errno.EBUSY, os.rename, "full/sub/..", "x")
    fails(errno.ENOTEMPTY, os.rename, "full/sub", "full")
    same(sorted(os.listdir(".")), ["empty", "file", "full"])


@case
def rename_eacces():
    os.mkdir("closed", 0o755)
    make("closed/file")
    os.mkdir("open")
    os.chmod("open", 0o777)
    os.chmod(".", 0o755)
    as_user(lambda: fails(errno.EACCES, os.rename, "closed/file", "open/file"))
    as_user(lambda: (make("open/own"), fails(errno.EACCES, os.rename, "open/own", "closed/own")))


@case
def rename_directory_needs_write_permission_to_move():
    os.mkdir("a")
    os.mkdir("b")
    os.chmod("a", 0o777)
    os.chmod("b", 0o777)
    os.chmod(".", 0o755)
    os.mkdir("a/dir", 0o555)
    os.chown("a/dir", ALICE, ALICE)
    as_user(lambda: fails(errno.EACCES, os.rename, "a/dir", "b/dir"))
    as_user(lambda: os.rename("a/dir", "a/renamed"))


@case
def rename_of_hard_links_changes_nothing():
    make("a")
    os.link("a", "b")
    os.rename("a", "b")
    same(sorted(os.listdir(".")), ["a", "b"])
    os.rename("a", "a")
    same(os.stat("a").st_nlink, 2)


@case
def rename_updates_dot_dot():
    os.makedirs("a/moved")
    os.mkdir("b")
    with opened("a/moved", os.O_RDONLY) as fd:
        os.rename("a/moved", "b/moved")
        same(os.stat("..", dir_fd=fd).st_ino, os.stat("b").st_ino)
        os.fchdir(fd)
        holds(os.getcwd().endswith("b/moved"), os.getcwd())


@case
def rename_replaced_file_lives_on():
    make("a", b"a")
    make("b", b"b")
    with opened("b", os.O_RDONLY) as fd:
        os.rename("a", "b")
        same(os.fstat(fd).st_nlink, 0)
        same(os.read(fd, 5), b"b")


@case
def rename2_noreplace():
    make("a")
    make("b")
    fails(errno.EEXIST, rename2, "a", "b", NOREPLACE)
    rename2("a", "c", NOREPLACE)
    same(sorted(os.listdir(".")), ["b", "c"])


@case
def rename2_exchange():
    make("file", b"file")
    os.makedirs("dir/sub")
    rename2("file", "dir", EXCHANGE)
    same(content("dir"), b"file")
    same(os.listdir("file"), ["sub"])
    fails(errno.ENOENT, rename2, "file", "none", EXCHANGE)
    fails(errno.EINVAL, rename2, "file", "file/sub", EXCHANGE)
    fails(errno.EINVAL, rename2, "file", "dir", EXCHANGE | NOREPLACE)
    fails(errno.EINVAL, rename2, "file", "dir", 8)
    os.mkdir("other")
    nlink = os.stat(".").st_nlink
    rename2("file/sub", "dir", EXCHANGE)
    same(os.stat(".").st_nlink, nlink + 1)
    same(os.stat("file").st_nlink, 2)


# ---- data


@case
def write_and_read_back():
    data = os.urandom(3_000_001)
    make("file", data)
    same(hashlib.sha256(content("file")).digest(), hashlib.sha256(data).digest())
    same(os.stat("file").st_size, len(data))


@case
def write_at_offsets():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        os.pwrite(fd, b"end", 10_000)
        os.pwrite(fd, b"start", 0)
        same(os.fstat(fd).st_size, 10_003)
        same(os.pread(fd, 20_000, 0), b"start" + bytes(9_995) + b"end")
        same(os.pread(fd, 10, 10_003), b"")
        same(os.pread(fd, 10, 1 << 40), b"")
        fails(errno.EINVAL, os.pread, fd, 1, -1)


@case
def append_goes_to_the_end():
    with opened("file", os.O_CREAT | os.O_WRONLY | os.O_APPEND) as fd, opened("file", os.O_WRONLY) as other:
        os.write(fd, b"a")
        os.write(other, b"bcd")
        os.write(fd, b"e")
        os.lseek(fd, 0, os.SEEK_SET)
        os.write(fd, b"f")
    same(content("file"), b"bcdef")


@case
def append_records_stay_whole():
    children = []
    for name in b"ABCD":
        pid = os.fork()
        if pid == 0:
            with opened("file", os.O_CREAT | os.O_WRONLY | os.O_APPEND) as fd:
                for _ in range(200):
                    os.write(fd, bytes([name]) * 99 + b"\n")
            os._exit(0)
        children.append(pid)
    for pid in children:
        same(os.waitpid(pid, 0)[1], 0)
    lines = content("file").splitlines()
    same(len(lines), 800)
    holds(all(len(set(line)) == 1 and len(line) == 99 for line in lines), "a record is torn")


@case
def truncate_cuts_and_grows():
    make("file", b"hello world")
    os.truncate("file", 5)
    same(content("file"), b"hello")
    os.truncate("file", 10)
    same(content("file"), b"hello" + bytes(5))
    os.truncate("file", 1 << 33)
    same(os.stat("file").st_size, 1 << 33)
    os.truncate("file", 0)
    same(os.stat("file").st_blocks, 0)


@case
def truncate_errors():
    make("file")
    os.mkdir("dir")
    fails(errno.EISDIR, os.truncate, "dir", 0)
    fails(errno.ENOENT, os.truncate, "none", 0)
    fails(errno.EINVAL, os.truncate, "file", -1)
    os.mkfifo("fifo")
    fails(errno.EINVAL, os.truncate, "fifo", 0)
    with opened("file", os.O_RDONLY) as fd:
        fails(errno.EINVAL, os.ftruncate, fd, 0)
    os.chmod("file", 0o444)
    os.chmod(".", 0o755)
    as_user(lambda: fails(errno.EACCES, os.truncate, "file", 0))


@case
def efbig():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        fails(errno.EFBIG, os.ftruncate, fd, (1 << 63) - 1)
        fails(errno.EFBIG, os.pwrite, fd, b"x", (1 << 63) - 2)
        same(os.fstat(fd).st_size, 0)


@case
def rlimit_fsize():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        same(os.write(fd, bytes(20_000)), 10_000, "short count")
        fails(errno.EFBIG, os.write, fd, b"x")
        fails(errno.EFBIG, os.ftruncate, fd, 10_001)
        same(os.fstat(fd).st_size, 10_000)


@case
def mmap_shared_and_private():
    make("file", bytes(10_000))
    with opened("file", os.O_RDWR) as fd:
        with mmap.mmap(fd, 10_000) as shared, mmap.mmap(fd, 10_000, mmap.MAP_PRIVATE) as private:
            shared[5000:5005] = b"hello"
            private[0:3] = b"own"
            same(private[5000:5005], b"hello")
            shared.flush()
        same(os.pread(fd, 5, 5000), b"hello")
        same(os.pread(fd, 3, 0), bytes(3))
    same(content("file")[5000:5005], b"hello")


@case
def mmap_sees_writes():
    make("file", bytes(5000))
    with opened("file", os.O_RDWR) as fd, mmap.mmap(fd, 5000) as shared:
        os.pwrite(fd, b"hello", 100)
        same(shared[100:105], b"hello")
        shared[200:203] = b"abc"
        same(os.pread(fd, 3, 200), b"abc")


@case
def direct_io():
    memory = mmap.mmap(-1, 1 << 20)
    memory[:] = os.urandom(1 << 20)
    with opened("file", os.O_CREAT | os.O_RDWR | os.O_DIRECT) as fd:
        same(os.pwrite(fd, memory, 0), 1 << 20)
        back = mmap.mmap(-1, 1 << 20)
        same(os.preadv(fd, [back], 0), 1 << 20)
        same(back[:], memory[:])
    same(content("file"), memory[:])


@case
def synchronous_writes():
    for flag in os.O_SYNC, os.O_DSYNC:
        with opened("file", os.O_CREAT | os.O_RDWR | flag) as fd:
            os.write(fd, b"hello")
            os.fsync(fd)
            os.fdatasync(fd)
    same(content("file"), b"hello")
    with opened(".", os.O_RDONLY) as fd:
        os.fsync(fd)


@case
def vectors():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        same(os.writev(fd, [b"a", b"", b"bc" * 3000, b"d"]), 6002)
        parts = [bytearray(1), bytearray(6000), bytearray(10)]
        same(os.preadv(fd, parts, 0), 6002)
        same(bytes(parts[2][:1]), b"d")


@case
def seek_hole_and_data():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        os.pwrite(fd, bytes([1]) * 4096, 1 << 20)
        os.ftruncate(fd, 4 << 20)
        same(os.lseek(fd, 0, os.SEEK_DATA), 1 << 20)
        same(os.lseek(fd, 0, os.SEEK_HOLE), 0)
        same(os.lseek(fd, 1 << 20, os.SEEK_HOLE), (1 << 20) + 4096)
        fails(errno.ENXIO, os.lseek, fd, 2 << 20, os.SEEK_DATA)
        same(os.lseek(fd, 2 << 20, os.SEEK_HOLE), 2 << 20)
        fails(errno.ENXIO, os.lseek, fd, 4 << 20, os.SEEK_HOLE)
        fails(errno.ENXIO, os.lseek, fd, 5 << 20, os.SEEK_DATA)


@case
def sparse_files_take_no_blocks():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        os.ftruncate(fd, 1 << 30)
        same(os.fstat(fd).st_blocks, 0)
        os.pwrite(fd, b"x" * 4096, 1 << 29)
        os.fsync(fd)
        same(os.fstat(fd).st_blocks, 8)


# ---- fallocate and copying


@case
def fallocate_grows():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        fallocate(fd, 0, 0, 100_000)
        same(os.fstat(fd).st_size, 100_000)
        holds(os.fstat(fd).st_blocks >= 100_000 // 512, "blocks are there")
        same(os.pread(fd, 100_001, 0), bytes(100_000))
        os.pwrite(fd, b"hello", 50_000)
        fallocate(fd, 0, 40_000, 20_000)
        same(os.pread(fd, 5, 50_000), b"hello")
        same(os.fstat(fd).st_size, 100_000)


@case
def fallocate_keep_size():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        fallocate(fd, KEEP_SIZE, 0, 1 << 20)
        same(os.fstat(fd).st_size, 0)
        holds(os.fstat(fd).st_blocks >= 2048, "blocks are there")
        same(os.pread(fd, 10, 0), b"")
        os.pwrite(fd, b"x", 10)
        same(os.pread(fd, 100, 0), bytes(10) + b"x")


@case
def fallocate_punch_hole():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        os.pwrite(fd, b"x" * 40_000, 0)
        os.fsync(fd)
        before = os.fstat(fd).st_blocks
        fallocate(fd, PUNCH_HOLE | KEEP_SIZE, 5000, 20_000)
        same(os.pread(fd, 40_000, 0), b"x" * 5000 + bytes(20_000) + b"x" * 15_000)
        holds(os.fstat(fd).st_blocks < before, "blocks are freed")
        same(os.fstat(fd).st_size, 40_000)
        same(os.lseek(fd, 0, os.SEEK_HOLE), 8192)
        fallocate(fd, PUNCH_HOLE | KEEP_SIZE, 0, 1 << 30)
        same(os.fstat(fd).st_size, 40_000)
        same(os.pread(fd, 40_000, 0), bytes(40_000))


@case
def fallocate_zero_range():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        os.pwrite(fd, b"x" * 10_000, 0)
        fallocate(fd, ZERO_RANGE, 2000, 3000)
        same(os.pread(fd, 10_000, 0), b"x" * 2000 + bytes(3000) + b"x" * 5000)
        fallocate(fd, ZERO_RANGE, 9000, 5000)
        same(os.fstat(fd).st_size, 14_000)
        same(os.pread(fd, 10_000, 9000), bytes(5000))
        fallocate(fd, ZERO_RANGE | KEEP_SIZE, 13_000, 50_000)
        same(os.fstat(fd).st_size, 14_000)


@case
def fallocate_errors():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        fails(errno.EINVAL, fallocate, fd, 0, 0, 0)
        fails(errno.EINVAL, fallocate, fd, 0, -1, 10)
        fails(errno.EINVAL, fallocate, fd, 0, 0, -1)
        fails(errno.EOPNOTSUPP, fallocate, fd, PUNCH_HOLE, 0, 10)
        fails(errno.EFBIG, fallocate, fd, 0, (1 << 63) - 10, 9)
        fails(errno.EOPNOTSUPP, fallocate, fd, 1 << 20, 0, 10)
    with opened("file", os.O_RDONLY) as fd:
        fails(errno.EBADF, fallocate, fd, 0, 0, 10)


@case
def fallocate_touches_times():
    with opened("file", os.O_CREAT | os.O_RDWR) as fd:
        with touches("file", mtime=True, ctime=True):
            fallocate(fd, 0, 0, 1000)


@case
def copy_file_range_within_the_volume():
    data = os.urandom(300_000)
    make("a", data)
    with opened("a", os.O_RDONLY) as source, opened("b", os.O_CREAT | os.O_RDWR) as target:
        done = 0
        while done < 200_000:
            done += os.copy_file_range(source, target, 200_000 - done, 1000 + done, 77 + done)
        same(os.fstat(target).st_size, 200_077)
        same(os.pread(target, 200_077, 0), bytes(77) + data[1000:201_000])
        same(os.copy_file_range(source, target, 10, 300_000, 0), 0)
        same(os.copy_file_range(source, target, 10_000, 299_990, 0), 10)


@case
def copy_file_range_within_a_file():
    data = os.urandom(100_000)
    make("a", data)
    with opened("a", os.O_RDWR) as fd:
        same(os.copy_file_range(fd, fd, 10_000, 0, 50_000), 10_000)
        same(os.pread(fd, 100_000, 0), data[:50_000] + data[:10_000] + data[60_000:])
        fails(errno.EINVAL, os.copy_file_range, fd, fd, 10_000, 0, 5_000)


@case
def copy_file_range_errors():
    make("a", b"hello")
    os.mkdir("d")
    with opened("a", os.O_RDONLY) as source, opened("b", os.O_CREAT | os.O_WRONLY) as target:
        fails(errno.EBADF, os.copy_file_range, target, source, 5, 0, 0)
        with opened("d", os.O_RDONLY) as directory:
            fails(errno.EISDIR, os.copy_file_range, directory, target, 5, 0, 0)
        with opened("b", os.O_WRONLY | os.O_APPEND) as append:
            fails(errno.EBADF, os.copy_file_range, source, append, 5, 0, 0)


@case
def sendfile_and_splice():
    data = os.urandom(200_000)
    make("a", data)
    with opened("a", os.O_RDONLY) as source, opened("b", os.O_CREAT | os.O_WRONLY) as target:
        done = 0
        while done < len(data):
            done += os.sendfile(target, source, done, len(data) - done)
    same(content("b"), data)
    read, write = os.pipe()
    with opened("a", os.O_RDONLY) as source:
        moved = os.splice(source, write, 4096)
        same(os.read(read, moved), data[:moved])


# ---- attributes


@case
def chmod_all_bits():
    make("file")
    for bits in 0, 0o777, 0o4755, 0o2755, 0o1644, 0o7777, 0o600:
        os.chmod("file", bits)
        same(mode_of("file"), bits)
    fails(errno.ENOENT, os.chmod, "none", 0)
    os.chmod(".", 0o755)
    as_user(lambda: fails(errno.EPERM, os.chmod, "file", 0o777))


@case
def chmod_takes_sgid_from_strangers():
    make("file")
    os.chown("file", ALICE, STAFF)
    as_user(lambda: os.chmod("file", 0o2755))
    same(mode_of("file"), 0o755)
    as_user(lambda: os.chmod("file", 0o2755), groups=[STAFF])
    same(mode_of("file"), 0o2755)


@case
def chown_rules():
    make("file")
    os.chown("file", ALICE, ALICE)
    os.chmod(".", 0o755)
    same((os.stat("file").st_uid, os.stat("file").st_gid), (ALICE, ALICE))

    def alice():
        fails(errno.EPERM, os.chown, "file", BOB, -1)
        fails(errno.EPERM, os.chown, "file", -1, BOB)
        os.chown("file", -1, STAFF)
        os.chown("file", ALICE, -1)

    as_user(alice, groups=[STAFF])
    same((os.stat("file").st_uid, os.stat("file").st_gid), (ALICE, STAFF))
    as_user(lambda: fails(errno.EPERM, os.chown, "file", -1, BOB), uid=BOB, gid=BOB)


@case
def chown_drops_set_id_bits():
    make("file", mode=0o6755)
    os.chown("file", ALICE, STAFF)
    same(mode_of("file"), 0o755)
    os.chmod("file", 0o6755)
    as_user(lambda: os.chown("file", -1, ALICE))
    same(mode_of("file"), 0o755)
    os.chmod("file", 0o2745)
    os.chown("file", BOB, STAFF)
    same(mode_of("file"), 0o2745, "sgid without group execution")
    os.mkdir("dir")
    os.chmod("dir", 0o6755)
    os.chown("dir", ALICE, STAFF)
    same(mode_of("dir"), 0o6755, "of a directory")


@case
def chown_of_a_symlink():
    make("file")
    os.symlink("file", "link")
    os.lchown("link", ALICE, BOB)
    same((os.lstat("link").st_uid, os.stat("file").st_uid), (ALICE, 0))


@case
def write_drops_set_id_bits():
    def check(change):
        make("file", b"hello")
        os.chmod("file", 0o6777)
        as_user(change)
        same(mode_of("file"), 0o777)

    def write():
        with opened("file", os.O_WRONLY) as fd:
            os.write(fd, b"x")

    def truncate():
        os.truncate("file", 2)

    def open_truncate():
        os.close(os.open("file", os.O_WRONLY | os.O_TRUNC))

    def allocate():
        with opened("file", os.O_WRONLY) as fd:
            fallocate(fd, 0, 0, 100)

    for change in write, truncate, open_truncate, allocate:
        check(change)
    with opened("file", os.O_WRONLY) as fd:
        os.fchmod(fd, 0o6777)
        os.write(fd, b"x")
    same(mode_of("file"), 0o6777, "root keeps them")


@case
def utimes_precision_and_range():
    make("file")
    for seconds, nanos in (0, 1), (1, 999_999_999), (2**31, 0), (2**32 + 5, 7), (-5, 3), (1 - 2**31, 0):
        at = seconds * 10**9 + nanos
        os.utime("file", ns=(at, at + 1))
        same((os.stat("file").st_atime_ns, os.stat("file").st_mtime_ns), (at, at + 1))


def utimens(name, atime, mtime):
    times = (ctypes.c_long * 4)(*atime, *mtime)
    call("utimensat", -100, os.fsencode(name), times, 0)


UTIME_NOW, UTIME_OMIT = (1 << 30) - 1, (1 << 30) - 2


@case
def utimes_now_and_omit():
    make("file")
    os.utime("file", (1000, 2000))
    utimens("file", (0, UTIME_OMIT), (3000, 5))
    same((os.stat("file").st_atime, os.stat("file").st_mtime_ns), (1000, 3000 * 10**9 + 5))
    utimens("file", (0, UTIME_NOW), (0, UTIME_OMIT))
    holds(abs(os.stat("file").st_atime - time.time()) < 10, "atime is now")
    same(os.stat("file").st_mtime_ns, 3000 * 10**9 + 5)
    with touches("file"):
        utimens("file", (0, UTIME_OMIT), (0, UTIME_OMIT))


@case
def utimes_rights():
    make("mine")
    os.chown("mine", ALICE, ALICE)
    make("writable", mode=0o666)
    make("readable", mode=0o644)
    os.chmod(".", 0o755)

    def alice():
        os.utime("mine", (1, 1))
        os.utime("writable", None)
        fails(errno.EPERM, os.utime, "writable", (1, 1))
        fails(errno.EACCES, os.utime, "readable", None)

    as_user(alice)


@case
def utimes_of_a_symlink():
    make("file")
    os.symlink("file", "link")
    os.utime("link", (5, 6), follow_symlinks=False)
    same(os.lstat("link").st_mtime, 6)
    holds(os.stat("file").st_mtime > 1000, "the file's are its own")


@case
def times_of_entries():
    os.mkdir("d")
    make("f")
    with touches("d", mtime=True, ctime=True):
        make("d/f")
    with touches("d", mtime=True, ctime=True):
        os.mkdir("d/d")
    with touches("d", mtime=True, ctime=True):
        os.symlink("x", "d/l")
    with touches("d", mtime=True, ctime=True), touches("f", ctime=True):
        os.link("f", "d/hard")
    with touches("d", mtime=True, ctime=True), touches("f", ctime=True):
        os.unlink("d/hard")
    with touches("d", mtime=True, ctime=True):
        os.rmdir("d/d")
    with touches("d", mtime=True, ctime=True), touches("d/f", ctime=False):
        os.rename("d/l", "d/l2")
    os.mkdir("e")
    with touches("d", mtime=True, ctime=True), touches("e", mtime=True, ctime=True):
        os.rename("d/l2", "e/l2")
    with touches("d"):
        os.stat("d")
        fails(errno.ENOENT, os.unlink, "d/none")
        fails(errno.EEXIST, os.mkdir, "d/f")


@case
def times_of_files():
    make("f", b"hello")
    with touches("f", mtime=True, ctime=True):
        with opened("f", os.O_WRONLY) as fd:
            os.write(fd, b"x")
    with touches("f", mtime=True, ctime=True):
        os.truncate("f", 3)
    with touches("f", mtime=True, ctime=True):
        with opened("f", os.O_WRONLY) as fd:
            os.ftruncate(fd, 3)  # the same size
    with touches("f", mtime=True, ctime=True):
        os.close(os.open("f", os.O_WRONLY | os.O_TRUNC))
    for change in (
        lambda: os.chmod("f", 0o600),
        lambda: os.chown("f", ALICE, ALICE),
        lambda: os.setxattr("f", "user.a", b"b"),
        lambda: os.removexattr("f", "user.a"),
    ):
        with touches("f", ctime=True):
            change()
    with touches("f"):
        with opened("f", os.O_RDWR) as fd:
            os.write(fd, b"")
            os.lseek(fd, 10, os.SEEK_SET)


@case
def times_of_a_rename():
    make("f")
    os.link("f", "same")
    with touches("same", ctime=True):
        os.rename("f", "g")


@case
def birth_time():
    class Statx(ctypes.Structure):
        _fields_ = [("mask", ctypes.c_uint32), ("pad", ctypes.c_char * 76), ("btime", ctypes.c_int64), ("more", ctypes.c_char * 168)]

    def btime(name):
        found = Statx()
        call("statx", -100, os.fsencode(name), 0, 0x800, ctypes.byref(found))
        if not found.mask & 0x800:
            raise Skip("no btime")
        return found.btime

    make("f")
    born = btime("f")
    holds(abs(born - time.time()) < 10, "born now")
    os.utime("f", (5, 5))
    os.rename("f", "g")
    same(btime("g"), born)


@case
def statvfs_tells():
    s = os.statvfs(".")
    same(s.f_namemax, 255)
    holds(s.f_blocks >= s.f_bfree >= s.f_bavail > 0, "blocks")
    holds(s.f_files >= s.f_ffree >= 0, "inodes")


@case
def access_by_real_user():
    make("file", mode=0o640)
    os.chmod(".", 0o755)
    holds(os.access("file", os.R_OK | os.W_OK), "root")
    holds(not os.access("file", os.X_OK), "nobody may execute")

    def alice():
        holds(not os.access("file", os.R_OK), "not alice")
        holds(os.access("file", os.F_OK), "but it is there")

    as_user(alice)
    os.chown("file", 0, STAFF)
    as_user(lambda: holds(os.access("file", os.R_OK), "by group"), groups=[STAFF])


# ---- directories


@case
def listing_is_whole():
    names = {f"{i:05}" for i in range(3000)}
    for name in names:
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    listed = os.listdir(".")
    same(len(listed), 3000)
    same(set(listed), names)


@case
def listing_tells_types_and_numbers():
    make("file")
    os.mkdir("dir")
    os.symlink("x", "link")
    os.mkfifo("fifo")
    for entry in os.scandir("."):
        found = os.lstat(entry.name)
        same(entry.inode(), found.st_ino, entry.name)
        same(entry.is_dir(follow_symlinks=False), stat.S_ISDIR(found.st_mode), entry.name)
        same(entry.is_symlink(), stat.S_ISLNK(found.st_mode), entry.name)


@case
def listing_while_removing():
    for i in range(2000):
        make(f"f{i}")
    seen = 0
    with os.scandir(".") as entries:
        for entry in entries:
            os.unlink(entry.name)
            seen += 1
    same(seen, 2000)
    same(os.listdir("."), [])


def getdents(fd, room=1024):
    """Names and cursors of the next entries."""
    buffer = ctypes.create_string_buffer(room)
    length = libc.getdents64(fd, buffer, room)
    entries, at = [], 0
    while at < length:
        _, offset, size, _ = struct.unpack_from("=QqHB", buffer.raw, at)
        name = buffer.raw[at + 19 : at + size].split(b"\0")[0].decode()
        entries.append((name, offset))
        at += size
    return entries


@case
def listing_cursors_can_be_sought():
    for i in range(500):
        make(f"f{i}")
    with opened(".", os.O_RDONLY) as fd:
        every = []
        while part := getdents(fd):
            every += part
        same(len(every), 502)
        for at in 0, 1, 2, 77, 250, 498:
            os.lseek(fd, every[at][1], os.SEEK_SET)
            rest = []
            while part := getdents(fd):
                rest += part
            same([name for name, _ in rest], [name for name, _ in every[at + 1 :]], f"after {at}")
        os.lseek(fd, 0, os.SEEK_SET)
        make("new")
        holds("new" in [n for n, _ in iter_all(fd)], "rewound")


def iter_all(fd):
    while part := getdents(fd):
        yield from part


@case
def listing_keeps_what_stays():
    for i in range(1000):
        make(f"keep{i}")
    with opened(".", os.O_RDONLY) as fd:
        seen = [n for n, _ in getdents(fd)]
        for i in range(1000):
            make(f"new{i}")
        for i in range(0, 1000, 2):
            os.unlink(f"new{i}")
        seen += [n for n, _ in iter_all(fd)]
    kept = [n for n in seen if n.startswith("keep")]
    same(len(kept), 1000)
    same(len(set(kept)), 1000)


@case
def directories_cannot_be_read():
    with opened(".", os.O_RDONLY) as fd:
        fails(errno.EISDIR, os.read, fd, 10)
        fails(errno.EBADF, os.write, fd, b"x")


@case
def search_permission():
    os.mkdir("d")
    make("d/f", b"hello", 0o644)
    os.chmod(".", 0o755)
    os.chmod("d", 0o711)
    as_user(lambda: (same(content("d/f"), b"hello"), fails(errno.EACCES, os.listdir, "d")))
    os.chmod("d", 0o744)
    as_user(lambda: (same(os.listdir("d"), ["f"]), fails(errno.EACCES, os.stat, "d/f")))


# ---- extended attributes


@case
def xattr_values():
    make("f")
    os.mkdir("d")
    for name in "f", "d":
        for value in b"", b"a", bytes(range(256)), b"x" * 3000:
            os.setxattr(name, "user.a", value)
            same(os.getxattr(name, "user.a"), value)
        same(os.listxattr(name), ["user.a"])
        os.removexattr(name, "user.a")
        same(os.listxattr(name), [])


@case
def xattr_flags():
    make("f")
    fails(errno.ENODATA, os.setxattr, "f", "user.a", b"x", os.XATTR_REPLACE)
    os.setxattr("f", "user.a", b"x", os.XATTR_CREATE)
    fails(errno.EEXIST, os.setxattr, "f", "user.a", b"y", os.XATTR_CREATE)
    os.setxattr("f", "user.a", b"y", os.XATTR_REPLACE)
    same(os.getxattr("f", "user.a"), b"y")


@case
def xattr_errors():
    make("f")
    os.symlink("f", "l")
    fails(errno.ENODATA, os.getxattr, "f", "user.none")
    fails(errno.ENODATA, os.removexattr, "f", "user.none")
    fails(errno.EOPNOTSUPP, os.setxattr, "f", "nothing.a", b"x")
    fails(errno.EOPNOTSUPP, os.setxattr, "f", "a", b"x")
    fails(errno.ERANGE, os.setxattr, "f", "user." + "x" * 251, b"x")
    fails(errno.E2BIG, os.setxattr, "f", "user.a", bytes(65_537))
    fails(errno.EPERM, os.setxattr, "l", "user.a", b"x", follow_symlinks=False)
    os.mkfifo("fifo")
    fails(errno.EPERM, os.setxattr, "fifo", "user.a", b"x")
    fails(errno.ENOENT, os.getxattr, "none", "user.a")
    os.setxattr("f", "user.a", b"hello")
    buffer = ctypes.create_string_buffer(10)
    fails(errno.ERANGE, call, "getxattr", b"f", b"user.a", buffer, ctypes.c_size_t(3))
    same(call("getxattr", b"f", b"user.a", None, ctypes.c_size_t(0)), 5)
    fails(errno.ERANGE, call, "listxattr", b"f", buffer, ctypes.c_size_t(3))


@case
def xattr_rights():
    make("f", mode=0o644)
    os.setxattr("f", "user.a", b"x")
    os.setxattr("f", "trusted.a", b"x")
    os.chmod(".", 0o755)

    def alice():
        same(os.getxattr("f", "user.a"), b"x")
        fails(errno.EACCES, os.setxattr, "f", "user.a", b"y")
        fails(errno.ENODATA, os.getxattr, "f", "trusted.a")
        fails(errno.EPERM, os.setxattr, "f", "trusted.a", b"y")
        same(os.listxattr("f"), ["user.a"])

    as_user(alice)
    same(sorted(os.listxattr("f")), ["trusted.a", "user.a"])
    os.symlink("x", "l")
    os.setxattr("l", "trusted.a", b"x", follow_symlinks=False)
    same(os.getxattr("l", "trusted.a", follow_symlinks=False), b"x")


@case
def xattr_of_many_names():
    make("f")
    for i in range(50):
        os.setxattr("f", f"user.name{i}", str(i).encode())
    same(len(os.listxattr("f")), 50)
    for i in range(50):
        same(os.getxattr("f", f"user.name{i}"), str(i).encode())


@case
def capabilities_go_with_a_write():
    value = struct.pack("<IIIII", 0x02000001, 1 << 10, 0, 0, 0)
    for change in (
        lambda: os.truncate("f", 1),
        lambda: make("f", b"new"),
        lambda: os.chown("f", ALICE, ALICE),
    ):
        make("f", b"#!/bin/true", 0o755)
        os.setxattr("f", "security.capability", value)
        same(os.getxattr("f", "security.capability"), value)
        change()
        fails(errno.ENODATA, os.getxattr, "f", "security.capability")


# ---- access control lists

ACCESS, DEFAULT = "system.posix_acl_access", "system.posix_acl_default"


def acl(owner, group, mask, other, users=(), groups=()):
    entries = [(1, owner, 0xFFFFFFFF)] + [(2, p, i) for i, p in users] + [(4, group, 0xFFFFFFFF)]
    entries += [(8, p, i) for i, p in groups]
    if mask is not None:
        entries.append((16, mask, 0xFFFFFFFF))
    entries.append((32, other, 0xFFFFFFFF))
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


@case
def acl_gives_and_takes():
    make("f", b"hello", 0o600)
    os.chmod(".", 0o755)
    as_user(lambda: fails(errno.EACCES, os.open, "f", os.O_RDONLY))
    os.setxattr("f", ACCESS, acl(6, 0, 4, 0, users=[(ALICE, 6)]))
    same(mode_of("f"), 0o640)
    as_user(lambda: same(content("f"), b"hello"))
    as_user(lambda: fails(errno.EACCES, os.open, "f", os.O_WRONLY))
    as_user(lambda: fails(errno.EACCES, os.open, "f", os.O_RDONLY), uid=BOB, gid=BOB)
    os.setxattr("f", ACCESS, acl(6, 4, 6, 4, users=[(ALICE, 0)]))
    as_user(lambda: fails(errno.EACCES, os.open, "f", os.O_RDONLY))
    as_user(lambda: same(content("f"), b"hello"), uid=BOB, gid=BOB)


@case
def acl_groups():
    make("f", b"hello", 0o600)
    os.chmod(".", 0o755)
    os.setxattr("f", ACCESS, acl(6, 0, 6, 0, groups=[(STAFF, 4)]))
    as_user(lambda: same(content("f"), b"hello"), groups=[STAFF])
    as_user(lambda: fails(errno.EACCES, os.open, "f", os.O_RDONLY))


@case
def acl_and_mode_in_step():
    make("f")
    os.setxattr("f", ACCESS, acl(7, 5, 7, 0, users=[(ALICE, 7)]))
    same(mode_of("f"), 0o770)
    os.chmod("f", 0o640)
    same(os.getxattr("f", ACCESS), acl(6, 5, 4, 0, users=[(ALICE, 7)]))
    os.setxattr("f", ACCESS, acl(6, 4, None, 4))
    same(mode_of("f"), 0o644)
    fails(errno.ENODATA, os.getxattr, "f", ACCESS)
    os.setxattr("f", ACCESS, acl(7, 5, 7, 0, users=[(ALICE, 7)]))
    os.removexattr("f", ACCESS)
    os.removexattr("f", ACCESS)  # is not there any more, which is no error
    fails(errno.ENODATA, os.getxattr, "f", ACCESS)
    same(mode_of("f"), 0o770)


@case
def acl_defaults_are_inherited():
    os.umask(0o077)
    os.mkdir("d")
    inheritable = acl(7, 5, 7, 5, users=[(ALICE, 7)])
    os.setxattr("d", DEFAULT, inheritable)
    os.close(os.open("d/f", os.O_CREAT | os.O_WRONLY, 0o666))
    same(mode_of("d/f"), 0o664)
    same(os.getxattr("d/f", ACCESS), acl(6, 5, 6, 4, users=[(ALICE, 7)]))
    os.mkdir("d/d", 0o777)
    same(os.getxattr("d/d", DEFAULT), inheritable)
    same(os.getxattr("d/d", ACCESS), inheritable)
    same(mode_of("d/d"), 0o775)
    os.mknod("d/fifo", stat.S_IFIFO | 0o666)
    same(mode_of("d/fifo"), 0o664)
    os.symlink("x", "d/l")
    fails(errno.EOPNOTSUPP, os.getxattr, "d/l", ACCESS, follow_symlinks=False)
    os.removexattr("d", DEFAULT)
    os.close(os.open("d/g", os.O_CREAT | os.O_WRONLY, 0o666))
    same(mode_of("d/g"), 0o600)


@case
def acl_errors():
    make("f")
    os.mkdir("d")
    fails(errno.EINVAL, os.setxattr, "f", ACCESS, struct.pack("<I", 2) + b"abc")
    fails(errno.EINVAL, os.setxattr, "f", ACCESS, acl(7, 5, None, 0, users=[(ALICE, 7)]))
    fails(errno.EACCES, os.setxattr, "f", DEFAULT, acl(7, 5, 7, 5, users=[(ALICE, 7)]))
    os.chmod(".", 0o755)
    as_user(lambda: fails(errno.EPERM, os.setxattr, "f", ACCESS, acl(7, 7, None, 7)))


@case
def acl_takes_sgid_from_strangers():
    make("f")
    os.chown("f", ALICE, STAFF)
    os.chmod("f", 0o2755)
    as_user(lambda: os.setxattr("f", ACCESS, acl(7, 5, 5, 5, users=[(BOB, 4)])))
    same(mode_of("f"), 0o755)


# ---- locks


def lock(fd, kind, start=0, length=0, command=fcntl.F_SETLK):
    fcntl.fcntl(fd, command, struct.pack("hhqqi4x", kind, 0, start, length, 0))


def locked_elsewhere(name, kind, start, length):
    """Whether another process may not lock the range."""
    pid = os.fork()
    if pid == 0:
        try:
            with opened(name, os.O_RDWR) as fd:
                lock(fd, kind, start, length)
            os._exit(0)
        except OSError as e:
            os._exit(1 if e.errno in (errno.EAGAIN, errno.EACCES) else 2)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1


def getlk(fd, kind, start=0, length=0, command=fcntl.F_GETLK):
    """type, start, length and pid of the lock in the way"""
    found = struct.unpack("hhqqi4x", fcntl.fcntl(fd, command, struct.pack("hhqqi4x", kind, 0, start, length, 0)))
    return (found[0], found[2], found[3], found[4])


def soon(function, *arguments, **named):
    """Succeeds, if not at once: FUSE tells of the end of an open file after close(2) has returned."""
    for _ in range(50):
        try:
            return function(*arguments, **named)
        except BlockingIOError:
            time.sleep(0.1)
    return function(*arguments, **named)


class Child:
    """A process beside this one, which comes as far as it calls ready() before anybody goes on."""

    def __init__(self):
        self.came, self.comes = os.pipe()
        self.may_go, self.lets_go = os.pipe()
        self.pid = 0

    def ready(self):
        os.write(self.comes, b".")

    def hold(self):
        """Waits until the other process lets this one go."""
        os.read(self.may_go, 1)

    def go(self):
        os.write(self.lets_go, b".")

    def asleep(self):
        """Waits until it waits for something, and goes on waiting."""
        still = 0
        for _ in range(500):
            with open(f"/proc/{self.pid}/stat") as status:
                still = still + 1 if status.read().rsplit(")", 1)[1].split()[0] in "SD" else 0
            if still == 10:
                return
            time.sleep(0.02)
        raise AssertionError("never waits")


@contextlib.contextmanager
def process(function, status=0):
    """Runs the function in a child, which must end with this status in the end."""
    child = Child()
    child.pid = os.fork()
    if child.pid == 0:
        try:
            function(child)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(child.comes)
    os.read(child.came, 1)
    try:
        yield child
        child.go()
        same(os.waitpid(child.pid, 0)[1], status, "the other process")
    except BaseException:
        with contextlib.suppress(OSError):
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
        raise


@case
def lock_errors():
    make("f")
    with opened("f", os.O_RDONLY) as fd:
        fails(errno.EBADF, lock, fd, fcntl.F_WRLCK)
        lock(fd, fcntl.F_RDLCK)
    with opened("f", os.O_WRONLY) as fd:
        fails(errno.EBADF, lock, fd, fcntl.F_RDLCK)
        lock(fd, fcntl.F_WRLCK)
        fails(errno.EINVAL, lock, fd, fcntl.F_WRLCK, -1, 1)
        fails(errno.EINVAL, lock, fd, 77)
        fails(errno.EOVERFLOW, lock, fd, fcntl.F_WRLCK, (1 << 63) - 1, 2)
        fails(errno.EINVAL, getlk, fd, fcntl.F_UNLCK)


@case
def lock_told_by_getlk():
    make("f", bytes(100))

    def holder(here):
        with opened("f", os.O_RDWR) as own:
            lock(own, fcntl.F_WRLCK, 10, 30)
            lock(own, fcntl.F_UNLCK, 20, 10)
            lock(own, fcntl.F_RDLCK, 50, 0)
            here.ready()
            here.hold()
            same(getlk(own, fcntl.F_WRLCK, 0, 0)[0], fcntl.F_UNLCK, "its own locks")

    with opened("f", os.O_RDWR) as fd, process(holder) as child:
        pid = child.pid
        same(getlk(fd, fcntl.F_RDLCK, 0, 0), (fcntl.F_WRLCK, 10, 10, pid), "the first of several")
        same(getlk(fd, fcntl.F_RDLCK, 0, 15), (fcntl.F_WRLCK, 10, 10, pid))
        same(getlk(fd, fcntl.F_WRLCK, 20, 10)[0], fcntl.F_UNLCK)
        same(getlk(fd, fcntl.F_WRLCK, 25, 10), (fcntl.F_WRLCK, 30, 10, pid))
        same(getlk(fd, fcntl.F_WRLCK, 1000, 1), (fcntl.F_RDLCK, 50, 0, pid))
        same(getlk(fd, fcntl.F_RDLCK, 1000, 1)[0], fcntl.F_UNLCK)


@case
def lock_changes_kind_in_place():
    make("f", bytes(100))
    with opened("f", os.O_RDWR) as fd:
        lock(fd, fcntl.F_WRLCK, 0, 100)
        lock(fd, fcntl.F_RDLCK, 40, 20)
        holds(locked_elsewhere("f", fcntl.F_RDLCK, 39, 1), "before")
        holds(not locked_elsewhere("f", fcntl.F_RDLCK, 40, 20), "weaker")
        holds(locked_elsewhere("f", fcntl.F_RDLCK, 60, 1), "behind")
        lock(fd, fcntl.F_WRLCK, 40, 20)
        holds(locked_elsewhere("f", fcntl.F_RDLCK, 50, 1), "stronger")


@case
def lock_upgrade_waits_for_readers():
    make("f", bytes(10))

    def reader(here):
        with opened("f", os.O_RDWR) as own:
            lock(own, fcntl.F_RDLCK)
            here.ready()
            here.hold()
            time.sleep(0.3)

    with opened("f", os.O_RDWR) as fd, process(reader) as child:
        lock(fd, fcntl.F_RDLCK)
        fails(errno.EAGAIN, lock, fd, fcntl.F_WRLCK)
        holds(locked_elsewhere("f", fcntl.F_WRLCK, 0, 1), "what was held is kept")
        child.go()
        lock(fd, fcntl.F_WRLCK, command=fcntl.F_SETLKW)


@case
def lock_not_inherited():
    make("f", bytes(10))
    with opened("f", os.O_RDWR) as fd:
        lock(fd, fcntl.F_WRLCK, 0, 5)
        pid = os.fork()
        if pid == 0:
            try:
                lock(fd, fcntl.F_WRLCK, 0, 1)
            except BlockingIOError:
                os.close(fd)
                os._exit(0)
            os._exit(1)
        same(os.waitpid(pid, 0)[1], 0)
        holds(locked_elsewhere("f", fcntl.F_WRLCK, 0, 1), "the parent keeps it")


@case
def lock_ends_with_its_process():
    make("f")

    def holder(here):
        own = os.open("f", os.O_RDWR)
        lock(own, fcntl.F_WRLCK)
        here.ready()
        here.hold()

    with opened("f", os.O_RDWR) as fd, process(holder, signal.SIGKILL) as child:
        fails(errno.EAGAIN, lock, fd, fcntl.F_WRLCK)
        os.kill(child.pid, signal.SIGKILL)
        lock(fd, fcntl.F_WRLCK, command=fcntl.F_SETLKW)


@case
def lock_killed_waiter_gets_nothing():
    make("f")
    with opened("f", os.O_RDWR) as fd:
        lock(fd, fcntl.F_WRLCK)
        pid = os.fork()
        if pid == 0:
            own = os.open("f", os.O_RDWR)
            lock(own, fcntl.F_WRLCK, command=fcntl.F_SETLKW)
            time.sleep(60)
            os._exit(0)
        time.sleep(0.3)
        os.kill(pid, signal.SIGKILL)
        begun = time.monotonic()
        same(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), -signal.SIGKILL)
        holds(time.monotonic() - begun < 5, "dies at once")
        lock(fd, fcntl.F_UNLCK)
        holds(not locked_elsewhere("f", fcntl.F_WRLCK, 0, 0), "free")


@case
def lock_interrupted_is_never_given():
    make("f")

    def waiter(here):
        class Alarm(Exception):
            pass

        def alarm(*_):
            raise Alarm

        signal.signal(signal.SIGALRM, alarm)
        own = os.open("f", os.O_RDWR)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            lock(own, fcntl.F_WRLCK, command=fcntl.F_SETLKW)
        except Alarm:
            here.ready()
            here.hold()
            return
        os._exit(2)

    with opened("f", os.O_RDWR) as fd:
        lock(fd, fcntl.F_WRLCK)
        with process(waiter):
            lock(fd, fcntl.F_UNLCK)
            holds(not locked_elsewhere("f", fcntl.F_WRLCK, 0, 0), "free")


@case
def lock_edeadlk_over_three_files():
    for name in ("a", "b", "c"):
        make(name)

    def link(own, other):
        def run(here):
            with opened(own, os.O_RDWR) as mine, opened(other, os.O_RDWR) as theirs:
                lock(mine, fcntl.F_WRLCK)
                here.ready()
                lock(theirs, fcntl.F_WRLCK, command=fcntl.F_SETLKW)

        return run

    with opened("c", os.O_RDWR) as c, opened("a", os.O_RDWR) as a:
        lock(c, fcntl.F_WRLCK)
        with process(link("b", "c")) as second, process(link("a", "b")) as first:
            first.asleep()
            second.asleep()
            fails(errno.EDEADLK, lock, a, fcntl.F_WRLCK, command=fcntl.F_SETLKW)
            lock(c, fcntl.F_UNLCK)


@case
def lock_ranges():
    make("f", bytes(100))
    with opened("f", os.O_RDWR) as fd:
        lock(fd, fcntl.F_WRLCK, 10, 10)
        holds(locked_elsewhere("f", fcntl.F_RDLCK, 15, 1), "inside")
        holds(not locked_elsewhere("f", fcntl.F_WRLCK, 20, 10), "beside")
        lock(fd, fcntl.F_RDLCK, 10, 10)
        holds(not locked_elsewhere("f", fcntl.F_RDLCK, 15, 1), "readers share")
        holds(locked_elsewhere("f", fcntl.F_WRLCK, 15, 1), "readers keep writers out")
        lock(fd, fcntl.F_UNLCK, 10, 10)
        holds(not locked_elsewhere("f", fcntl.F_WRLCK, 10, 10), "unlocked")
        lock(fd, fcntl.F_WRLCK)
        os.close(os.open("f", os.O_RDONLY))
        holds(not locked_elsewhere("f", fcntl.F_WRLCK, 0, 1), "any close drops the process's locks")


@case
def lock_waits_and_wakes():
    make("f")
    with opened("f", os.O_RDWR) as fd:
        lock(fd, fcntl.F_WRLCK)
        pid = os.fork()
        if pid == 0:
            with opened("f", os.O_RDWR) as own:
                lock(own, fcntl.F_WRLCK, command=fcntl.F_SETLKW)
            os._exit(0)
        time.sleep(0.2)
        same(os.waitpid(pid, os.WNOHANG), (0, 0), "waits")
        lock(fd, fcntl.F_UNLCK)
        same(os.waitpid(pid, 0)[1], 0)


@case
def lock_edeadlk():
    make("f", bytes(10))
    with opened("f", os.O_RDWR) as fd:
        lock(fd, fcntl.F_WRLCK, 0, 1)
        pid = os.fork()
        if pid == 0:
            with opened("f", os.O_RDWR) as own:
                lock(own, fcntl.F_WRLCK, 1, 1)
                lock(own, fcntl.F_WRLCK, 0, 1, fcntl.F_SETLKW)
            os._exit(0)
        time.sleep(0.3)
        fails(errno.EDEADLK, lock, fd, fcntl.F_WRLCK, 1, 1, fcntl.F_SETLKW)
        lock(fd, fcntl.F_UNLCK)
        same(os.waitpid(pid, 0)[1], 0)


@case
def lock_interrupted():
    make("f")
    with opened("f", os.O_RDWR) as fd:
        lock(fd, fcntl.F_WRLCK)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGALRM, lambda *_: os._exit(4))
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with opened("f", os.O_RDWR) as own:
                lock(own, fcntl.F_WRLCK, command=fcntl.F_SETLKW)
            os._exit(0)
        same(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 4)


@case
def lock_of_open_descriptions():
    make("f", bytes(10))
    set_lock = 37  # F_OFD_SETLK
    first, second = os.open("f", os.O_RDWR), os.open("f", os.O_RDWR)
    lock(first, fcntl.F_WRLCK, command=set_lock)
    fails(errno.EAGAIN, lock, second, fcntl.F_WRLCK, command=set_lock)
    copy = os.dup(first)
    os.close(first)
    fails(errno.EAGAIN, lock, second, fcntl.F_WRLCK, command=set_lock)
    os.close(copy)
    soon(lock, second, fcntl.F_WRLCK, command=set_lock)


@case
def flock_kinds():
    make("f")
    first, second = os.open("f", os.O_RDWR), os.open("f", os.O_RDWR)
    fcntl.flock(first, fcntl.LOCK_SH)
    fcntl.flock(second, fcntl.LOCK_SH)
    fails(errno.EAGAIN, fcntl.flock, second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(first, fcntl.LOCK_UN)
    fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fails(errno.EAGAIN, fcntl.flock, first, fcntl.LOCK_SH | fcntl.LOCK_NB)
    os.close(second)
    soon(fcntl.flock, first, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with opened(".", os.O_RDONLY) as directory:
        fcntl.flock(directory, fcntl.LOCK_EX)


@case
def flock_belongs_to_the_description():
    make("f")
    first, second = os.open("f", os.O_RDWR), os.open("f", os.O_RDWR)
    fcntl.flock(first, fcntl.LOCK_EX)
    pid = os.fork()
    if pid == 0:
        fcntl.flock(first, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the same one
        os._exit(0)
    same(os.waitpid(pid, 0)[1], 0)
    fails(errno.EAGAIN, fcntl.flock, second, fcntl.LOCK_SH | fcntl.LOCK_NB)
    copy = os.dup(first)
    os.close(first)
    fails(errno.EAGAIN, fcntl.flock, second, fcntl.LOCK_SH | fcntl.LOCK_NB)
    fcntl.flock(copy, fcntl.LOCK_UN)
    fcntl.flock(second, fcntl.LOCK_SH | fcntl.LOCK_NB)


@case
def flock_and_fcntl_do_not_meet():
    make("f")
    first, second = os.open("f", os.O_RDWR), os.open("f", os.O_RDWR)
    fcntl.flock(first, fcntl.LOCK_EX)
    holds(not locked_elsewhere("f", fcntl.F_WRLCK, 0, 0), "fcntl sees no flock")
    lock(second, fcntl.F_WRLCK)
    fcntl.flock(first, fcntl.LOCK_SH | fcntl.LOCK_NB)


@case
def flock_waits():
    make("f")

    def waiter(here):
        own = os.open("f", os.O_RDONLY)
        here.ready()
        fcntl.flock(own, fcntl.LOCK_EX)

    with opened("f", os.O_RDWR) as fd:
        fcntl.flock(fd, fcntl.LOCK_SH)
        with process(waiter) as child:
            child.asleep()
            same(os.waitpid(child.pid, os.WNOHANG), (0, 0), "waits")
            fcntl.flock(fd, fcntl.LOCK_UN)


@case
def flock_conversion_that_fails_drops():
    make("f")
    first, second, third = (os.open("f", os.O_RDWR) for _ in range(3))
    fcntl.flock(first, fcntl.LOCK_SH)
    fcntl.flock(second, fcntl.LOCK_SH)
    fails(errno.EAGAIN, fcntl.flock, first, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(second, fcntl.LOCK_UN)
    fcntl.flock(third, fcntl.LOCK_EX | fcntl.LOCK_NB)  # flock(2): the old lock is lost


# ---- every call and its errors


def bind(path):
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(path)


def enter(path):
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(path)
    finally:
        os.fchdir(here)
        os.close(here)


def by_path():
    """Every call that takes a path, as a function of that path alone; "here" is a file, "place" a directory."""
    create = os.O_CREAT | os.O_WRONLY
    return {
        "open": lambda p: os.close(os.open(p, os.O_RDONLY)),
        "creat": lambda p: os.close(os.open(p, create)),
        "stat": os.stat,
        "lstat": os.lstat,
        "access": lambda p: call("access", os.fsencode(p), os.F_OK),
        "chdir": enter,
        "mkdir": os.mkdir,
        "rmdir": os.rmdir,
        "unlink": os.unlink,
        "mknod": lambda p: os.mknod(p, stat.S_IFREG | 0o600),
        "mkfifo": os.mkfifo,
        "bind": bind,
        "symlink": lambda p: os.symlink("target", p),
        "readlink": os.readlink,
        "link from": lambda p: os.link(p, "made"),
        "link to": lambda p: os.link("here", p),
        "rename from": lambda p: os.rename(p, "made"),
        "rename to": lambda p: os.rename("here", p),
        "chmod": lambda p: os.chmod(p, 0o700),
        "chown": lambda p: os.chown(p, -1, -1),
        "lchown": lambda p: os.lchown(p, -1, -1),
        "utimensat": lambda p: os.utime(p, (1, 1)),
        "truncate": lambda p: os.truncate(p, 0),
        "opendir": os.listdir,
        "statfs": os.statvfs,
        "execve": lambda p: os.execv(p, ["x"]),
        "getxattr": lambda p: os.getxattr(p, "user.x"),
        "setxattr": lambda p: os.setxattr(p, "user.x", b"v"),
        "listxattr": os.listxattr,
        "removexattr": lambda p: os.removexattr(p, "user.x"),
    }


def each(calls, number, *path, without=()):
    for name, function in calls.items():
        if name not in without:
            try:
                fails(number, function, *path)
            except AssertionError as e:
                raise AssertionError(f"{name}: {e}") from None


MAKERS = ("creat", "mkdir", "mknod", "mkfifo", "bind", "symlink", "link to", "rename to")


@case
def every_path_enoent():
    make("here")
    each(by_path(), errno.ENOENT, "missing/x")
    each(by_path(), errno.ENOENT, "", without=("bind",))  # an empty address is one that the system chooses
    each(by_path(), errno.ENOENT, "missing", without=MAKERS)
    os.symlink("missing", "dangling")
    each(by_path(), errno.ENOENT, "dangling/x")


@case
def every_path_enotdir():
    make("here")
    make("file")
    each(by_path(), errno.ENOTDIR, "file/x")
    os.symlink("file", "link")
    each(by_path(), errno.ENOTDIR, "link/x")


@case
def every_path_eloop():
    make("here")
    os.symlink("loop", "loop")
    each(by_path(), errno.ELOOP, "loop/x")
    follows_not = ("lstat", "readlink", "unlink", "rmdir", "lchown", "link from", "rename from", *MAKERS)
    each(by_path(), errno.ELOOP, "loop", without=follows_not)


@case
def every_path_enametoolong():
    make("here")
    each(by_path(), errno.ENAMETOOLONG, "x" * 256, without=("bind",))  # which has no room for it
    each(by_path(), errno.ENAMETOOLONG, "x/" * 2100, without=("bind",))


@case
def every_path_eacces():
    os.mkdir("closed", 0o700)
    make("closed/x")
    os.chmod(".", 0o777)

    def check():
        make("here")
        each(by_path(), errno.EACCES, "closed/x")

    as_user(check)


@case
def every_change_erofs():
    make("here")
    make("file")
    os.symlink("file", "link")
    os.mkdir("dir")

    def check(here_too):
        call("unshare", 0x20000)  # CLONE_NEWNS
        call("mount", None, b"/", None, 0x4000 | 0x40000, None)  # MS_REC | MS_PRIVATE
        here = os.getcwd().encode()
        call("mount", here, here, None, 4096, None)  # MS_BIND
        call("mount", None, here, None, 4096 | 32 | 1, None)  # MS_REMOUNT, MS_RDONLY
        os.chdir(here)
        changes = {name: function for name, function in by_path().items() if name in MAKERS}
        each(changes, errno.EROFS, "new")
        old = ("unlink", "chmod", "chown", "lchown", "utimensat", "truncate", "setxattr", "removexattr")
        each({name: by_path()[name] for name in old}, errno.EROFS, "file")
        fails(errno.EROFS, os.rmdir, "dir")
        fails(errno.EROFS, os.rename, "file", "other")
        fails(errno.EROFS, os.open, "file", os.O_WRONLY)
        fails(errno.EROFS, os.open, "file", os.O_RDONLY | os.O_TRUNC)
        fails(errno.EROFS, os.open, ".", os.O_TMPFILE | os.O_RDWR)
        fails(errno.EROFS, call, "access", b"file", os.W_OK)
        same(os.readlink("link"), "file")
        here_too.ready()

    with process(check):
        pass


@case
def wrong_kinds():
    make("file")
    os.mkdir("dir")
    os.mkdir("other")
    os.mkfifo("fifo")
    os.symlink("file", "link")
    for function in os.rmdir, os.listdir, enter:
        fails(errno.ENOTDIR, function, "file")
    fails(errno.ENOTDIR, os.rmdir, "link")
    fails(errno.EISDIR, os.unlink, "dir")
    fails(errno.EISDIR, os.truncate, "dir", 0)
    fails(errno.EINVAL, os.truncate, "fifo", 0)
    for name in "file", "dir", "fifo":
        fails(errno.EINVAL, os.readlink, name)
    fails(errno.EACCES, os.execv, "dir", ["x"])
    fails(errno.EACCES, os.execv, "fifo", ["x"])
    fails(errno.EPERM, os.link, "dir", "new")
    fails(errno.ENOTDIR, os.rename, "dir", "file")
    fails(errno.EISDIR, os.rename, "file", "dir")
    fails(errno.ENOTDIR, os.open, "file", os.O_RDONLY | os.O_DIRECTORY)
    fails(errno.ENOTDIR, os.open, "file", os.O_TMPFILE | os.O_RDWR)
    for name in "link", "fifo":
        fails(errno.EPERM, lambda n: os.setxattr(n, "user.x", b"", follow_symlinks=False), name)
    with opened("dir", os.O_RDONLY) as fd:
        fails(errno.EISDIR, os.read, fd, 1)
        fails(errno.EISDIR, os.pread, fd, 1, 0)
        fails(errno.EBADF, os.write, fd, b"x")
        fails(errno.EINVAL, os.ftruncate, fd, 0)
        fails(errno.EBADF, fallocate, fd, 0, 0, 1)
        fails(errno.ENODEV, mmap.mmap, fd, 4096, mmap.MAP_SHARED, mmap.PROT_READ)
    with opened("file", os.O_RDWR) as fd:
        fails(errno.ENOTDIR, os.fchdir, fd)
        fails(errno.ENOTDIR, call, "getdents64", fd, ctypes.create_string_buffer(100), 100)
    with opened("fifo", os.O_RDWR) as fd:
        fails(errno.ESPIPE, os.lseek, fd, 0, os.SEEK_SET)
        fails(errno.ESPIPE, os.pread, fd, 1, 0)
        fails(errno.ESPIPE, fallocate, fd, 0, 0, 1)
        fails(errno.EINVAL, os.fsync, fd)


@case
def wrong_descriptors():
    make("file", b"content")
    with opened("file", os.O_RDONLY) as fd:
        for function in lambda: os.write(fd, b"x"), lambda: os.pwrite(fd, b"x", 0), lambda: fallocate(fd, 0, 0, 1):
            fails(errno.EBADF, function)
        fails(errno.EINVAL, os.ftruncate, fd, 0)
        fails(errno.EACCES, mmap.mmap, fd, 4, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
    with opened("file", os.O_WRONLY) as fd:
        fails(errno.EBADF, os.read, fd, 1)
        fails(errno.EBADF, os.pread, fd, 1, 0)
        fails(errno.EACCES, mmap.mmap, fd, 4, mmap.MAP_SHARED, mmap.PROT_READ)
    with opened("file", os.O_PATH) as fd:
        calls = {
            "read": lambda: os.read(fd, 1),
            "write": lambda: os.write(fd, b"x"),
            "fchmod": lambda: os.fchmod(fd, 0o600),
            "fchown": lambda: os.fchown(fd, -1, -1),
            "ftruncate": lambda: os.ftruncate(fd, 0),
            "fsync": lambda: os.fsync(fd),
            "fdatasync": lambda: os.fdatasync(fd),
            "lseek": lambda: os.lseek(fd, 0, os.SEEK_SET),
            "fsetxattr": lambda: os.setxattr(fd, "user.x", b""),
            "fgetxattr": lambda: os.getxattr(fd, "user.x"),
            "flock": lambda: fcntl.flock(fd, fcntl.LOCK_SH),
            "fallocate": lambda: fallocate(fd, 0, 0, 1),
            "mmap": lambda: mmap.mmap(fd, 4, mmap.MAP_SHARED, mmap.PROT_READ),
        }
        each(calls, errno.EBADF)


@case
def wrong_arguments():
    make("file", b"content")
    with opened("file", os.O_RDWR) as fd:
        fails(errno.EINVAL, os.lseek, fd, -1, os.SEEK_SET)
        fails(errno.EINVAL, os.lseek, fd, 0, 99)
        fails(errno.EINVAL, os.pread, fd, 1, -1)
        fails(errno.EINVAL, os.pwrite, fd, b"x", -1)
        fails(errno.EINVAL, os.ftruncate, fd, -1)
        fails(errno.EINVAL, fallocate, fd, 0, -1, 1)
        fails(errno.EINVAL, fallocate, fd, 0, 0, 0)
        fails(errno.EOPNOTSUPP, fallocate, fd, PUNCH_HOLE, 0, 1)
        fails(errno.EINVAL, call, "flock", fd, 77)
        fails(errno.EINVAL, fcntl.fcntl, fd, 9999)
    fails(errno.EINVAL, os.truncate, "file", -1)
    fails(errno.EINVAL, call, "access", b"file", 99)
    fails(errno.EINVAL, call, "unlinkat", -100, b"file", 1)
    fails(errno.EINVAL, call, "linkat", -100, b"file", -100, b"new", 1)
    fails(errno.EINVAL, call, "fstatat", -100, b"file", ctypes.create_string_buffer(200), 0x8000)
    fails(errno.EINVAL, rename2, "file", "new", NOREPLACE | EXCHANGE)
    fails(errno.EINVAL, rename2, "file", "new", 64)
    bad_nanoseconds = struct.pack("qqqq", 0, 1_000_000_000, 0, 0)
    fails(errno.EINVAL, call, "utimensat", -100, b"file", bad_nanoseconds, 0)
    fails(errno.EINVAL, call, "setxattr", b"file", b"user.x", b"v", 1, 4)
    os.mkdir("dir")
    fails(errno.EINVAL, os.rmdir, "dir/.")
    fails(errno.ENOTEMPTY, os.rmdir, "dir/..")
    fails(errno.EBUSY, os.rename, "dir/.", "new")
    fails(errno.EPERM, os.mknod, "new", stat.S_IFDIR | 0o700)
    fails(errno.EINVAL, os.mknod, "new", stat.S_IFLNK | 0o700)
    fails(errno.EINVAL, os.open, "file", os.O_TMPFILE & ~os.O_DIRECTORY | os.O_RDWR)


@case
def another_filesystem_exdev():
    make("file")
    os.mkdir("dir")
    for function in os.rename, os.link:
        fails(errno.EXDEV, function, "file", "/dev/shm/actorfs-x")
    fails(errno.EXDEV, os.rename, "dir", "/dev/shm/actorfs-x")


# ---- the rest


@case
def ioctl_enotty():
    make("f")
    with opened("f", os.O_RDWR) as fd:
        fails(errno.ENOTTY, fcntl.ioctl, fd, 0x5401, array.array("i", [0] * 16))  # TCGETS


@case
def poll_is_always_ready():
    make("f")
    with opened("f", os.O_RDWR) as fd:
        poll = select.poll()
        poll.register(fd, select.POLLIN | select.POLLOUT)
        same(poll.poll(1000), [(fd, select.POLLIN | select.POLLOUT)])


@case
def reads_are_steady_after_unlink_and_truncate():
    make("f", b"x" * 100_000)
    with opened("f", os.O_RDONLY) as fd, opened("f", os.O_WRONLY) as writer:
        os.unlink("f")
        os.ftruncate(writer, 50_000)
        same(len(os.pread(fd, 100_000, 0)), 50_000)
        os.ftruncate(writer, 100_000)
        same(os.pread(fd, 100_000, 0), b"x" * 50_000 + bytes(50_000))


@case
def inode_numbers_are_distinct_and_stay():
    numbers = {}
    for i in range(500):
        make(f"f{i}")
        numbers[f"f{i}"] = os.stat(f"f{i}").st_ino
    same(len(set(numbers.values())), 500)
    for name, number in numbers.items():
        os.rename(name, name + "x")
        same(os.stat(name + "x").st_ino, number)


@case
def dot_and_dot_dot():
    os.mkdir("d")
    same(os.stat("d/.").st_ino, os.stat("d").st_ino)
    same(os.stat("d/..").st_ino, os.stat(".").st_ino)
    fails(errno.EEXIST, os.mkdir, "d/.")
    fails(errno.EINVAL, os.rmdir, "d/.")
    make("f")
    fails(errno.ENOTDIR, os.stat, "f/.")
    fails(errno.ENOTDIR, os.stat, "f/..")


@case
def trailing_slashes():
    os.mkdir("d")
    make("f")
    os.symlink("d", "l")
    same(os.lstat("l/").st_ino, os.stat("d").st_ino)
    fails(errno.ENOTDIR, os.stat, "f/")
    fails(errno.ENOTDIR, os.unlink, "f/")
    fails(errno.EISDIR, os.open, "new/", os.O_CREAT | os.O_WRONLY)
    os.mkdir("e/")
    os.rename("d/", "g/")
    os.rmdir("g/")


@case
def read_only_descriptors_of_a_path():
    make("f", b"hello")
    with opened("f", os.O_PATH) as fd:
        fails(errno.EBADF, os.read, fd, 1)
        fails(errno.EBADF, os.fchmod, fd, 0o600)
        same(os.fstat(fd).st_size, 5)


# ---- running them


def run(function, top):
    """The verdict of one case: ok, or why not."""
    directory = tempfile.mkdtemp(prefix=function.__name__ + "-", dir=top)
    os.chmod(directory, 0o755)
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        verdict = "ok"
        try:
            os.setpgid(0, 0)
            os.close(read)
            os.umask(0o022)
            os.chdir(directory)
            function()
        except Skip as e:
            verdict = f"skip: {e}"
        except BaseException as e:  # whatever it is, it is the verdict
            where = traceback.extract_tb(e.__traceback__)
            line = [frame.lineno for frame in where if frame.name == function.__name__ or frame.name == "<lambda>"]
            verdict = f"not ok: {type(e).__name__}: {e} (line {line[-1] if line else where[-1].lineno})"
        with contextlib.suppress(OSError):
            os.write(write, verdict.encode()[:4000])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        ready, _, _ = select.select([pipe], [], [], CASE_SECONDS)
        verdict = pipe.read().decode() if ready else f"not ok: no end after {CASE_SECONDS} s"
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    shutil.rmtree(directory, ignore_errors=True)
    if verdict == "ok" and os.path.exists(directory):
        verdict = "not ok: its directory cannot be removed"
    return verdict or "not ok: it died"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", metavar="DIR", help="a directory of the filesystem in question")
    parser.add_argument("--list", action="store_true", help="print the names of the cases")
    parser.add_argument("--except", metavar="CASE,CASE", dest="left_out", default="", help="leave these out")
    parser.add_argument("cases", metavar="CASE", nargs="*")
    options = parser.parse_args()
    chosen = [c for c in CASES if not options.cases or c.__name__ in options.cases]
    chosen = [c for c in chosen if c.__name__ not in options.left_out.split(",")]
    if options.list:
        print("\n".join(c.__name__ for c in chosen))
        return 0
    if not options.on:
        parser.error("--on DIR is missing")
    if os.geteuid() != 0:
        parser.error("run it as root: most cases need other users")
    failed = 0
    for chosen_case in chosen:
        verdict = run(chosen_case, os.path.abspath(options.on))
        word, _, why = verdict.partition(": ")
        print(f"{word} {chosen_case.__name__}{': ' + why if why else ''}", flush=True)
        failed += word == "not ok"
    print(f"{len(chosen)} cases, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
