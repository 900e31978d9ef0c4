package org.actorfs.fuse.session;

import java.util.List;

/**
 * One kind of request of a session, from its beginning until it was read. Immutable.
 *
 * @param operation as {@link org.actorfs.fuse.protocol.Opcode#name} has it
 * @param requests that have come
 * @param inFlight of them, those that wait for their answer
 * @param errors answers with any errno, or that a name does not exist
 * @param ioErrors of them, those with EIO: the driver or its storage failed
 * @param bytes of files, in answers to read and requests to write
 * @param nanos from read(2) of the request until its answer was written, all added up
 * @param buckets answers by that time, as {@link LatencyBuckets} has it
 */
public record OperationStats(
        String operation,
        long requests,
        long inFlight,
        long errors,
        long ioErrors,
        long bytes,
        long nanos,
        List<Long> buckets) {}
