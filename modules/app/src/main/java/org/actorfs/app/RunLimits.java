package org.actorfs.app;

import java.time.Duration;

/**
 * How long a mount may take.
 *
 * @param start from the first look at its volume until it can be used
 * @param stopGrace for its users to end: before it is detached, and after that again, before they get EIO
 */
record RunLimits(Duration start, Duration stopGrace) {}
