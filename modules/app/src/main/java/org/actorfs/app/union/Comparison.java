package org.actorfs.app.union;

import java.util.function.BooleanSupplier;

/** Whether two open files are the same to whoever asks. */
interface Comparison {
    /** All are. */
    Comparison NONE = (_, _, _) -> Verdict.SAME;

    /** What came out. */
    enum Verdict {
        SAME,
        DIFFERENT,
        /** Somebody had reason to stop it, or a file could not be read. */
        UNKNOWN
    }

    /**
     * Compares them from the beginning.
     *
     * @param goOn asked between pieces
     */
    Verdict compare(Fd one, Fd other, BooleanSupplier goOn);
}
