#!/usr/bin/env python3
"""Changes one file in every way there is, at random, and compares each time with what its bytes must be.

Usage: file_exerciser.py DIR [--seed N] [--seeds N] [--steps N] [--size BYTES] [--direct]

As fsx does: writes, reads, truncates, maps, punches holes, zeroes, reserves, copies ranges, opens again, asks for data
and holes; through several descriptors at once. Prints what it did last when something differs. Exit code 1 then.
"""

import argparse
import ctypes
import errno
import mmap
import os
import random
import sys

KEEP_SIZE, PUNCH_HOLE, ZERO_RANGE = 1, 2, 16
libc = ctypes.CDLL(None, use_errno=True)
libc.fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)


class Exerciser:
    def __init__(self, directory, seed, largest, direct):
        self.dice = random.Random(seed)
        self.largest = largest
        self.name = os.path.join(directory, f"exercised-{seed}")
        self.model = bytearray()
        self.log = []
        self.fds = [os.open(self.name, os.O_RDWR | os.O_CREAT | os.O_EXCL), os.open(self.name, os.O_RDWR)]
        self.direct_fd = os.open(self.name, os.O_RDWR | os.O_DIRECT) if direct else None
        self.buffer = mmap.mmap(-1, 1 << 20)

    def fd(self):
        return self.dice.choice(self.fds)

    def range(self, end=None):
        end = self.largest if end is None else end
        start = self.dice.randrange(end + 1)
        length = min(self.dice.choice((1, 100, 4096, 65536, 300_000)), end - start)
        return start, self.dice.randrange(length + 1)

    def put(self, start, data):
        if data:
            if len(self.model) < start:
                self.model.extend(bytes(start - len(self.model)))
            self.model[start : start + len(data)] = data

    def data(self, length):
        return self.dice.randbytes(length)

    def write(self):
        start, length = self.range()
        data = self.data(length)
        self.log.append(f"write {length} at {start}")
        assert os.pwrite(self.fd(), data, start) == length, "short write"
        self.put(start, data)

    def append(self):
        length = self.dice.randrange(1, 5000)
        if len(self.model) + length > self.largest:
            return
        data = self.data(length)
        self.log.append(f"append {length}")
        fd = os.open(self.name, os.O_WRONLY | os.O_APPEND)
        try:
            assert os.write(fd, data) == length, "short write"
        finally:
            os.close(fd)
        self.put(len(self.model), data)

    def direct_io(self):
        if self.direct_fd is None:
            return
        start = self.dice.randrange(self.largest // 4096) * 4096
        length = self.dice.randrange(1, 17) * 4096
        if self.dice.randrange(2):
            data = self.data(length)
            self.buffer[:length] = data
            self.log.append(f"direct write {length} at {start}")
            assert os.pwritev(self.direct_fd, [memoryview(self.buffer)[:length]], start) == length, "short write"
            self.put(start, data)
        else:
            self.log.append(f"direct read {length} at {start}")
            count = os.preadv(self.direct_fd, [memoryview(self.buffer)[:length]], start)
            self.same(bytes(self.buffer[:count]), start, length)

    def read(self):
        start, length = self.range()
        self.log.append(f"read {length} at {start}")
        self.same(os.pread(self.fd(), length, start), start, length)

    def same(self, found, start, length):
        expected = bytes(self.model[start : start + length])
        if found != expected:
            at = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b), min(len(found), len(expected)))
            raise AssertionError(f"{len(found)} bytes instead of {len(expected)}; they differ at {start + at}")

    def truncate(self):
        size = self.dice.randrange(self.largest + 1)
        self.log.append(f"truncate to {size}")
        if self.dice.randrange(2):
            os.ftruncate(self.fd(), size)
        else:
            os.truncate(self.name, size)
        if size < len(self.model):
            del self.model[size:]
        else:
            self.model.extend(bytes(size - len(self.model)))

    def mapped(self):
        if not self.model:
            return
        writes = self.dice.randrange(2)
        start, length = self.range(len(self.model))
        self.log.append(f"map, {'write' if writes else 'read'} {length} at {start}")
        with mmap.mmap(self.fd(), len(self.model)) as mapping:
            if writes:
                data = self.data(length)
                mapping[start : start + length] = data
                self.put(start, data)
                if self.dice.randrange(2):
                    mapping.flush()
            else:
                self.same(mapping[start : start + length], start, length)

    def allocate(self):
        start, length = self.range()
        if not length:
            return
        mode = self.dice.choice((0, KEEP_SIZE, PUNCH_HOLE | KEEP_SIZE, ZERO_RANGE, ZERO_RANGE | KEEP_SIZE))
        self.log.append(f"fallocate {mode} of {length} at {start}")
        if libc.fallocate(self.fd(), mode, start, length) < 0:
            if ctypes.get_errno() == errno.EOPNOTSUPP:
                return
            raise OSError(ctypes.get_errno(), "fallocate")
        if mode & (PUNCH_HOLE | ZERO_RANGE):
            end = min(start + length, len(self.model))
            self.model[start:end] = bytes(max(0, end - start))
        if not mode & KEEP_SIZE and start + length > len(self.model):
            self.model.extend(bytes(start + length - len(self.model)))

    def copy(self):
        start, length = self.range()
        target = self.dice.randrange(self.largest - length + 1)
        if start < target + length and target < start + length:
            return
        length = min(length, max(0, len(self.model) - start))
        self.log.append(f"copy {length} from {start} to {target}")
        done = 0
        while done < length:
            count = os.copy_file_range(self.fds[0], self.fds[1], length - done, start + done, target + done)
            assert count > 0, "nothing copied"
            done += count
        self.put(target, bytes(self.model[start : start + length]))

    def reopen(self):
        self.log.append("open again")
        index = self.dice.randrange(2)
        os.close(self.fds[index])
        self.fds[index] = os.open(self.name, os.O_RDWR)

    def sync(self):
        self.log.append("fsync")
        os.fsync(self.fd())

    def seek(self):
        """What is told to be a hole is zeros, and holes and data take turns up to the end."""
        self.log.append("seek holes")
        fd, at, size = self.fd(), 0, len(self.model)
        while at < size:
            try:
                data = os.lseek(fd, at, os.SEEK_DATA)
            except OSError as e:
                assert e.errno == errno.ENXIO, e
                data = size
            assert at <= data <= size, f"data at {data} of {size}"
            assert not any(self.model[at:data]), f"data in a hole of {at} to {data}"
            if data == size:
                return
            at = os.lseek(fd, data, os.SEEK_HOLE)
            assert data < at <= size, f"a hole at {at} of {size}"

    def attributes(self):
        assert os.fstat(self.fd()).st_size == len(self.model), "size by descriptor"
        assert os.stat(self.name).st_size == len(self.model), "size by name"

    def run(self, steps):
        actions = [self.write] * 4 + [self.read] * 4 + [self.mapped] * 3 + [self.direct_io] * 3
        actions += [self.append, self.truncate, self.truncate, self.allocate, self.allocate, self.copy, self.copy]
        actions += [self.reopen, self.sync, self.seek, self.attributes]
        try:
            for _ in range(steps):
                self.dice.choice(actions)()
            self.log.append("the whole of it")
            self.same(os.pread(self.fds[0], self.largest * 2, 0), 0, self.largest * 2)
        except (AssertionError, OSError) as e:
            print("\n".join(self.log[-25:]))
            print(f"after {len(self.log)} steps: {type(e).__name__}: {e}")
            return False
        finally:
            for fd in self.fds + ([self.direct_fd] if self.direct_fd is not None else []):
                os.close(fd)
            os.unlink(self.name)
        return True


def main():
    options = argparse.ArgumentParser()
    options.add_argument("directory")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seeds", type=int, default=1)
    options.add_argument("--steps", type=int, default=1000)
    options.add_argument("--size", type=int, default=1_000_000)
    options.add_argument("--direct", action="store_true")
    options = options.parse_args()
    for seed in range(options.seed, options.seed + options.seeds):
        if not Exerciser(options.directory, seed, options.size, options.direct).run(options.steps):
            print(f"seed {seed} fails")
            sys.exit(1)


main()
