package org.actorfs.union;

/** A value that cannot be: its message says which, and what could. */
final class BadSetting extends Exception {
    private static final long serialVersionUID = 1L;

    BadSetting(String message) {
        super(message);
    }
}
