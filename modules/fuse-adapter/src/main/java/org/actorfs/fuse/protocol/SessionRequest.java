package org.actorfs.fuse.protocol;

import java.lang.foreign.MemorySegment;

/** Requests about the session as a whole, and bytes that are no request we know. */
@SuppressWarnings("ArrayRecordComponent") // numbers as they came; nobody compares whole requests
public sealed interface SessionRequest extends Request {
    /**
     * The first request; nothing else comes before its answer. Answer: init_out, see {@link Negotiation}.
     *
     * @param flags 64 bits of {@link InitFlags}; the upper half is 0 unless INIT_EXT is offered
     */
    record Init(RequestHeader header, int major, int minor, int maxReadahead, long flags) implements SessionRequest {}

    /** The last request of a fuseblk or virtiofs mount; plain fuse mounts end without it. Answer: empty. */
    record Destroy(RequestHeader header) implements SessionRequest {}

    /**
     * The caller of request {@code interrupted} got a signal. No answer, but EAGAIN on {@code /dev/fuse} asks to send
     * it again, if the request is not here yet.
     */
    record Interrupt(RequestHeader header, long interrupted) implements SessionRequest {
        @Override
        public boolean expectsReply() {
            return false;
        }
    }

    /**
     * Many FORGETs in one. No answer, ever. Lookup count of {@code nodeids[i]}: minus {@code nlookups[i]}.
     */
    record BatchForget(RequestHeader header, long[] nodeids, long[] nlookups) implements SessionRequest {
        @Override
        public boolean expectsReply() {
            return false;
        }
    }

    /**
     * The data that NOTIFY_RETRIEVE asked for; {@code header.unique} is its notify_unique. No answer.
     *
     * @param data borrowed, as in {@link HandleRequest.Write}
     */
    record NotifyReply(RequestHeader header, long offset, MemorySegment data) implements SessionRequest {
        @Override
        public boolean expectsReply() {
            return false;
        }
    }

    /** syncfs(2), on fuseblk and virtiofs mounts. Answer: empty. ENOSYS: never asked again. */
    record Syncfs(RequestHeader header) implements SessionRequest {}

    /** An opcode we do not know, or never negotiate (CUSE, DAX). Answer: ENOSYS, which the kernel remembers. */
    record Unknown(RequestHeader header, int opcode) implements SessionRequest {}

    /**
     * Bytes that make no sense, or a name that is too long for us (the kernel passes names of up to 4095 bytes).
     *
     * @param opcode 0 if not even the header was whole; then unique is 0 too
     * @param errno the answer: ENAMETOOLONG for long names, else EIO
     * @param reason for the log
     */
    record Malformed(RequestHeader header, int opcode, int errno, String reason) implements SessionRequest {
        @Override
        public boolean expectsReply() {
            return switch (opcode) {
                case Opcode.FORGET, Opcode.BATCH_FORGET, Opcode.INTERRUPT, Opcode.NOTIFY_REPLY -> false;
                default -> unique() != 0;
            };
        }
    }
}
