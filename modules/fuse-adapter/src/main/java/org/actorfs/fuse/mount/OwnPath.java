package org.actorfs.fuse.mount;

import java.nio.file.Path;

/**
 * A file or directory that the daemon itself needs. If it were below a mountpoint of the daemon's, the daemon would wait
 * for itself.
 *
 * @param what for the message: {@code the JDK}
 * @param wholeTree the daemon walks what is below it too, so a mountpoint must not be inside either
 */
public record OwnPath(String what, Path path, boolean wholeTree) {}
