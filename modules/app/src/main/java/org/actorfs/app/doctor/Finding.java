package org.actorfs.app.doctor;

/** One line of the doctor's report. */
public record Finding(Verdict verdict, String sentence) {
    /** How bad it is. */
    public enum Verdict {
        OK,
        /** actorfs works, but slower or with less. */
        WARN,
        /** actorfs cannot mount. */
        FAIL
    }

    /** All is well. */
    public static Finding ok(String sentence) {
        return new Finding(Verdict.OK, sentence);
    }

    /** See {@link Verdict#WARN}. */
    public static Finding warn(String sentence) {
        return new Finding(Verdict.WARN, sentence);
    }

    /** See {@link Verdict#FAIL}. */
    public static Finding fail(String sentence) {
        return new Finding(Verdict.FAIL, sentence);
    }
}
