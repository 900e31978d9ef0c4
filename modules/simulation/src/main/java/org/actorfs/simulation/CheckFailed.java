package org.actorfs.simulation;

/** What a simulation found wrong: the check that failed, in a word, and what it saw. */
final class CheckFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String check;

    CheckFailed(String check, String message) {
        super(message, null, false, false);
        this.check = check;
    }

    String check() {
        return check;
    }

    /** The message; never null here. */
    String text() {
        return String.valueOf(getMessage());
    }
}
