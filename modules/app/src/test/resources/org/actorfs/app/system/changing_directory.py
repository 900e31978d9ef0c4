"""Lists a directory of 10,000 entries again and again while other names come and go: none lost, none twice."""

import multiprocessing
import os
import sys
import time

STAYING = 10_000
SECONDS = 6


def change(directory, number, end):
    """Makes and removes names of all lengths, so that they land everywhere between the others."""
    round = 0
    while time.monotonic() < end:
        names = [os.path.join(directory, f"going-{number}-{round}-{i}" + "x" * (i % 200)) for i in range(50)]
        for name in names:
            os.close(os.open(name, os.O_CREAT | os.O_EXCL))
        for name in names:
            os.unlink(name)
        round += 1


def check(listing, staying):
    unique = set(listing)
    assert len(unique) == len(listing), f"{len(listing) - len(unique)} names twice"
    lost = staying - unique
    assert not lost, f"{len(lost)} names lost, such as {min(lost)}"


def watch(directory, with_stat, end, staying):
    rounds = 0
    while time.monotonic() < end:
        with os.scandir(directory) as entries:
            listing = []
            for entry in entries:
                listing.append(entry.name)
                if with_stat and entry.name.startswith("staying"):
                    assert entry.stat(follow_symlinks=False).st_size == 0
        check(listing, staying)
        rounds += 1
    assert rounds > 1, "too slow to say anything"


def main():
    directory = os.path.join(sys.argv[1], "changing")
    os.mkdir(directory)
    staying = {f"staying-{i}" for i in range(STAYING)}
    for name in staying:
        os.close(os.open(os.path.join(directory, name), os.O_CREAT | os.O_EXCL))
    end = time.monotonic() + SECONDS
    processes = [multiprocessing.Process(target=change, args=(directory, n, end)) for n in range(2)]
    processes += [multiprocessing.Process(target=watch, args=(directory, n == 1, end, staying)) for n in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert all(process.exitcode == 0 for process in processes), "a process failed"
    check(os.listdir(directory), staying)
    assert len(os.listdir(directory)) == STAYING, "names that went are still there"


if __name__ == "__main__":
    main()
