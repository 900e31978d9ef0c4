package org.actorfs.fs.driver;

/**
 * What a driver wants of the kernel's own caches and short cuts, as far as the kernel has them.
 *
 * @param passthrough open files may offer a {@link OpenFile#kernelDescriptor}
 * @param pages what becomes of the pages of files
 * @param listings whether listings of directories are cached until the directory's times change
 * @param symlinks whether targets of links are cached
 * @param asyncReads whether there may be several reads of one open file at a time, in any order
 * @param negativeTimeoutNanos default of the negative_timeout mount option
 * @param acls whether it heeds POSIX ACLs, where there are extended attributes; else they are attributes like others
 * @param readAheadKib how far it reads ahead; 0: as it would
 * @param fileNames whether the names of others than directories may be believed; else they are looked up before each use
 */
public record KernelUse(
        boolean passthrough,
        Pages pages,
        boolean listings,
        boolean symlinks,
        boolean asyncReads,
        long negativeTimeoutNanos,
        boolean acls,
        long readAheadKib,
        boolean fileNames) {
    /** How the kernel caches the data of files. */
    public enum Pages {
        /** Not at all: every read and write comes to the driver. */
        NONE,
        /** While a file is open; dropped when it is opened next. */
        WHILE_OPEN,
        /** For as long as there is memory, whoever changes the file elsewhere. */
        KEPT,
        /** As {@link #KEPT}, until the file's size or time of modification is seen to have changed. */
        KEPT_UNTIL_CHANGED
    }

    /** What suits files that others may change. */
    public static final KernelUse CAREFUL = new KernelUse(false, Pages.WHILE_OPEN, false, true, true, 0, true, 0, true);
}
