/**
 * {@code actorfs doctor}: can this machine run actorfs, and what would make it run better? {@link
 * org.actorfs.app.doctor.Machine} looks and judges nothing; {@link org.actorfs.app.doctor.Checkup} judges and looks at
 * nothing, so its tests need no machine.
 */
@NullMarked
package org.actorfs.app.doctor;

import org.jspecify.annotations.NullMarked;
