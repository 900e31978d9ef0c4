package org.actorfs.fs.actor;

import org.actorfs.fs.Errno;
import org.actorfs.fs.Outcome;
import org.actorfs.fs.Reply;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** A symbolic link: owned by its shard, lives while counted or busy. Its target never changes, so it is asked for once. */
public final class SymlinkInode extends Inode {
    /** What only a symlink answers with success. */
    public sealed interface Command extends InodeCommand permits Readlink {}

    /** READLINK, symlink(7): the target, 1 to 4095 bytes. No effect on the lookup count. */
    public record Readlink(Reply<byte[]> reply) implements Command, Request {}

    private byte @Nullable [] target;

    private SymlinkInode(ActorContext<InodeCommand> context, Birth birth) {
        super(context, birth);
    }

    static Behavior<InodeCommand> create(Birth birth) {
        return Behaviors.setup(context -> new SymlinkInode(context, birth));
    }

    @Override
    void onCommand(InodeCommand command) {
        switch (command) {
            case Inode.Command common -> onCommon(common);
            case Readlink readlink -> onReadlink(readlink);
            case DirectoryInode.Command other -> refuse(other, Errno.ENOTDIR);
            case FileInode.Command other -> refuse(other, Errno.ELOOP);
        }
    }

    private void onReadlink(Readlink message) {
        byte[] known = target;
        if (known != null) {
            message.reply().succeed(known);
            return;
        }
        if (!message.reply().begin()) {
            return;
        }
        hear(call(() -> driver().readlink(node())), outcome -> {
            if (outcome instanceof Outcome.Done<byte[]> done
                    && driver().traits().ownsNamespace()) {
                target = done.value();
            }
            message.reply().complete(outcome);
        });
    }
}
