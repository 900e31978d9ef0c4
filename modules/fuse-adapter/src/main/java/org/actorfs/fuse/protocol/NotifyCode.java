package org.actorfs.fuse.protocol;

/** Kinds of notification ({@code enum fuse_notify_code}). */
public final class NotifyCode {
    /** A polled file may have become ready. */
    public static final int POLL = 1;

    /** Drop cached attributes, and the data of a range. */
    public static final int INVAL_INODE = 2;

    /** Drop (or expire) one cached name. */
    public static final int INVAL_ENTRY = 3;

    /** Put data into the page cache. */
    public static final int STORE = 4;

    /** Ask for data in the page cache; it comes as NOTIFY_REPLY. */
    public static final int RETRIEVE = 5;

    /** A name is gone: as INVAL_ENTRY, and watchers hear of it. Since 7.18. */
    public static final int DELETE = 6;

    /** Send again what was read and not answered. Since 7.40. */
    public static final int RESEND = 7;

    /** Make every cached name stale. Since 7.44. */
    public static final int INC_EPOCH = 8;

    /** Ask the kernel to forget unused inodes. Since 7.45. */
    public static final int PRUNE = 9;

    private NotifyCode() {}
}
