/**
 * libc through {@code java.lang.foreign}: the one place of actorfs that names a system call or a struct of the C
 * library. What a caller gets back is a plain value or an errno; nothing here knows of actors, FUSE or volumes.
 *
 * <h2>How to read a call</h2>
 *
 * Methods have the name, the arguments and the result of their man page. What differs is the same everywhere:
 *
 * <ul>
 *   <li><b>An error is a negative result, -errno.</b> No call throws for what the kernel says, and none allocates;
 *       {@link org.actorfs.posix.Errnos#name} makes the text for a message. Only what would be a bug, or the end of the
 *       process, is an exception.
 *   <li><b>Names and paths are bytes.</b> The kernel knows no charset, and a name that is not UTF-8 must survive. A path
 *       with a NUL inside is -EFAULT, never a shorter path.
 *   <li><b>Buffers are raw addresses.</b> See {@link org.actorfs.posix.Memory}: nothing checks them, and the caller keeps
 *       the memory alive ({@link org.actorfs.posix.NativeBuffer}, or any segment's {@code address()}).
 *   <li><b>Every descriptor is close-on-exec.</b> A child inherits one, by name: {@link org.actorfs.posix.Spawn}.
 *   <li><b>uid, gid and ino are unsigned</b> in a signed Java type.
 *   <li><b>EINTR is handed on</b>; the caller knows whether to repeat. After {@code close} it must not.
 * </ul>
 *
 * <h2>What is where</h2>
 *
 * <table>
 *   <caption>Classes by their subject</caption>
 *   <tr><td>{@link org.actorfs.posix.Descriptors}, {@link org.actorfs.posix.OpenFlags}</td>
 *       <td>open, openat2, close, dup, fcntl, ioctl, leases</td></tr>
 *   <tr><td>{@link org.actorfs.posix.FileIo}</td><td>read, write, seek, sync, fallocate, copy</td></tr>
 *   <tr><td>{@link org.actorfs.posix.Paths}</td><td>the *at calls on names</td></tr>
 *   <tr><td>{@link org.actorfs.posix.Statx}, {@link org.actorfs.posix.StatVfs},
 *       {@link org.actorfs.posix.DirectoryEntries}</td><td>views that ask, then read: one object, used again</td></tr>
 *   <tr><td>{@link org.actorfs.posix.Xattrs}</td><td>extended attributes</td></tr>
 *   <tr><td>{@link org.actorfs.posix.Mounts}, {@link org.actorfs.posix.MountInfo}</td><td>mounting; what is mounted</td></tr>
 *   <tr><td>{@link org.actorfs.posix.Epoll}, {@link org.actorfs.posix.Poll}, {@link org.actorfs.posix.Sockets}</td>
 *       <td>waiting, waking, passing a descriptor</td></tr>
 *   <tr><td>{@link org.actorfs.posix.Processes}, {@link org.actorfs.posix.Spawn},
 *       {@link org.actorfs.posix.FsIdentity}</td><td>ids, limits, children, acting as another user</td></tr>
 * </table>
 *
 * <h2>How it works</h2>
 *
 * {@code Libc} links each C function once, into a {@code static final} handle that takes only longs, so the JIT turns a
 * call into a few instructions. {@code CallFrame} is one thread's native memory: errno is captured there, and short
 * arguments (paths, small structs) are laid out there. That makes every call safe from any thread without locks, as
 * long as the objects that say so stay with one thread at a time.
 *
 * <p>A call that blocks keeps its platform thread, and pins a virtual one: callers bring a bounded pool. No call is
 * linked as {@code critical}, which would stop the garbage collector while the call waits.
 *
 * <p>Machines: Linux on x86_64 and aarch64 with glibc 2.33 or newer. The JVM wants
 * {@code --enable-native-access=ALL-UNNAMED}.
 */
@NullMarked
package org.actorfs.posix;

import org.jspecify.annotations.NullMarked;
