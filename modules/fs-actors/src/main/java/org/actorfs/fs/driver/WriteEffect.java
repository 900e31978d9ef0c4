package org.actorfs.fs.driver;

import org.actorfs.fs.Attributes;
import org.actorfs.fs.Timespec;

/**
 * What one write(2) does to the attributes of its file, as a function: a store may have to apply it again when another write came
 * in between.
 */
public record WriteEffect(boolean killSuidGid, Timespec now) {
    /**
     * The attributes after the write.
     *
     * @param endBytes where the written range ends; the file grows to it, and never shrinks
     * @param blocks what the file holds now, in units of 512 bytes
     */
    public Attributes on(Attributes current, long endBytes, long blocks) {
        return new Attributes(
                killSuidGid ? PosixRules.withoutSuidGid(current.mode()) : current.mode(),
                current.nlink(),
                current.uid(),
                current.gid(),
                current.rdev(),
                Math.max(current.size(), endBytes),
                blocks,
                current.blockBytes(),
                current.atime(),
                now,
                now,
                current.btime());
    }
}
