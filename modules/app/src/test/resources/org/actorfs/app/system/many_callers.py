"""64 threads and 16 processes create, write, read back, rename and delete files of their own in one directory."""

import os
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

ROUNDS = 25


def work(directory, caller):
    for round in range(ROUNDS):
        first = os.path.join(directory, f"{caller}-{round}")
        second = first + ".renamed"
        content = f"{caller} {round} ".encode() * 500
        with open(first, "xb") as file:
            file.write(content)
        with open(first, "rb") as file:
            assert file.read() == content, first
        os.rename(first, second)
        assert not os.path.exists(first), first
        with open(second, "rb") as file:
            assert file.read() == content, second
        assert os.stat(second).st_size == len(content), second
        os.unlink(second)
    return 1


def main():
    directory = os.path.join(sys.argv[1], "many")
    os.mkdir(directory)
    with ProcessPoolExecutor(16) as processes, ThreadPoolExecutor(64) as threads:
        pending = [processes.submit(work, directory, f"process{n}") for n in range(16)]
        pending += [threads.submit(work, directory, f"thread{n}") for n in range(64)]
        assert sum(each.result() for each in pending) == 80
    assert os.listdir(directory) == [], "files are left"
    os.rmdir(directory)


if __name__ == "__main__":
    main()
