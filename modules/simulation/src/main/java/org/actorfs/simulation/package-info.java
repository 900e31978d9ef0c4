/**
 * A whole volume with several sessions on one seeded scheduler and a virtual clock, beside a sequential
 * model that says what every answer should have been. The same seed gives the same trace.
 */
@NullMarked
package org.actorfs.simulation;

import org.jspecify.annotations.NullMarked;
