/**
 * Whole mounts under load and under faults. The JVM of the tests never touches a mount: children do, each with a deadline. Where a
 * test needs a driver of its own the daemon runs in this JVM ({@link org.actorfs.app.system.LocalMount}), else in a process.
 */
@NullMarked
package org.actorfs.app.system;

import org.jspecify.annotations.NullMarked;
