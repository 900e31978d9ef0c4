"""16 threads and 16 processes use the same files; a line for each call says when it began, when it ended and what it gave.

All files are open with O_DIRECT: each call is one request then, and no page cache decides what a reader sees.

    slot    FILE.SLOT BEGIN END read|write VALUE        one record of a file
    cut     FILE BEGIN END write OFFSET VALUE | resize RECORDS | read VALUE,VALUE...   a whole file, in records
    name    NAME BEGIN END read|write VALUE             a name that files are renamed to; VALUE is the file's content
    log     FILE BEGIN END append VALUE | size BYTES    appended records, and what fstat says
    log     FILE 0 0 content VALUE,VALUE...             at the end
"""

import mmap
import os
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

RECORD = 4096
SLOTS = 4
FILES = 4
NAMES = 2
ROUNDS = 40
CALLERS = 16
BY_PATH = "--by-path" in sys.argv
clock = time.monotonic_ns


def record(value):
    """A record full of one number; the first and the last byte of a torn one would tell."""
    buffer = mmap.mmap(-1, RECORD)
    buffer.write(value.to_bytes(8, "big") * (RECORD // 8))
    return buffer


def value_of(data):
    value = data[:8]
    assert data == value * (RECORD // 8), "a torn record"
    return int.from_bytes(value, "big")


def read(fd, offset, records):
    buffer = mmap.mmap(-1, records * RECORD)
    count = os.preadv(fd, [buffer], offset)
    assert count % RECORD == 0, f"{count} bytes"
    return [value_of(buffer[at : at + RECORD]) for at in range(0, count, RECORD)]


class Caller:
    def __init__(self, directory, number):
        self.directory = directory
        self.number = number
        self.random = random.Random(number)
        self.lines = []
        self.next_value = number * 1_000_000 + 1

    def value(self):
        self.next_value += 1
        return self.next_value

    def open(self, name, flags):
        return os.open(os.path.join(self.directory, name), flags | os.O_DIRECT)

    def open_again(self, name):
        """Where a path is all that a filesystem knows of a file, one may be replaced between its look-up and its opening."""
        while True:
            try:
                return self.open(name, os.O_RDONLY)
            except FileNotFoundError:
                if not BY_PATH:
                    raise

    def note(self, kind, what, begin, result):
        self.lines.append(f"{kind} {what} {begin} {clock()} {result}")

    def slot(self, fds):
        file, slot = self.random.randrange(FILES), self.random.randrange(SLOTS)
        if self.random.random() < 0.5:
            value = self.value()
            data = record(value)
            begin = clock()
            assert os.pwritev(fds[f"slots{file}"], [data], slot * RECORD) == RECORD
            self.note("slot", f"{file}.{slot}", begin, f"write {value}")
        else:
            begin = clock()
            (value,) = read(fds[f"slots{file}"], slot * RECORD, 1)
            self.note("slot", f"{file}.{slot}", begin, f"read {value}")

    def cut(self, fds):
        file = self.random.randrange(FILES)
        fd = fds[f"cut{file}"]
        what = self.random.random()
        if what < 0.4:
            slot, value = self.random.randrange(SLOTS), self.value()
            data = record(value)
            begin = clock()
            assert os.pwritev(fd, [data], slot * RECORD) == RECORD
            self.note("cut", file, begin, f"write {slot} {value}")
        elif what < 0.6:
            size = self.random.randrange(SLOTS + 1)
            begin = clock()
            os.ftruncate(fd, size * RECORD)
            self.note("cut", file, begin, f"resize {size}")
        else:
            begin = clock()
            values = read(fd, 0, SLOTS)
            self.note("cut", file, begin, "read " + ",".join(map(str, values)))

    def name(self):
        name = f"name{self.random.randrange(NAMES)}"
        if self.random.random() < 0.4:
            value = self.value()
            own = f"own-{value}"
            fd = self.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            os.pwritev(fd, [record(value)], 0)
            os.close(fd)
            begin = clock()
            os.rename(os.path.join(self.directory, own), os.path.join(self.directory, name))
            self.note("name", name, begin, f"write {value}")
        else:
            begin = clock()
            fd = self.open_again(name)
            (value,) = read(fd, 0, 1)
            os.close(fd)
            self.note("name", name, begin, f"read {value}")

    def log(self, fds):
        file = self.random.randrange(FILES)
        if self.random.random() < 0.6:
            value = self.value()
            data = record(value)
            begin = clock()
            assert os.writev(fds[f"log{file}"], [data]) == RECORD
            self.note("log", file, begin, f"append {value}")
        else:
            begin = clock()
            size = os.fstat(fds[f"log{file}"]).st_size
            self.note("log", file, begin, f"size {size}")

    def work(self):
        fds = {}
        for file in range(FILES):
            for name in (f"slots{file}", f"cut{file}"):
                fds[name] = self.open(name, os.O_RDWR)
            fds[f"log{file}"] = self.open(f"log{file}", os.O_RDWR | os.O_APPEND)
        for _ in range(ROUNDS):
            self.slot(fds)
            self.cut(fds)
            self.name()
            self.log(fds)
        for fd in fds.values():
            os.close(fd)
        return self.lines


def make(directory):
    os.mkdir(directory)
    for file in range(FILES):
        for name in (f"slots{file}", f"cut{file}", f"log{file}"):
            fd = os.open(os.path.join(directory, name), os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            if name.startswith("slots"):
                os.ftruncate(fd, SLOTS * RECORD)
            os.close(fd)
    for name in range(NAMES):
        fd = os.open(os.path.join(directory, f"name{name}"), os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        os.ftruncate(fd, RECORD)
        os.close(fd)


def work(directory, number):
    return Caller(directory, number).work()


def main():
    directory = os.path.join(sys.argv[1], "same")
    make(directory)
    with ProcessPoolExecutor(CALLERS) as processes, ThreadPoolExecutor(CALLERS) as threads:
        pending = [processes.submit(work, directory, n + 1) for n in range(CALLERS)]
        pending += [threads.submit(work, directory, n + 1 + CALLERS) for n in range(CALLERS)]
        lines = [line for each in pending for line in each.result()]
    for file in range(FILES):
        with open(os.path.join(directory, f"log{file}"), "rb") as log:
            data = log.read()
        assert len(data) % RECORD == 0, f"{len(data)} bytes appended"
        values = [value_of(data[at : at + RECORD]) for at in range(0, len(data), RECORD)]
        lines.append(f"log {file} 0 0 content " + ",".join(map(str, values)))
    left = sorted(name for name in os.listdir(directory) if name.startswith("own"))
    assert not left, left
    print("\n".join(lines))


if __name__ == "__main__":
    main()
