package org.actorfs.bench.load;

/**
 * What an order came to.
 *
 * @param value in the unit of its figure
 * @param operations how many there were
 */
record Work(double value, long operations) {}
