package org.actorfs.simulation;

import java.util.Random;

/**
 * How a driver misbehaves in one run, in calls of a thousand.
 *
 * @param late answered later, when the work was done at once or is done only then
 * @param failing refused with EIO before anything is done
 * @param throwing ended by an exception before anything is done
 * @param doubled answered later, and then once more
 * @param maxWithheld how many calls of the run are not answered before its end
 */
record Faults(int late, int failing, int throwing, int doubled, int maxWithheld) {
    static final Faults NONE = new Faults(0, 0, 0, 0, 0);

    /** What befalls one call. */
    enum Fate {
        PROMPT,
        LATE,
        FAILING,
        THROWING,
        DOUBLED,
        WITHHELD
    }

    /** Any of the classes of misbehaviour, alone or together; in one run of eight none. */
    static Faults any(Random dice) {
        return switch (dice.nextInt(8)) {
            case 0 -> NONE;
            case 1, 2 -> new Faults(500, 0, 0, 0, 0);
            case 3 -> new Faults(300, 0, 0, 100, 2);
            case 4 -> new Faults(200, 50, 0, 0, 0);
            case 5 -> new Faults(900, 0, 20, 50, 0);
            default -> new Faults(300, 30, 20, 30, 2);
        };
    }

    Fate next(Random dice) {
        if (maxWithheld > 0 && dice.nextInt(100) == 0) {
            return Fate.WITHHELD;
        }
        int die = dice.nextInt(1000);
        if (die < late) {
            return Fate.LATE;
        }
        if (die < late + failing) {
            return Fate.FAILING;
        }
        if (die < late + failing + throwing) {
            return Fate.THROWING;
        }
        return die < late + failing + throwing + doubled ? Fate.DOUBLED : Fate.PROMPT;
    }
}
