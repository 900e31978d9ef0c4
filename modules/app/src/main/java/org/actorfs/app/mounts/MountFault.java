package org.actorfs.app.mounts;

/**
 * Why a request about a mount failed. The code is stable: programs may rely on it, on the HTTP status and on the exit code of the command
 * line.
 */
public sealed interface MountFault {
    /** One sentence for a person: what failed, on what, why, and what to do next. Without passwords. */
    String sentence();

    /** As in the API: {@code mount-not-found}. */
    default String code() {
        return Kind.of(this).code();
    }

    default int httpStatus() {
        return Kind.of(this).httpStatus();
    }

    /** 1: it could not be done; 2: what was asked makes no sense. */
    default int exitCode() {
        return Kind.of(this).exitCode();
    }

    /** There is no such kind of volume, or nothing where its URI points. */
    record VolumeNotFound(String sentence) implements MountFault {}

    record MountNotFound(String sentence) implements MountFault {}

    /** The mountpoint is not there and cannot be made; the sentence has the cause. */
    record MountpointNotCreatable(String sentence) implements MountFault {}

    record MountpointNotDirectory(String sentence) implements MountFault {}

    record MountpointNotEmpty(String sentence) implements MountFault {}

    /** Another mount has it, of ours or of somebody else's, or actorfs itself needs what is there. */
    record MountpointTaken(String sentence) implements MountFault {}

    record AlreadyRunning(String sentence) implements MountFault {}

    /** Something was asked of a mount that only one that runs can do. */
    record NotRunning(String sentence) implements MountFault {}

    /** A mount that is not enabled was to be started. */
    record Disabled(String sentence) implements MountFault {}

    /** A mount of the configuration file was to be changed elsewhere. */
    record Declared(String sentence) implements MountFault {}

    /** There is nothing at a path of a volume. */
    record PathNotFound(String sentence) implements MountFault {}

    /** The volume is there and does not open. */
    record VolumeLoad(String sentence) implements MountFault {}

    /** The volume opened, and could not be mounted or served. */
    record SpawnFailed(String sentence) implements MountFault {}

    record UnmountFailed(String sentence) implements MountFault {}

    /** What was done cannot be kept, or what is kept cannot be read: nothing was done. */
    record Journal(String sentence) implements MountFault {}

    /** What was asked did not answer in time, or too many ask: nothing is done; later it may be. */
    record Busy(String sentence) implements MountFault {}

    /** The request itself is wrong: a field that there is not, a value that does not fit. */
    record BadRequest(String sentence) implements MountFault {}

    /** The daemon is ending. */
    record Ending(String sentence) implements MountFault {}

    /** The fixed part of each: one row of the table in the docs. */
    enum Kind {
        VOLUME_NOT_FOUND(404, 1),
        MOUNT_NOT_FOUND(404, 1),
        MOUNTPOINT_NOT_CREATABLE(409, 1),
        MOUNTPOINT_NOT_DIRECTORY(409, 1),
        MOUNTPOINT_NOT_EMPTY(409, 1),
        MOUNTPOINT_TAKEN(409, 1),
        ALREADY_RUNNING(409, 1),
        NOT_RUNNING(409, 1),
        DISABLED(409, 1),
        DECLARED(409, 1),
        PATH_NOT_FOUND(404, 1),
        VOLUME_LOAD(422, 1),
        SPAWN_FAILED(502, 1),
        UNMOUNT_FAILED(502, 1),
        JOURNAL(503, 1),
        BUSY(503, 1),
        BAD_REQUEST(400, 2),
        ENDING(503, 1);

        private final int httpStatus;
        private final int exitCode;

        Kind(int httpStatus, int exitCode) {
            this.httpStatus = httpStatus;
            this.exitCode = exitCode;
        }

        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        public int httpStatus() {
            return httpStatus;
        }

        public int exitCode() {
            return exitCode;
        }

        /** A fault of this kind, for who reads one from the journal or from HTTP. */
        public MountFault saying(String sentence) {
            return switch (this) {
                case VOLUME_NOT_FOUND -> new VolumeNotFound(sentence);
                case MOUNT_NOT_FOUND -> new MountNotFound(sentence);
                case MOUNTPOINT_NOT_CREATABLE -> new MountpointNotCreatable(sentence);
                case MOUNTPOINT_NOT_DIRECTORY -> new MountpointNotDirectory(sentence);
                case MOUNTPOINT_NOT_EMPTY -> new MountpointNotEmpty(sentence);
                case MOUNTPOINT_TAKEN -> new MountpointTaken(sentence);
                case ALREADY_RUNNING -> new AlreadyRunning(sentence);
                case NOT_RUNNING -> new NotRunning(sentence);
                case DISABLED -> new Disabled(sentence);
                case DECLARED -> new Declared(sentence);
                case PATH_NOT_FOUND -> new PathNotFound(sentence);
                case VOLUME_LOAD -> new VolumeLoad(sentence);
                case SPAWN_FAILED -> new SpawnFailed(sentence);
                case UNMOUNT_FAILED -> new UnmountFailed(sentence);
                case JOURNAL -> new Journal(sentence);
                case BUSY -> new Busy(sentence);
                case BAD_REQUEST -> new BadRequest(sentence);
                case ENDING -> new Ending(sentence);
            };
        }

        static Kind of(MountFault fault) {
            return switch (fault) {
                case VolumeNotFound _ -> VOLUME_NOT_FOUND;
                case MountNotFound _ -> MOUNT_NOT_FOUND;
                case MountpointNotCreatable _ -> MOUNTPOINT_NOT_CREATABLE;
                case MountpointNotDirectory _ -> MOUNTPOINT_NOT_DIRECTORY;
                case MountpointNotEmpty _ -> MOUNTPOINT_NOT_EMPTY;
                case MountpointTaken _ -> MOUNTPOINT_TAKEN;
                case AlreadyRunning _ -> ALREADY_RUNNING;
                case NotRunning _ -> NOT_RUNNING;
                case Disabled _ -> DISABLED;
                case Declared _ -> DECLARED;
                case PathNotFound _ -> PATH_NOT_FOUND;
                case VolumeLoad _ -> VOLUME_LOAD;
                case SpawnFailed _ -> SPAWN_FAILED;
                case UnmountFailed _ -> UNMOUNT_FAILED;
                case Journal _ -> JOURNAL;
                case Busy _ -> BUSY;
                case BadRequest _ -> BAD_REQUEST;
                case Ending _ -> ENDING;
            };
        }
    }
}
