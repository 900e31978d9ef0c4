package org.actorfs.simulation;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.actorfs.fs.Allocation;
import org.actorfs.fs.Caller;
import org.actorfs.fs.Errno;
import org.actorfs.fs.OpenFlags;
import org.actorfs.fs.Outcome.Nothing;
import org.actorfs.fs.Reply;
import org.actorfs.fs.actor.FileHandle;
import org.actorfs.fs.actor.FileInode;
import org.actorfs.simulation.check.FileModel;

/** The requests about an open file, and open itself. Stateless but for where they go; one for a run. */
final class FileRequests {
    private static final byte SCRIBBLE = (byte) 0xEE;

    private final Journal journal;

    FileRequests(Journal journal) {
        this.journal = journal;
    }

    void open(SimulatedKernel kernel, KnownInode inode, int flags) {
        inode.pin();
        String what = "open " + inode + " with flags 0" + Integer.toOctalString(flags);
        Call call = journal.begin(kernel, what, inode::unpin);
        Reply<Long> reply = journal.reply(
                call,
                handle -> {
                    if (OpenFlags.has(flags, OpenFlags.TRUNCATE)) {
                        journal.file(call, inode.ino(), new FileModel.Resize(0));
                    }
                    if (kernel.isAttached()) {
                        kernel.openedFile(handle, inode, flags);
                    } else {
                        kernel.refuseFile(handle);
                    }
                },
                errno -> {
                    journal.expectFault(call, errno);
                    if (!kernel.isAttached() && OpenFlags.has(flags, OpenFlags.TRUNCATE)) {
                        journal.hearsay().maybeTruncated(call.invoked());
                    }
                });
        kernel.tell(inode, new FileInode.Open(kernel, flags, Caller.ROOT, reply));
    }

    void read(SimulatedKernel kernel, OpenHandle handle, long offset, int sizeBytes) {
        Call call = begin(kernel, handle, "read " + sizeBytes + " at " + offset);
        byte[] buffer = new byte[sizeBytes];
        MemorySegment segment = MemorySegment.ofArray(buffer);
        Reply<Integer> reply = journal.promptReply(
                call,
                count -> {
                    if (count < 0 || count > sizeBytes) {
                        journal.fail("answer", call + " read " + count + " bytes");
                    } else {
                        byte[] data = Arrays.copyOf(buffer, count);
                        journal.file(call, handle.inode().ino(), new FileModel.Read(offset, sizeBytes, data));
                    }
                },
                errno -> {
                    if (errno != Errno.EBADF || OpenFlags.mayRead(handle.flags())) {
                        journal.expectFault(call, errno);
                    }
                });
        kernel.tell(handle, new FileHandle.Read(offset, sizeBytes, () -> segment, reply));
    }

    /** Writes bytes that no other call writes, from a buffer that is scribbled over as soon as the answer is there. */
    void write(SimulatedKernel kernel, OpenHandle handle, long offset, int sizeBytes) {
        boolean append = OpenFlags.has(handle.flags(), OpenFlags.APPEND);
        Call call = begin(kernel, handle, "write " + sizeBytes + (append ? " at the end" : " at " + offset));
        byte[] data = new byte[sizeBytes];
        for (int i = 0; i < sizeBytes; i++) {
            data[i] = (byte) (1 + (journal.calls() * 31 + i) % 233);
        }
        byte[] buffer = data.clone();
        Reply<Integer> reply = journal.promptReply(
                call,
                count -> {
                    Arrays.fill(buffer, SCRIBBLE);
                    written(call, handle, offset, append, data, count);
                },
                errno -> {
                    Arrays.fill(buffer, SCRIBBLE);
                    refusedWrite(call, handle, errno);
                });
        kernel.tell(
                handle, new FileHandle.Write(offset, MemorySegment.ofArray(buffer), false, false, Caller.ROOT, reply));
    }

    private void written(Call call, OpenHandle handle, long offset, boolean append, byte[] data, int count) {
        if (count < 1 || count > data.length) {
            journal.fail("answer", call + " wrote " + count + " bytes");
            return;
        }
        byte[] done = Arrays.copyOf(data, count);
        journal.file(
                call, handle.inode().ino(), append ? new FileModel.Append(done) : new FileModel.Write(offset, done));
    }

    private void refusedWrite(Call call, OpenHandle handle, Errno errno) {
        boolean refusedByMode = errno == Errno.EBADF && !OpenFlags.mayWrite(handle.flags());
        if (errno != Errno.ENOSPC && !refusedByMode) {
            journal.expectFault(call, errno);
        }
    }

    /** fallocate(2) that nobody can see by reading: neither content nor size change. */
    void reserve(SimulatedKernel kernel, OpenHandle handle, long offset, int sizeBytes) {
        Call call = begin(kernel, handle, "reserve " + sizeBytes + " at " + offset);
        Allocation range = new Allocation(Allocation.Kind.RESERVE, true, offset, sizeBytes);
        Reply<Nothing> reply = journal.reply(call, _ -> {}, errno -> refusedWrite(call, handle, errno));
        kernel.tell(handle, new FileHandle.Fallocate(range, Caller.ROOT, reply));
    }

    void fsync(SimulatedKernel kernel, OpenHandle handle) {
        Call call = begin(kernel, handle, "fsync");
        Reply<Nothing> reply = journal.reply(call, _ -> {}, errno -> journal.expectFault(call, errno));
        kernel.tell(handle, new FileHandle.Fsync(false, reply));
    }

    /** SEEK_DATA (3) or SEEK_HOLE (4); how a store lays out its holes is its own business. */
    void lseek(SimulatedKernel kernel, OpenHandle handle, long offset, int whence) {
        Call call = begin(kernel, handle, "lseek " + offset + (whence == 3 ? " for data" : " for a hole"));
        Reply<Long> reply = journal.reply(
                call,
                found -> {
                    if (found < offset) {
                        journal.fail("answer", call + " went back to " + found);
                    }
                },
                errno -> {
                    if (errno != Errno.ENXIO) {
                        journal.expectFault(call, errno);
                    }
                });
        kernel.tell(handle, new FileHandle.Lseek(offset, whence, reply));
    }

    private Call begin(SimulatedKernel kernel, OpenHandle handle, String what) {
        handle.use();
        return journal.begin(kernel, "through " + handle + ": " + what, handle::unuse);
    }
}
