package org.actorfs.fs.actor;

import java.util.HashMap;
import java.util.Map;
import org.actorfs.fs.Errno;
import org.actorfs.fs.InodeKey;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * No request is ever lost: what was told to an inode that had just gone to sleep goes to its shard, which wakes it; anything else that
 * somebody waits for is answered EIO. Child of the Volume, lives as long.
 */
final class LostMessages {
    private static final Logger log = LoggerFactory.getLogger(LostMessages.class);

    private final ActorPath volume;
    private final Map<ActorPath, ActorRef<InodeShard.Command>> shards = new HashMap<>();

    private LostMessages(VolumeContext context, ActorPath volume) {
        this.volume = volume;
        context.shards().forEach(shard -> shards.put(shard.path(), shard));
    }

    /** Subscribed when this returns: the typed event stream would subscribe some time later, and a letter before that be lost. */
    static void spawn(ActorContext<?> parent, VolumeContext volume) {
        ActorRef<DeadLetter> lost = parent.spawn(create(volume), "lost-messages");
        Adapter.toClassic(parent.getSystem()).eventStream().subscribe(Adapter.toClassic(lost), DeadLetter.class);
    }

    private static Behavior<DeadLetter> create(VolumeContext volume) {
        return Behaviors.setup(context -> {
            LostMessages lost =
                    new LostMessages(volume, context.getSelf().path().parent());
            return Behaviors.receiveMessage(letter -> {
                lost.onDeadLetter(letter);
                return Behaviors.same();
            });
        });
    }

    /** The name of an inode's actor, from which its key can be told again. */
    static String name(InodeKey key, long birth) {
        return Long.toHexString(key.high()) + "_" + Long.toHexString(key.low()) + "." + Long.toHexString(birth);
    }

    private void onDeadLetter(DeadLetter letter) {
        ActorPath recipient = letter.recipient().path();
        ActorRef<InodeShard.Command> shard = shards.get(recipient.parent());
        if (shard != null && letter.message() instanceof InodeCommand command) {
            InodeCommand inner = command instanceof Inode.Delivered delivered ? delivered.command() : command;
            shard.tell(new InodeShard.Lost(recipient.name(), key(recipient.name()), inner));
        } else if (isOurs(recipient)
                && letter.message() instanceof Request request
                && !request.reply().isComplete()) {
            log.warn(
                    "{} reached nobody; its caller gets EIO", request.getClass().getSimpleName());
            request.reply().fail(Errno.EIO);
        }
    }

    /** Letters of every volume of the system come here; another volume may still deliver its own. */
    private boolean isOurs(ActorPath recipient) {
        ActorPath path = recipient;
        while (!path.equals(volume) && !path.equals(path.root())) {
            path = path.parent();
        }
        return path.equals(volume);
    }

    private static InodeKey key(String name) {
        int low = name.indexOf('_');
        return new InodeKey(
                Long.parseUnsignedLong(name, 0, low, 16), Long.parseUnsignedLong(name, low + 1, name.indexOf('.'), 16));
    }
}
