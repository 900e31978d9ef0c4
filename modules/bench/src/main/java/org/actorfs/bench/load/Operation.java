package org.actorfs.bench.load;

/** Something that is done again and again by one thread, which made it and closes it. */
interface Operation extends AutoCloseable {
    void run();

    @Override
    default void close() {}
}
