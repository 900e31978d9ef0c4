package org.actorfs.fuse.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.actorfs.fuse.protocol.RequestExtensions.SecurityContext;

/** One valid request of every opcode that has a record, as bytes and as what they decode to. */
final class SampleRequests {
    private static final byte[] NAME = bytes("hello.txt");
    private static final byte[] NEW_NAME = bytes("ümlaut");
    private static final byte[] DATA = bytes("some data\0with a NUL");
    private static final long DIR = 1;
    private static final long FILE = 0x1234_5678_9abc_def0L;
    private static final long FH = -2;
    private static final RequestExtensions EXTENSIONS = new RequestExtensions(
            List.of(
                    new SecurityContext(bytes("security.selinux"), bytes("u:object_r:etc_t:s0\0")),
                    new SecurityContext(bytes("security.smack"), bytes("_"))),
            new int[] {100, -1});

    private final KernelSide kernel = KernelSide.modern(1000, 100, 4711);
    private final List<Sample> samples = new ArrayList<>();

    private SampleRequests() {
        entries(RequestExtensions.NONE);
        entries(EXTENSIONS);
        inodes();
        handles();
        session();
    }

    /** Bytes, and the record that they mean. */
    record Sample(int opcode, MemorySegment bytes, Request expected) {}

    static List<Sample> all() {
        return new SampleRequests().samples;
    }

    private void entries(RequestExtensions ext) {
        add(kernel.lookup(DIR, NAME), new EntryRequest.Lookup(header(DIR), NAME));
        add(kernel.lookup(DIR, bytes("..")), new EntryRequest.Lookup(header(DIR), bytes("..")));
        add(
                kernel.symlink(DIR, NAME, bytes("../to/there"), ext),
                new EntryRequest.Symlink(header(DIR), NAME, bytes("../to/there"), ext));
        add(
                kernel.mknod(DIR, NAME, 0x21a4, 0x501, 0x12, ext),
                new EntryRequest.Mknod(header(DIR), NAME, 0x21a4, 0x501, 0x12, ext));
        add(kernel.mkdir(DIR, NAME, 0x1ff, 0x12, ext), new EntryRequest.Mkdir(header(DIR), NAME, 0x1ff, 0x12, ext));
        add(kernel.unlink(DIR, NAME), new EntryRequest.Unlink(header(DIR), NAME));
        add(kernel.rmdir(DIR, NAME), new EntryRequest.Rmdir(header(DIR), NAME));
        add(kernel.rename(DIR, NAME, 7, NEW_NAME), new EntryRequest.Rename(header(DIR), NAME, 7, NEW_NAME, 0));
        add(kernel.rename2(DIR, NAME, 7, NEW_NAME, 2), new EntryRequest.Rename(header(DIR), NAME, 7, NEW_NAME, 2));
        add(kernel.link(DIR, NAME, FILE), new EntryRequest.Link(header(DIR), NAME, FILE));
        add(
                kernel.create(DIR, NAME, 0x8042, 0x81a4, 0x12, 1, ext),
                new EntryRequest.Create(header(DIR), NAME, 0x8042, 0x81a4, 0x12, 1, ext));
        add(
                kernel.tmpfile(DIR, 0x8002, 0x81a4, 0x12, 1, ext),
                new EntryRequest.Tmpfile(header(DIR), 0x8002, 0x81a4, 0x12, 1, ext));
    }

    private void inodes() {
        add(kernel.forget(FILE, 3), new InodeRequest.Forget(header(FILE), 3));
        add(kernel.getattr(FILE, 1, FH), new InodeRequest.Getattr(header(FILE), 1, FH));
        InodeRequest.Setattr setattr = new InodeRequest.Setattr(
                new RequestHeader(kernel.lastUnique() + 2, FILE, 1000, 100, 4711),
                0x7ff,
                FH,
                1L << 40,
                99,
                -5,
                1,
                6,
                2,
                7,
                3,
                0x1a4,
                1001,
                101);
        add(kernel.setattr(setattr), setattr);
        add(kernel.statx(FILE, 1, FH, 0x100, 0xfff), new InodeRequest.Statx(header(FILE), 1, FH, 0x100, 0xfff));
        add(kernel.readlink(FILE), new InodeRequest.Readlink(header(FILE)));
        add(kernel.statfs(FILE), new InodeRequest.Statfs(header(FILE)));
        add(kernel.access(FILE, 4), new InodeRequest.Access(header(FILE), 4));
        add(
                kernel.setxattr(FILE, bytes("user.a/b"), DATA, 1, 1),
                new InodeRequest.Setxattr(header(FILE), bytes("user.a/b"), DATA, 1, 1));
        add(
                kernel.getxattr(FILE, bytes("user.a/b"), 64),
                new InodeRequest.Getxattr(header(FILE), bytes("user.a/b"), 64));
        add(kernel.listxattr(FILE, 64), new InodeRequest.Listxattr(header(FILE), 64));
        add(kernel.removexattr(FILE, bytes("user.a")), new InodeRequest.Removexattr(header(FILE), bytes("user.a")));
        add(kernel.open(FILE, 0x8001, 1), new InodeRequest.Open(header(FILE), 0x8001, 1));
        add(kernel.opendir(DIR, 0x18000), new InodeRequest.Opendir(header(DIR), 0x18000));
        add(kernel.bmap(FILE, 12, 512), new InodeRequest.Bmap(header(FILE), 12, 512));
    }

    private void handles() {
        add(
                kernel.read(FILE, FH, 1L << 33, 4096, 2, 77, 0x8000),
                new HandleRequest.Read(header(FILE), FH, 1L << 33, 4096, 2, 77, 0x8000));
        add(
                kernel.write(FILE, FH, 1L << 33, 1, 77, 0x8001, DATA),
                new HandleRequest.Write(header(FILE), FH, 1L << 33, 1, 77, 0x8001, MemorySegment.ofArray(DATA)));
        add(kernel.release(FILE, FH, 2, 2, 77), new HandleRequest.Release(header(FILE), FH, 2, 2, 77));
        add(kernel.releasedir(DIR, FH, 2), new HandleRequest.Releasedir(header(DIR), FH, 2));
        add(kernel.flush(FILE, FH, 77), new HandleRequest.Flush(header(FILE), FH, 77));
        add(kernel.fsync(FILE, FH, true), new HandleRequest.Fsync(header(FILE), FH, true));
        add(kernel.fsyncdir(DIR, FH, false), new HandleRequest.Fsyncdir(header(DIR), FH, false));
        add(kernel.readdir(DIR, FH, 5, 4096), new HandleRequest.Readdir(header(DIR), FH, 5, 4096));
        add(kernel.readdirplus(DIR, FH, 5, 4096), new HandleRequest.Readdirplus(header(DIR), FH, 5, 4096));
        LockRange lock = new LockRange(10, Long.MAX_VALUE, 1, 4711);
        add(kernel.getlk(FILE, FH, 77, lock, 0), new HandleRequest.Getlk(header(FILE), FH, 77, lock, 0));
        add(kernel.setlk(FILE, FH, 77, lock, 1), new HandleRequest.Setlk(header(FILE), FH, 77, lock, 1, false));
        add(kernel.setlkw(FILE, FH, 77, lock, 0), new HandleRequest.Setlk(header(FILE), FH, 77, lock, 0, true));
        add(
                kernel.ioctl(FILE, FH, 4, 0x5401, 0x7fff_0000L, 32, DATA),
                new HandleRequest.Ioctl(header(FILE), FH, 4, 0x5401, 0x7fff_0000L, 32, MemorySegment.ofArray(DATA)));
        add(kernel.poll(FILE, FH, 88, 1, 5), new HandleRequest.Poll(header(FILE), FH, 88, 1, 5));
        add(kernel.fallocate(FILE, FH, 8, 16, 3), new HandleRequest.Fallocate(header(FILE), FH, 8, 16, 3));
        add(kernel.lseek(FILE, FH, 8, 3), new HandleRequest.Lseek(header(FILE), FH, 8, 3));
        copies(false);
        copies(true);
    }

    private void copies(boolean wide) {
        RequestHeader next = new RequestHeader(kernel.lastUnique() + 2, FILE, 1000, 100, 4711);
        HandleRequest.CopyFileRange copy = new HandleRequest.CopyFileRange(next, FH, 1, 2, 3, 4, 5, 6, wide);
        add(kernel.copyFileRange(copy), copy);
    }

    private void session() {
        add(kernel.init(7, 45, 131072, -1L), new SessionRequest.Init(header(0), 7, 45, 131072, -1L));
        add(kernel.initOf16Bytes(7, 34, 131072, 8), new SessionRequest.Init(header(0), 7, 34, 131072, 8));
        add(kernel.destroy(), new SessionRequest.Destroy(header(0)));
        add(kernel.interrupt(42), new SessionRequest.Interrupt(header(0), 42));
        long[] nodeids = {2, 3, 5};
        long[] nlookups = {1, 9, 4};
        add(kernel.batchForget(nodeids, nlookups), new SessionRequest.BatchForget(header(0), nodeids, nlookups));
        add(
                kernel.notifyReply(FILE, 4096, DATA),
                new SessionRequest.NotifyReply(header(FILE), 4096, MemorySegment.ofArray(DATA)));
        add(kernel.syncfs(DIR), new SessionRequest.Syncfs(header(DIR)));
        add(kernel.raw(4096, 0, DATA), new SessionRequest.Unknown(header(0), 4096));
    }

    private RequestHeader header(long nodeid) {
        return kernel.lastHeader(nodeid);
    }

    private void add(MemorySegment bytes, Request expected) {
        samples.add(new Sample(Header.read(bytes).opcode(), bytes, expected));
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
