package org.actorfs.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.invoke.VarHandle;

/**
 * An io_uring(7) for commands to a driver (IORING_OP_URING_CMD), with entries of 128 bytes. All calls come from the thread that opened it; the
 * kernel does nothing for it but in {@link #enter}.
 *
 * <p><b>Raw layer:</b> what a command points to is kept alive by its caller until it has completed, or {@link #close} has been called.
 */
public final class IoUring implements AutoCloseable {
    public static final int CMD_BYTES = 80;

    private static final int SYS_IO_URING_SETUP = 425;
    private static final int SYS_IO_URING_ENTER = 426;
    private static final int SYS_IO_URING_REGISTER = 427;

    private static final int REGISTER_FILES = 2;

    private static final int SETUP_CQSIZE = 1 << 3;
    private static final int SETUP_SUBMIT_ALL = 1 << 7;
    private static final int SETUP_SQE128 = 1 << 10;
    private static final int SETUP_SINGLE_ISSUER = 1 << 12;
    private static final int SETUP_DEFER_TASKRUN = 1 << 13;
    private static final int ENTER_GETEVENTS = 1;

    /** Of a full ring, before it is given up: the kernel may lack memory for a moment. */
    private static final int MAX_SUBMITS = 1000;

    private static final long OFFSET_SQ_RING = 0;
    private static final long OFFSET_CQ_RING = 0x8000000L;
    private static final long OFFSET_SQES = 0x10000000L;

    private static final byte OP_POLL_ADD = 6;
    private static final byte OP_URING_CMD = 46;

    /** struct io_uring_params. */
    private static final int PARAMS_BYTES = 120;

    private static final int PARAMS_SQ_ENTRIES = 0;
    private static final int PARAMS_CQ_ENTRIES = 4;
    private static final int PARAMS_FLAGS = 8;
    private static final int PARAMS_SQ_OFF = 40;
    private static final int PARAMS_CQ_OFF = 80;

    /** struct io_sqring_offsets, struct io_cqring_offsets: these begin alike. */
    private static final int OFF_HEAD = 0;

    private static final int OFF_TAIL = 4;
    private static final int OFF_MASK = 8;
    private static final int SQ_OFF_ARRAY = 24;
    private static final int CQ_OFF_CQES = 20;

    /** struct io_uring_sqe with SQE128. */
    private static final int SQE_BYTES = 128;

    private static final int SQE_FLAGS = 1;
    private static final int SQE_FD = 4;
    private static final int SQE_CMD_OP = 8;
    private static final int SQE_ADDR = 16;
    private static final int SQE_LEN = 24;
    private static final int SQE_POLL_EVENTS = 28;
    private static final int SQE_USER_DATA = 32;
    private static final int SQE_CMD = 48;

    private static final byte SQE_FIXED_FILE = 1;

    /** struct io_uring_cqe. */
    private static final int CQE_BYTES = 16;

    private static final int CQE_RESULT = 8;

    private static final VarHandle INT = JAVA_INT.varHandle();

    private final int fd;
    private final long sqRing;
    private final long sqRingBytes;
    private final long cqRing;
    private final long cqRingBytes;
    private final long sqes;
    private final int sqEntries;
    private final long sqTail;
    private final long cqHead;
    private final long cqTail;
    private final int cqMask;
    private final long cqes;

    /** Entries that the kernel has not been told of. */
    private int unsubmitted;

    private int nextSqe;
    private long userData;
    private int result;

    private IoUring(int fd, long params) {
        this.fd = fd;
        this.sqEntries = Memory.getInt(params + PARAMS_SQ_ENTRIES);
        long sqOff = params + PARAMS_SQ_OFF;
        long cqOff = params + PARAMS_CQ_OFF;
        this.sqRingBytes = Memory.getInt(sqOff + SQ_OFF_ARRAY) + (long) sqEntries * Integer.BYTES;
        this.cqRingBytes =
                Memory.getInt(cqOff + CQ_OFF_CQES) + (long) Memory.getInt(params + PARAMS_CQ_ENTRIES) * CQE_BYTES;
        this.sqRing = map(fd, OFFSET_SQ_RING, sqRingBytes);
        this.cqRing = map(fd, OFFSET_CQ_RING, cqRingBytes);
        this.sqes = map(fd, OFFSET_SQES, (long) sqEntries * SQE_BYTES);
        if (sqRing < 0 || cqRing < 0 || sqes < 0) {
            unmap();
            throw new UnsupportedOperationException("mmap of an io_uring: ENOMEM");
        }
        this.sqTail = sqRing + Memory.getInt(sqOff + OFF_TAIL);
        this.cqHead = cqRing + Memory.getInt(cqOff + OFF_HEAD);
        this.cqTail = cqRing + Memory.getInt(cqOff + OFF_TAIL);
        this.cqMask = Memory.getInt(cqRing + Memory.getInt(cqOff + OFF_MASK));
        this.cqes = cqRing + Memory.getInt(cqOff + CQ_OFF_CQES);
        long array = sqRing + Memory.getInt(sqOff + SQ_OFF_ARRAY);
        for (int i = 0; i < sqEntries; i++) {
            Memory.putInt(array + (long) i * Integer.BYTES, i);
        }
    }

    private static long map(int fd, long offset, long sizeBytes) {
        return Memory.mapShared(fd, offset, sizeBytes);
    }

    private void unmap() {
        unmap(sqes, (long) sqEntries * SQE_BYTES);
        unmap(sqRing, sqRingBytes);
        unmap(cqRing, cqRingBytes);
    }

    private static void unmap(long address, long sizeBytes) {
        if (address >= 0) {
            Memory.unmap(address, sizeBytes);
        }
    }

    /**
     * io_uring_setup(2), for the calling thread.
     *
     * @param sqEntries a power of two; how many may be put before an {@link #enter} is needed
     * @param cqEntries a power of two, larger than that; more completions than these make the kernel slower, and none is lost
     * @param driverFd of the driver that is given commands: it is held until {@link #close}, which is quicker than once for each
     * @throws UnsupportedOperationException if this kernel has no such rings, or does not let us have one
     */
    public static IoUring open(int sqEntries, int cqEntries, int driverFd) {
        CallFrame frame = CallFrame.current();
        long params = frame.struct();
        Memory.zero(params, PARAMS_BYTES);
        Memory.putInt(
                params + PARAMS_FLAGS,
                SETUP_CQSIZE | SETUP_SUBMIT_ALL | SETUP_SQE128 | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN);
        Memory.putInt(params + PARAMS_CQ_ENTRIES, cqEntries);
        int fd = (int) frame.syscall(SYS_IO_URING_SETUP, sqEntries, params, 0, 0, 0);
        if (fd < 0) {
            throw new UnsupportedOperationException("io_uring_setup: " + Errnos.name(fd));
        }
        try (NativeBuffer copy = NativeBuffer.allocate(PARAMS_BYTES)) { // the calls to come use the frame
            Memory.copy(params, copy.address(), PARAMS_BYTES);
            register(fd, driverFd);
            return new IoUring(fd, copy.address());
        } catch (UnsupportedOperationException | OutOfMemoryError e) {
            Descriptors.close(fd);
            throw e;
        }
    }

    private static void register(int ringFd, int driverFd) {
        CallFrame frame = CallFrame.current();
        long fds = frame.struct();
        Memory.putInt(fds, driverFd);
        long result = frame.syscall(SYS_IO_URING_REGISTER, ringFd, REGISTER_FILES, fds, 1, 0);
        if (result < 0) {
            throw new UnsupportedOperationException("io_uring_register: " + Errnos.name((int) result));
        }
    }

    /**
     * Puts a command to the driver; its completion brings {@code userData}.
     *
     * @param address what the driver wants in sqe.addr, and {@code length} in sqe.len
     * @return where the {@link #CMD_BYTES} of the command's own arguments go, which are zero; good until the next call
     */
    public long command(int operation, long address, int length, long userData) {
        long sqe = next(OP_URING_CMD, 0, userData);
        Memory.putByte(sqe + SQE_FLAGS, SQE_FIXED_FILE);
        Memory.putInt(sqe + SQE_CMD_OP, operation);
        Memory.putLong(sqe + SQE_ADDR, address);
        Memory.putInt(sqe + SQE_LEN, length);
        return sqe + SQE_CMD;
    }

    /** Puts a wait for events of a descriptor, as poll(2) has them: one completion, at once if they are there already. */
    public void poll(int polledFd, int events, long userData) {
        Memory.putInt(next(OP_POLL_ADD, polledFd, userData) + SQE_POLL_EVENTS, events);
    }

    private long next(byte operation, int onFd, long userData) {
        for (int i = 0; unsubmitted == sqEntries; i++) {
            int result = submit();
            if (result < 0 && i >= MAX_SUBMITS) {
                throw new IllegalStateException("io_uring_enter: " + Errnos.name(result));
            }
        }
        long sqe = sqes + (long) (nextSqe & (sqEntries - 1)) * SQE_BYTES;
        nextSqe++;
        unsubmitted++;
        Memory.zero(sqe, SQE_BYTES);
        Memory.putByte(sqe, operation);
        Memory.putInt(sqe + SQE_FD, onFd);
        Memory.putLong(sqe + SQE_USER_DATA, userData);
        return sqe;
    }

    /** io_uring_enter(2) without looking for completions. 0 or -errno. */
    public int submit() {
        return enter(0, 0);
    }

    /**
     * io_uring_enter(2): submits what was put, and gets completions; waits for one if {@code wait} and there is none. 0 or -errno: EINTR
     * after a signal.
     */
    public int enter(boolean wait) {
        return enter(wait ? 1 : 0, ENTER_GETEVENTS);
    }

    private int enter(int completions, int flags) {
        INT.setRelease(Memory.ALL, sqTail, nextSqe);
        long submitted = CallFrame.current().syscall(SYS_IO_URING_ENTER, fd, unsubmitted, completions, flags, 0);
        if (submitted < 0) {
            return (int) submitted;
        }
        unsubmitted -= (int) submitted;
        return 0;
    }

    /** Goes to the next completion; false if there is none now. */
    public boolean advance() {
        int head = (int) INT.get(Memory.ALL, cqHead);
        if (head == (int) INT.getAcquire(Memory.ALL, cqTail)) {
            return false;
        }
        long cqe = cqes + (long) (head & cqMask) * CQE_BYTES;
        userData = Memory.getLong(cqe);
        result = Memory.getInt(cqe + CQE_RESULT);
        INT.setRelease(Memory.ALL, cqHead, head + 1);
        return true;
    }

    /** Of the completion that {@link #advance} went to. */
    public long userData() {
        return userData;
    }

    /** Of the completion that {@link #advance} went to: what the driver says, or -errno. */
    public int result() {
        return result;
    }

    /** Withdraws all commands; the kernel may need a moment to give up their descriptors. */
    @Override
    public void close() {
        Descriptors.close(fd);
        unmap();
    }
}
