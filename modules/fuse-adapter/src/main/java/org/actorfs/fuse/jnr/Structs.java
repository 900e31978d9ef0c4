package org.actorfs.fuse.jnr;

import org.actorfs.fs.Attributes;
import org.actorfs.fs.StatFs;
import org.actorfs.fs.Timespec;
import org.actorfs.fs.driver.Node;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.Statvfs;

/** Fills C's structs with what the actors answer. */
final class Structs {
    private Structs() {}

    static int fill(FileStat stat, Node node) {
        Attributes attributes = node.attributes();
        stat.st_ino.set(node.ino());
        stat.st_mode.set(attributes.mode());
        stat.st_nlink.set(attributes.nlink());
        stat.st_uid.set(attributes.uid());
        stat.st_gid.set(attributes.gid());
        stat.st_rdev.set(attributes.rdev());
        stat.st_size.set(attributes.size());
        stat.st_blksize.set(attributes.blockBytes());
        stat.st_blocks.set(attributes.blocks());
        fill(stat.st_atim, attributes.atime());
        fill(stat.st_mtim, attributes.mtime());
        fill(stat.st_ctim, attributes.ctime());
        return 0;
    }

    private static void fill(ru.serce.jnrfuse.struct.Timespec to, Timespec time) {
        to.tv_sec.set(time.seconds());
        to.tv_nsec.set(time.nanos());
    }

    static int fill(Statvfs to, StatFs space) {
        to.f_bsize.set(space.blockBytes());
        to.f_frsize.set(space.fragmentBytes());
        to.f_blocks.set(space.blocks());
        to.f_bfree.set(space.blocksFree());
        to.f_bavail.set(space.blocksAvailable());
        to.f_files.set(space.files());
        to.f_ffree.set(space.filesFree());
        to.f_favail.set(space.filesFree());
        to.f_namemax.set(space.nameMaxBytes());
        return 0;
    }
}
