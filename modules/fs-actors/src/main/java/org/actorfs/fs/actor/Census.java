package org.actorfs.fs.actor;

/** How many inodes of a volume are awake and asleep, and how many references all sessions hold on them. */
public record Census(long awake, long asleep, long references) {
    static final Census EMPTY = new Census(0, 0, 0);

    Census plus(Census other) {
        return new Census(awake + other.awake, asleep + other.asleep, references + other.references);
    }
}
