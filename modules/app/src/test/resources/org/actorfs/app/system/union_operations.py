#!/usr/bin/env python3
"""Random operations on a union, each also on a plain directory: what is seen of the one must be seen of the other.

Usage: union_operations.py MNT FIRST_SEED SEEDS   (of the union that is mounted on MNT, as root; its branches are replaced)

Every seed has branches of its own, on some of which there is something already, the same name on several
too; the policies change now and then. The policies are such that a union is to be like any directory, so the plain one
is the answer key, for root and for others: results and errnos, everything about what an operation touched, and every
so often the whole tree.
"""

import ctypes
import errno
import os
import random
import shutil
import stat
import struct
import sys
import tempfile

OPERATIONS = 150
LOOK_AT_ALL = 25
NAMES = "abcde"
OLD = 1_500_000_000  # who has an earlier time was given it
NOREPLACE, EXCHANGE = 1, 2
CALLERS = [(0, 0, []), (0, 0, []), (1234, 1234, []), (1235, 1234, [1236])]
IDS = [0, 1234, 1235, 1236]
ACLS = ("system.posix_acl_access", "system.posix_acl_default")
NOBODY = 0xFFFFFFFF
ENTRIES = [(1, 7, NOBODY), (2, 6, 1234), (4, 5, NOBODY), (16, 7, NOBODY), (32, 5, NOBODY)]
ACL = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in ENTRIES)
libc = ctypes.CDLL(None, use_errno=True)


def rename2(old, new, flags):
    if libc.renameat2(-100, os.fsencode(old), -100, os.fsencode(new), flags) < 0:
        raise OSError(ctypes.get_errno(), "renameat2")


class as_caller:
    """Does what follows as somebody else, with his groups."""

    def __init__(self, uid, gid, groups):
        self.ids = (uid, gid, groups)

    def __enter__(self):
        uid, gid, groups = self.ids
        os.setgroups(groups)
        os.setegid(gid)
        os.seteuid(uid)

    def __exit__(self, *_):
        os.seteuid(0)
        os.setegid(0)
        os.setgroups([])


class Side:
    """The plain directory or the union, with what is open there. A path is a number of an open directory and what follows."""

    def __init__(self, root):
        self.root = root
        self.directories = [os.open(root, os.O_RDONLY | os.O_DIRECTORY)]
        self.files = []

    def path(self, where):
        directory, rest = where
        return f"/proc/self/fd/{self.directories[directory]}/{rest}"

    def close(self):
        for fd in self.directories + self.files:
            os.close(fd)

    # ---- what is done by path

    def mkdir(self, where, mode):
        os.mkdir(self.path(where), mode)

    def mknod(self, where, mode):
        os.mknod(self.path(where), stat.S_IFSOCK | mode)

    def symlink(self, where, target):
        os.symlink(target, self.path(where))

    def open(self, where, flags, mode):
        fd = os.open(self.path(where), flags, mode)
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            os.close(fd)
            raise IsADirectoryError(errno.EISDIR, "for opendir")
        self.files.append(fd)

    def tmpfile(self, where, mode):
        self.files.append(os.open(self.path(where), os.O_TMPFILE | os.O_RDWR, mode))

    def opendir(self, where):
        self.directories.append(os.open(self.path(where), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW))

    def truncate(self, where, size):
        os.truncate(self.path(where), size)

    def chmod(self, where, mode):
        os.chmod(self.path(where), mode)

    def chown(self, where, uid, gid):
        os.chown(self.path(where), uid, gid, follow_symlinks=False)

    def utimens(self, where, atime, mtime):
        os.utime(self.path(where), ns=(atime, mtime), follow_symlinks=False)

    def setxattr(self, where, name, value, flags):
        os.setxattr(self.path(where), name, value, flags)

    def removexattr(self, where, name):
        os.removexattr(self.path(where), name)

    def link(self, where, other):
        os.link(self.path(where), self.path(other), follow_symlinks=False)

    def rename(self, where, other, flags):
        rename2(self.path(where), self.path(other), flags)

    def unlink(self, where):
        os.unlink(self.path(where))

    def rmdir(self, where):
        os.rmdir(self.path(where))

    # ---- what is done to what is open

    def write(self, file, offset, data):
        return os.pwrite(self.files[file], data, offset)

    def append(self, file, data):
        return os.write(self.files[file], data)

    def read(self, file, offset, size):
        return os.pread(self.files[file], size, offset)

    def ftruncate(self, file, size):
        os.ftruncate(self.files[file], size)

    def fchmod(self, file, mode):
        os.fchmod(self.files[file], mode)

    def futimens(self, file, atime, mtime):
        os.utime(self.files[file], ns=(atime, mtime))

    def fsetxattr(self, file, name, value):
        os.setxattr(self.files[file], name, value)

    def flink(self, file, other):
        os.link(f"/proc/self/fd/{self.files[file]}", self.path(other), follow_symlinks=True)

    def close_file(self, file):
        os.close(self.files.pop(file))

    def close_directory(self, directory):
        os.close(self.directories.pop(directory))

    # ---- what is seen

    def seen(self, path):
        """Everything about what is there that is the same on every filesystem; or why it cannot be seen."""
        try:
            found = os.lstat(path)
            kind = stat.S_IFMT(found.st_mode)
            if kind == stat.S_IFDIR and found.st_nlink == 0:
                return "removed"
            about = [mode_of(found), found.st_nlink, found.st_uid, found.st_gid]
            about.append(found.st_mtime_ns if found.st_mtime < OLD else "lately")
            if kind == stat.S_IFLNK:
                about.append(os.readlink(path))
            else:
                about += [(name, os.getxattr(path, name)) for name in sorted(os.listxattr(path)) if name not in ACLS]
                about.append(acls(path))
            if kind == stat.S_IFREG:
                about.append(found.st_size)
                with open(path, "rb") as file:
                    about.append(file.read())
            if kind == stat.S_IFDIR:
                about.append(sorted((entry.name, kind_of(entry)) for entry in os.scandir(path)))
            return about
        except OSError as e:
            return "removed" if e.errno == errno.ESTALE else errno.errorcode[e.errno]

    def seen_open(self, file):
        found = os.fstat(self.files[file])
        return mode_of(found), found.st_nlink, found.st_size, found.st_uid, found.st_gid

    def everything(self):
        """Of every path; inodes as the first path that leads there."""
        first = {}
        tree = {}
        for path in paths(self.root):
            whole = os.path.join(self.root, path)
            number = os.lstat(whole).st_ino
            tree[path] = [first.setdefault(number, path), self.seen(whole)]
        return tree


def mode_of(found):
    """Without the group's bit where it means nothing: since Linux 6.2 a write by a stranger takes it away, but not in FUSE."""
    means_nothing = stat.S_ISREG(found.st_mode) and not found.st_mode & stat.S_IXGRP
    return oct(found.st_mode & ~stat.S_ISGID if means_nothing else found.st_mode)


def kind_of(entry):
    return entry.is_dir(follow_symlinks=False), entry.is_file(follow_symlinks=False), entry.is_symlink()


def acls(path):
    found = []
    for name in ACLS:
        try:
            found.append(os.getxattr(path, name))
        except OSError as e:
            found.append(errno.errorcode[e.errno])
    return found


def paths(root):
    """Of all that is below, in the order of a walk, without the root's."""
    found = []
    for above, directories, files in os.walk(root):
        directories.sort()
        found += [os.path.relpath(os.path.join(above, name), root) for name in sorted(directories + files)]
    return found


class World:
    """One seed's branches, the union of them, and the plain directory."""

    others = ["RW", "RW", "NC"]

    def __init__(self, mount, source, seed):
        self.random = random.Random(seed)
        self.mount = mount
        self.seed = seed
        self.log = []
        home = os.path.join(source, f"seed-{seed}")
        self.branches = [os.path.join(home, name) for name in "abc"]
        self.name = f"seed-{seed}"
        plain = os.path.join(home, "plain")
        for directory in [plain, *self.branches]:
            os.makedirs(os.path.join(directory, self.name))
        self.copies = "RO" in self.others or self.random.random() < 0.5  # of one file on several branches
        self.fill(os.path.join(plain, self.name))
        self.modes = ["RW", *(self.random.choice(self.others) for _ in range(2))]
        self.random.shuffle(self.modes)
        self.tell("branches", "=" + ":".join(f"{b}={m}" for b, m in zip(self.branches, self.modes)))
        self.tell("ignorepponrename", "true")
        self.choose_policies()
        self.plain = Side(os.path.join(plain, self.name))
        self.union = Side(os.path.join(mount, self.name))

    def fill(self, plain):
        """What is there from the start; the plain directory has what the first branch has that has it."""
        kinds = {"a": "directory", "b": "directory", "a/c": "directory"}
        for _ in range(10):
            path = os.path.join(self.random.choice(["", "a", "b", "a/c"]), self.random.choice(NAMES))
            kinds.setdefault(path, self.random.choice(["directory", "file"]))
        for path, kind in kinds.items():
            most = 3 if self.copies or kind == "directory" else 1
            for branch in self.random.sample(self.branches, self.random.randint(1, most)):
                whole = os.path.join(branch, self.name, path)
                os.makedirs(whole if kind == "directory" else os.path.dirname(whole), exist_ok=True)
                if kind == "file":
                    with open(whole, "w") as file:
                        file.write(f"{path} of {branch[-1]}" + "." * self.random.randrange(20))
        for branch in reversed(self.branches):
            os.chmod(os.path.join(branch, self.name), 0o777)
            shutil.copytree(os.path.join(branch, self.name), plain, dirs_exist_ok=True)

    def tell(self, setting, value):
        self.log.append(f"{setting}={value}")
        os.setxattr(os.path.join(self.mount, ".mergerfs"), "user.mergerfs." + setting, value.encode())

    def choose_policies(self):
        """Those with which nothing but the place of things differs from a plain directory."""
        create = ["ff", "rand", "mfs", "lfs", "lus", "pfrd", "mspmfs", "msppfrd"]
        search = ["ff", "all", "epall", "epff"]
        if self.copies:
            create.append("all")  # links and sockets on all branches
        else:
            search += ["newest", "rand", "epmfs"]
        for func in ("unlink", "link"):
            self.tell("func." + func, "epall" if self.copies else self.random.choice(["epall", "epff", "eprand"]))
        if self.modes == ["RW"] * 3:
            create += ["epff", "eprand", "epmfs", "newest"]
        self.tell("category.create", self.random.choice(create))
        self.tell("category.search", self.random.choice(search))

    # ---- what is done

    def existing(self):
        if len(self.plain.directories) > 1 and self.random.random() < 0.25:
            directory = self.random.randrange(1, len(self.plain.directories))
            return directory, self.random.choice(["", *NAMES, "a/b", "c/d"])
        known = paths(self.plain.root)
        return 0, self.random.choice(known or ["a"])

    def fresh(self):
        directory, above = self.existing()
        if self.random.random() < 0.3:
            above = ""
        elif not os.path.isdir(self.plain.path((directory, above))):
            above = os.path.dirname(above)
        return directory, os.path.join(above, self.random.choice(NAMES))

    def anywhere(self):
        return self.existing() if self.random.random() < 0.6 else self.fresh()

    def file(self):
        return self.random.randrange(len(self.plain.files))

    def mode(self):
        return self.random.choice([0o644, 0o755, 0o600, 0o777, 0o777, 0o2775, 0o4755, 0o1777, 0o6711, 0])

    def time(self):
        return self.random.randrange(10**18)

    def data(self):
        return bytes([self.random.randrange(256)]) * self.random.choice([1, 10, 5000])

    def value(self):
        return b"v" * self.random.randrange(30)

    def flags(self):
        new = [os.O_RDWR | os.O_CREAT, os.O_RDWR | os.O_CREAT | os.O_EXCL, os.O_WRONLY | os.O_CREAT | os.O_TRUNC]
        return self.random.choice([*new, os.O_RDWR | os.O_CREAT | os.O_APPEND, os.O_RDONLY, os.O_WRONLY])

    def xattr(self):
        return self.random.choice([("user.x", self.value()), ("user.y", self.value()), (ACLS[1], ACL), (ACLS[0], ACL)])

    def operations(self):
        """All that can be done, with how often; arguments are drawn when one was chosen."""
        size = self.random.choice([0, 1, 100, 4096, 10000])
        by_path = {
            "mkdir": (9, lambda: (self.fresh(), self.mode())),
            "mknod": (2, lambda: (self.fresh(), self.mode())),
            "symlink": (4, lambda: (self.fresh(), self.random.choice(["a", "b/c", "c/../d", "nowhere"]))),
            "open": (16, lambda: (self.anywhere(), self.flags(), self.mode())),
            "tmpfile": (2, lambda: (self.anywhere(), self.mode())),
            "opendir": (3, lambda: (self.existing(),)),
            "truncate": (4, lambda: (self.existing(), size)),
            "chmod": (5, lambda: (self.existing(), self.mode())),
            "chown": (3, lambda: (self.existing(), self.random.choice([-1, *IDS]), self.random.choice([-1, *IDS]))),
            "utimens": (4, lambda: (self.existing(), self.time(), self.time())),
            "setxattr": (5, lambda: (self.existing(), *self.xattr(), self.random.choice([0, 0, 1, 2]))),
            "removexattr": (2, lambda: (self.existing(), self.xattr()[0])),
            "link": (7, lambda: (self.existing(), self.fresh())),
            "rename": (18, lambda: (self.existing(), self.anywhere(), self.random.choice([0, 0, 0, NOREPLACE, EXCHANGE]))),
            "unlink": (8, lambda: (self.existing(),)),
            "rmdir": (4, lambda: (self.existing(),)),
        }
        on_files = {
            "write": (10, lambda: (self.file(), size, self.data())),
            "append": (4, lambda: (self.file(), self.data())),
            "read": (4, lambda: (self.file(), size // 2, 6000)),
            "ftruncate": (4, lambda: (self.file(), size)),
            "fchmod": (3, lambda: (self.file(), self.mode())),
            "futimens": (2, lambda: (self.file(), self.time(), self.time())),
            "fsetxattr": (2, lambda: (self.file(), "user.x", self.value())),
            "flink": (3, lambda: (self.file(), self.fresh())),
            "close_file": (6, lambda: (self.file(),)),
        }
        return {**by_path, **(on_files if self.plain.files else {})}

    def step(self):
        if self.random.random() < 0.04:
            self.choose_policies()
        operations = self.operations()
        name = self.random.choices(list(operations), [often for often, _ in operations.values()])[0]
        arguments = operations[name][1]()
        os.umask(self.random.choice([0, 0o022, 0o077]))
        self.both(name, *arguments, caller=self.random.choice(CALLERS))
        if len(self.plain.files) > 5:
            self.both("close_file", self.file())
        if len(self.plain.directories) > 4:
            self.both("close_directory", self.random.randrange(1, 5))

    def both(self, name, *arguments, caller=CALLERS[0]):
        with as_caller(*caller):
            expected = attempt(getattr(self.plain, name), *arguments)
            actual = attempt(getattr(self.union, name), *arguments)
        self.log.append(f"{caller[0]}: {name}{arguments!r:.300} -> {expected!r:.60}")
        self.same(name, actual, expected)
        if name.startswith("close_"):
            return
        for where in [a for a in arguments if isinstance(a, tuple)]:
            directory, rest = where
            for near in {where, (directory, os.path.dirname(rest))}:
                self.same(near, self.union.seen(self.union.path(near)), self.plain.seen(self.plain.path(near)))
        for file in range(len(self.plain.files)):
            self.same(f"open file {file}", self.union.seen_open(file), self.plain.seen_open(file))

    def same(self, what, actual, expected):
        if actual != expected:
            last = "\n".join(self.log)
            raise AssertionError(f"seed {self.seed}, after\n{last}\n{what} is\n{actual!r:.3000} instead of\n{expected!r:.3000}")

    def same_trees(self):
        expected = self.plain.everything()
        actual = self.union.everything()
        for path in sorted(expected.keys() | actual.keys()):
            self.same(path, actual.get(path), expected.get(path))

    def run(self):
        self.same_trees()
        for number in range(OPERATIONS):
            self.step()
            if number % LOOK_AT_ALL == 0:
                self.same_trees()
        self.same_trees()
        on_branches = set()
        for branch in self.branches:
            on_branches.update(paths(os.path.join(branch, self.name)))
        self.same("what the branches have", on_branches, set(paths(self.plain.root)))
        self.plain.close()
        self.union.close()
        self.tell("func.unlink", "epall")
        shutil.rmtree(os.path.join(self.mount, self.name))
        self.same("what is left", [b for b in self.branches if os.listdir(b)], [])


class ReadOnlyWorld(World):
    """With branches where nothing changes, a plain directory is no answer key: but what is seen is what the branches have."""

    others = ["RO", "RO", "NC"]

    def run(self):
        self.plain.close()
        self.plain = self.union
        kept = [Side(path) for path, mode in zip(self.on_branches(), self.modes) if mode == "RO"]
        before = [side.everything() for side in kept]
        self.same_trees()
        for number in range(OPERATIONS):
            self.step()
            if number % 15 == 0:
                self.same_trees()
        self.same("what must not change", [side.everything() for side in kept], before)
        for side in [self.union, *kept]:
            side.close()

    def on_branches(self):
        return [os.path.join(branch, self.name) for branch in self.branches]

    def both(self, name, *arguments, caller=CALLERS[0]):
        with as_caller(*caller):
            result = attempt(getattr(self.union, name), *arguments)
        self.log.append(f"{caller[0]}: {name}{arguments!r:.300} -> {result!r:.60}")
        self.same(f"whether {name} is EIO", result == "EIO", False)

    def same_trees(self):
        """The first branch that has a name says what it is; temporary names would be seen in the second of these."""
        merged = {}
        for root in self.on_branches():
            for path in paths(root):
                above = merged.get(os.path.dirname(path))
                if path not in merged and (above is None or stat.S_ISDIR(above[0])):
                    merged[path] = what_is(os.path.join(root, path))
        seen = {path: what_is(os.path.join(self.union.root, path)) for path in paths(self.union.root)}
        for path in sorted(seen.keys() | merged.keys()):
            self.same(path, seen.get(path), merged.get(path))


def what_is(path):
    mode = os.lstat(path).st_mode
    if stat.S_ISREG(mode):
        with open(path, "rb") as file:
            return mode, file.read()
    return mode, os.readlink(path) if stat.S_ISLNK(mode) else ""


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except OSError as e:
        return errno.errorcode[e.errno]


def main():
    first, count = int(sys.argv[2]), int(sys.argv[3])
    with tempfile.TemporaryDirectory() as source:
        os.chmod(source, 0o755)
        for seed in range(first, first + count):
            kind = ReadOnlyWorld if seed % 3 == 2 else World
            kind(sys.argv[1], source, seed).run()


if __name__ == "__main__":
    main()
