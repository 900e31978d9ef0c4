"""Does a known number of each operation: ROOT FILES READS STATS MISSING BYTES.

In raw calls, so that no library asks for more; with direct I/O the page cache answers nothing, and names and attributes are believed for
ever, so that the kernel asks for none by itself.
"""
import ctypes
import mmap
import os
import sys

root, files, reads, stats, missing, piece = sys.argv[1], *map(int, sys.argv[2:])
page = mmap.mmap(-1, piece)
fds = [os.open(f"{root}/f{i}", os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_DIRECT) for i in range(files)]
for fd in fds:
    os.pwritev(fd, [page], 0)
for _ in range(reads):
    for fd in fds:
        os.preadv(fd, [page], 0)
libc = ctypes.CDLL(None)
for _ in range(stats):  # AT_EMPTY_PATH and AT_STATX_FORCE_SYNC: asks, whatever is believed
    assert libc.statx(fds[0], b"", 0x1000 | 0x2000, 0x7ff, ctypes.create_string_buffer(256)) == 0
for i in range(missing):
    try:
        os.mkdir(f"{root}/missing{i}/d")
    except FileNotFoundError:
        pass
for fd in fds:
    os.fsync(fd)
    os.close(fd)
for i in range(files):
    os.unlink(f"{root}/f{i}")
