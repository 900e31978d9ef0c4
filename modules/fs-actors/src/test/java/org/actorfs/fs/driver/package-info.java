/** The suite that every driver passes: extend {@link org.actorfs.fs.driver.DriverContract}. In the test-jar of this module. */
@NullMarked
package org.actorfs.fs.driver;

import org.jspecify.annotations.NullMarked;
