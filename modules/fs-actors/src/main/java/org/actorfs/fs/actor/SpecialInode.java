package org.actorfs.fs.actor;

import org.actorfs.fs.Errno;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A device node, FIFO or socket: owned by its shard, lives while counted or busy. The kernel opens it itself; only attributes are here. */
final class SpecialInode extends Inode {
    private SpecialInode(ActorContext<InodeCommand> context, Birth birth) {
        super(context, birth);
    }

    static Behavior<InodeCommand> create(Birth birth) {
        return Behaviors.setup(context -> new SpecialInode(context, birth));
    }

    @Override
    void onCommand(InodeCommand command) {
        switch (command) {
            case Inode.Command common -> onCommon(common);
            case DirectoryInode.Command other -> refuse(other, Errno.ENOTDIR);
            case FileInode.Command other -> refuse(other, Errno.ENXIO);
            case SymlinkInode.Command other -> refuse(other, Errno.EINVAL);
        }
    }
}
