"""Says what it sees of a mount, once at the start and once after each line that it reads: names, size, contents, and a mapping."""
import mmap
import os
import sys

mount = sys.argv[1]
fd = os.open(mount + "/d/f", os.O_RDONLY)
mapping = mmap.mmap(fd, 4096, prot=mmap.PROT_READ)


def see():
    path = mount + "/d/f"
    with open(path, "rb") as file:
        data = file.read()
    print(
        os.path.exists(mount + "/d/gone"),
        os.path.exists(mount + "/d/new"),
        os.stat(path).st_size,
        chr(data[0]),
        chr(mapping[0]),
        flush=True,
    )


see()
for line in sys.stdin:
    see()
