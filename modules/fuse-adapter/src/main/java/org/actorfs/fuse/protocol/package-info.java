/**
 * The FUSE wire: what the kernel and the daemon say to each other, as bytes and as records.
 *
 * <h2>The wire for a newcomer</h2>
 *
 * The kernel turns a system call on a mounted file into <i>requests</i>. The daemon reads one request with each
 * read(2) of {@code /dev/fuse} and writes one <i>reply</i> with each write(2). All numbers are little-endian:
 *
 * <pre>
 *     request:  fuse_in_header  40 bytes: length, opcode, unique, node id, uid, gid, pid
 *               struct of the opcode, e.g. fuse_mkdir_in (some have none)
 *               names, each ended by a NUL, or data
 *               extensions, if the header announces them
 *     reply:    fuse_out_header 16 bytes: length, error (0 or -errno), unique
 *               struct of the opcode, or data; nothing after an error
 * </pre>
 *
 * {@code unique} ties a reply to its request; replies may come in any order. FORGET, BATCH_FORGET, INTERRUPT and
 * NOTIFY_REPLY get none. A third kind of message is the <i>notification</i>: the daemon writes an out header with
 * unique 0 and a code in the error field, to say that something the kernel has cached changed.
 *
 * <p>The first request is INIT. In it both sides state their versions and features ({@link
 * org.actorfs.fuse.protocol.Negotiation}); some structs are longer or shorter for what was agreed. Under FUSE over
 * io_uring the same bytes lie in three places (header, struct, payload) instead of one run.
 *
 * <p>The kernel names inodes by <i>node id</i>, a number the daemon chose in an entry reply, and counts those
 * replies: the <i>lookup count</i>. FORGET takes counts back. The documentation of each {@link
 * org.actorfs.fuse.protocol.Request} says how it changes that count.
 *
 * <h2>What lives here</h2>
 *
 * <ul>
 *   <li>structs as data: {@link org.actorfs.fuse.protocol.Struct}, {@link org.actorfs.fuse.protocol.Field}, and the
 *       families {@code AttributeStructs} to {@link org.actorfs.fuse.protocol.DeviceStructs}; a test holds them
 *       against {@code fuse-protocol-7.45.tsv}
 *   <li>constants: {@link org.actorfs.fuse.protocol.Opcode}, {@link org.actorfs.fuse.protocol.InitFlags} and neighbours
 *   <li>requests: {@link org.actorfs.fuse.protocol.RequestDecoder} makes a {@link org.actorfs.fuse.protocol.Request}
 *   <li>replies: {@link org.actorfs.fuse.protocol.ReplyEncoder}, {@link org.actorfs.fuse.protocol.DirentWriter}
 *   <li>notifications: {@link org.actorfs.fuse.protocol.NotificationEncoder}
 * </ul>
 *
 * Pure functions on {@link java.lang.foreign.MemorySegment}: no I/O, no actor, no thread. It may use java.base and
 * nothing else. CUSE and DAX (SETUPMAPPING, REMOVEMAPPING) are never negotiated and have no records.
 */
@NullMarked
package org.actorfs.fuse.protocol;

import org.jspecify.annotations.NullMarked;
