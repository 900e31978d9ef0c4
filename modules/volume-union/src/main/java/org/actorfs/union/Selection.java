package org.actorfs.union;

import java.util.List;
import org.actorfs.fs.Errno;

/** What a policy decides. */
sealed interface Selection {
    /** Numbers of candidates, the first of which counts where only one can be used; never empty. */
    record Chosen(List<Integer> indices) implements Selection {}

    /** No branch will do. */
    record Refused(Errno errno) implements Selection {}
}
