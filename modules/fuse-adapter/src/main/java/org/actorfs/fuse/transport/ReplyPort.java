package org.actorfs.fuse.transport;

/** Where the answer to a request goes: memory for it, and the way out. An answer begins, takes a buffer, writes it, gives it back, and ends. */
public interface ReplyPort {
    /** An answer is owed: what it is written with stays until {@link #end}. */
    void begin();

    /** A buffer for a small answer. */
    ReplyBuffer takeSmall();

    /** Gives back what {@link #takeSmall} gave to the same thread. */
    void giveSmall(ReplyBuffer buffer);

    /** A buffer for data. */
    ReplyBuffer takeLarge();

    /** Gives back what {@link #takeLarge} gave. */
    void giveLarge(ReplyBuffer buffer);

    /** The answer, of {@code length} bytes: 0, or -errno if the kernel does not take it. */
    int write(ReplyBuffer buffer, int length);

    /**
     * Nothing more is done for this request: another may come to where it was.
     *
     * @param inUse whether somebody may be at work in its memory nevertheless, now or later: then nothing may come there, and where the answer lies in
     *     that memory, the kernel is not given it; it ends with the session
     */
    void end(boolean inUse);

    /** The request wants no answer; instead of all the others. */
    void silence();
}
