#!/usr/bin/env python3
"""Makes a tree of directories, files, symlinks and hard links, the same one each time.

Usage: many_entries.py DIR ENTRIES
"""

import os
import random
import sys

A_DIRECTORY = 20
os.chdir(sys.argv[1])
wanted = int(sys.argv[2])
dice = random.Random(wanted)
entries = 0
while entries < wanted:
    directory = f"{dice.randrange(A_DIRECTORY):02}/{entries:05}"
    entries += 1 if os.path.isdir(os.path.dirname(directory)) else 2
    os.makedirs(directory)
    latest = None
    for i in range(min(A_DIRECTORY - 1, wanted - entries)):
        name = f"{directory}/{'x' * dice.randrange(1, 30)}{i}"
        kind = dice.randrange(100)
        if kind == 0:
            os.symlink(f"{i}/nowhere", name)
        elif kind == 1 and latest:
            os.link(latest, name)
        else:
            with open(name, "wb") as file:
                file.write(dice.randbytes(min(100_000, int(dice.lognormvariate(6, 1.5)))))
            os.chmod(name, dice.choice((0o644, 0o755, 0o600)))
            os.utime(name, ns=(0, dice.randrange(10**18)))
            latest = name
        entries += 1
