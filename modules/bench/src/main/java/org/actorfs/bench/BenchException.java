package org.actorfs.bench;

/** A measurement that cannot be made; its message is for a person. */
final class BenchException extends Exception {
    BenchException(String message) {
        super(message);
    }
}
