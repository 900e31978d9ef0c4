package org.actorfs.fs.driver;

import java.lang.foreign.MemorySegment;

/** Where a read puts its bytes: the transport's own reply buffer, so that data is copied once. Valid until the call's outcome. */
@FunctionalInterface
public interface ReadTarget {
    /** At least as large as the read's size. */
    MemorySegment segment();
}
