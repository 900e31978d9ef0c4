package org.actorfs.fs;

import org.jspecify.annotations.Nullable;

/**
 * setxattr(2) or removexattr(2) of one extended attribute.
 *
 * @param name with its namespace: {@code user.comment}
 * @param value to be read only; null removes it
 * @param when EEXIST or ENODATA where that is not so
 * @param dropSetGid an access ACL that takes sgid with it: its caller is not of the file's group and lacks CAP_FSETID
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and a copy per call buys nothing
public record XattrUpdate(Name name, byte @Nullable [] value, Condition when, boolean dropSetGid) {
    /** What must hold before. */
    public enum Condition {
        ANY,
        ABSENT,
        PRESENT
    }

    public static XattrUpdate remove(Name name) {
        return new XattrUpdate(name, null, Condition.PRESENT, false);
    }
}
