package org.actorfs.fs.actor;

import org.actorfs.fs.InodeKey;
import org.apache.pekko.actor.typed.ActorRef;

/** How to tell a counted inode something: directly, or through its shard while it sleeps. */
public sealed interface Route {
    void tell(InodeCommand command);

    /** The inode has an actor. */
    record Awake(ActorRef<InodeCommand> inode) implements Route {
        @Override
        public void tell(InodeCommand command) {
            inode.tell(command);
        }
    }

    /** The inode is a row in its shard and wakes with the first message but a forget. */
    record Asleep(ActorRef<InodeShard.Command> shard, InodeKey key) implements Route {
        @Override
        public void tell(InodeCommand command) {
            shard.tell(new InodeShard.Known(key, command));
        }
    }
}
