"""What the kernel reads and writes itself: the daemon may be stopped meanwhile, and everything else is as ever."""

import fcntl
import mmap
import os
import signal
import sys
import threading
import time

mnt, daemon, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3]
os.chdir(mnt)


def states(pid):
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/stat") as stat:
            yield stat.read().rsplit(")", 1)[1].split()[0]


def stop(pid):
    os.kill(pid, signal.SIGSTOP)
    while set(states(pid)) != {"T"}:
        time.sleep(0.01)


def waits_for_an_answer(thread):
    """Whether it sleeps where the kernel waits for a reply: a slow disk is another place."""
    try:
        with open(f"/proc/self/task/{thread.native_id}/stack") as stack:
            return "request_wait_answer" in stack.read()
    except (FileNotFoundError, ProcessLookupError):
        return False


def asks_the_daemon(step):
    """Nobody answers while the step is taken; if it waits for that, the daemon goes on, and we say so."""
    thread = threading.Thread(target=step)
    asked = False
    stop(daemon)
    try:
        thread.start()
        while thread.is_alive() and not asked:
            asked = waits_for_an_answer(thread)
            time.sleep(0.01)
    finally:
        os.kill(daemon, signal.SIGCONT)
    thread.join()
    return asked


with open("f", "wb") as f:
    f.write(b"0123456789" * 1000)

reader = os.open("f", os.O_RDONLY)
assert asks_the_daemon(lambda: os.pread(reader, 100, 5000)) == (mode == "wo"), "reading"
os.close(reader)
os.sync()
fresh = os.open("g", os.O_WRONLY | os.O_CREAT, 0o640)
os.pwrite(fresh, b"x", 0)  # the first asks whether there are capabilities to be dropped
assert asks_the_daemon(lambda: os.pwrite(fresh, b"x" * 8192, 0)) == (mode == "ro"), "writing"
assert os.fstat(fresh).st_size == 8192
os.close(fresh)

# The first open decides for all that follow, whatever they ask for.
first = os.open("f", os.O_RDONLY)
second = os.open("f", os.O_RDWR)
third = os.open("f", os.O_WRONLY | os.O_APPEND)
with open("f", "rb") as fourth:
    os.pwrite(second, b"abc", 4)
    assert os.pread(first, 10, 0) == b"0123abc789"
    os.write(third, b"end")
    assert fourth.read()[-5:] == b"89end"
    assert os.stat("f").st_size == 10003
fcntl.flock(first, fcntl.LOCK_EX)
try:
    fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    raise AssertionError("a lock that another has")
except BlockingIOError:
    pass
os.close(first)
fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
with mmap.mmap(second, 0) as mapped:
    assert mapped[4:7] == b"abc"
    mapped[0:2] = b"XY"
    assert os.pread(second, 4, 0) == b"XY23"
os.truncate("f", 6)
assert os.pread(second, 100, 0) == b"XY23ab"
os.ftruncate(third, 0)
os.unlink("f")
os.pwrite(second, b"still", 0)
assert os.pread(second, 10, 0) == b"still"
assert os.fstat(third).st_nlink == 0
os.close(second)
os.close(third)

# After the last release another open decides.
for flags in (os.O_WRONLY, os.O_RDONLY, os.O_RDWR, os.O_WRONLY):
    for _ in range(50):
        os.close(os.open("g", flags))
os.rename("g", "h")
assert os.stat("h").st_mode & 0o7777 == 0o640
assert os.pread(os.open("h", os.O_RDONLY), 1, 0) == b"x"


def many(number):
    for i in range(200):
        fd = os.open("h", (os.O_RDONLY, os.O_RDWR, os.O_WRONLY)[(i + number) % 3])
        os.fstat(fd)
        os.close(fd)


threads = [threading.Thread(target=many, args=(n,)) for n in range(8)]
failures = []
threading.excepthook = lambda e: failures.append(e)
for t in threads:
    t.start()
for t in threads:
    t.join()
assert not failures, failures
