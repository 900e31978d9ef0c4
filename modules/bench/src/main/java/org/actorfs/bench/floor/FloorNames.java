package org.actorfs.bench.floor;

import org.actorfs.fs.Name;
import org.actorfs.fs.driver.Driver;
import org.actorfs.fs.driver.Node;
import org.actorfs.fs.driver.Results.CreatedOpen;
import org.actorfs.fuse.protocol.EntryRequest;
import org.actorfs.fuse.session.NodeAttributes;
import org.actorfs.fuse.transport.ReplyBuffer;

/** Requests about a name, each under the lock of its directory. */
final class FloorNames {
    private final Driver driver;
    private final FloorInodes inodes;
    private final FloorHandles handles;
    private final FloorEncoding encoding;

    FloorNames(Driver driver, FloorInodes inodes, FloorHandles handles, FloorEncoding encoding) {
        this.driver = driver;
        this.inodes = inodes;
        this.handles = handles;
        this.encoding = encoding;
    }

    int lookup(EntryRequest.Lookup request, ReplyBuffer reply) {
        FloorInode parent = inodes.get(request.header().nodeid());
        Node child;
        parent.lock();
        try {
            child = Refused.value(driver.lookup(parent.node(), Name.of(request.name())));
            return encoding.entry(request.unique(), inodes.counted(child), reply);
        } finally {
            parent.unlock();
        }
    }

    int mkdir(EntryRequest.Mkdir request, ReplyBuffer reply) {
        FloorInode parent = inodes.get(request.header().nodeid());
        parent.lock();
        try {
            var made = Refused.value(driver.mkdir(
                    parent.node(),
                    Name.of(request.name()),
                    request.mode(),
                    request.umask(),
                    FloorEncoding.caller(request.header())));
            parent.update(made.parent());
            return encoding.entry(request.unique(), inodes.counted(made.child()), reply);
        } finally {
            parent.unlock();
        }
    }

    int create(EntryRequest.Create request, ReplyBuffer reply) {
        FloorInode parent = inodes.get(request.header().nodeid());
        parent.lock();
        try {
            CreatedOpen made = Refused.value(driver.create(
                    parent.node(),
                    Name.of(request.name()),
                    request.mode(),
                    request.flags(),
                    request.umask(),
                    FloorEncoding.caller(request.header())));
            parent.update(made.parent());
            FloorInode child = inodes.counted(made.child());
            child.lock();
            try {
                child.opened();
            } finally {
                child.unlock();
            }
            long fh = handles.add(child, made.file());
            return reply.encoder()
                    .created(
                            request.unique(),
                            made.child().ino(),
                            made.child().generation(),
                            encoding.timeoutNanos(),
                            encoding.timeoutNanos(),
                            NodeAttributes.wire(reply, made.child()),
                            fh,
                            FloorHandles.OPEN_FLAGS,
                            0);
        } finally {
            parent.unlock();
        }
    }

    /** Parent before child, as everywhere. */
    int unlink(EntryRequest.Unlink request, ReplyBuffer reply) {
        FloorInode parent = inodes.get(request.header().nodeid());
        Name name = Name.of(request.name());
        parent.lock();
        try {
            Node found = Refused.value(driver.lookup(parent.node(), name));
            FloorInode child = inodes.known(found);
            child.lock();
            try {
                var removed = Refused.value(
                        driver.unlink(parent.node(), name, child.node(), FloorEncoding.caller(request.header())));
                parent.update(removed.parent());
                child.unlinked(removed.child());
                inodes.dropUnused(child);
            } finally {
                child.unlock();
            }
            return reply.encoder().ok(request.unique());
        } finally {
            parent.unlock();
        }
    }
}
