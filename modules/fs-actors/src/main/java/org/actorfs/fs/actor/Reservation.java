package org.actorfs.fs.actor;

import org.actorfs.fs.Attributes;
import org.actorfs.fs.driver.Node;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** An inode held exclusively for an operation of several inodes: whoever has it settles it once. */
final class Reservation {
    private final Node node;
    private final ActorRef<InodeCommand> holder;
    private final Gate.Turn turn;

    Reservation(Node node, ActorRef<InodeCommand> holder, Gate.Turn turn) {
        this.node = node;
        this.holder = holder;
        this.turn = turn;
    }

    /** The inode with its committed attributes; they stay until the reservation is settled. */
    Node node() {
        return node;
    }

    /** Gives the inode back, with its attributes as they are now. */
    void settle(Attributes after) {
        holder.tell(new Inode.Settle(turn, after));
    }

    /** Gives the inode back; what became of it is not known, so it asks the driver when next it is asked. */
    void settleUnknown() {
        holder.tell(new Inode.Settle(turn, null));
    }

    void settleWith(@Nullable Attributes after) {
        holder.tell(new Inode.Settle(turn, after));
    }

    void settleUnchanged() {
        settle(node.attributes());
    }
}
