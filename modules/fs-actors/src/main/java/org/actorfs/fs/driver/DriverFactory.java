package org.actorfs.fs.driver;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens volumes of one scheme; stateless, wired by the app. */
public interface DriverFactory {
    String scheme();

    /** One line for {@code --help}: the form of the URI and what it mounts. */
    String help();

    /** The mount options that only these volumes understand. */
    default List<DriverOption> options() {
        return List.of();
    }

    /** The options as lines of help. */
    default List<String> optionsHelp() {
        return options().stream().flatMap(option -> option.lines().stream()).toList();
    }

    /** Whether a URI means the same whatever the working directory is. */
    default boolean isAbsolute(VolumeUri uri) {
        return true;
    }

    /** The same volume for a process with another working directory: paths become absolute. */
    default VolumeUri absolute(VolumeUri uri) throws VolumeException {
        return uri;
    }

    /** The directories that an absolute URI shows, none of which may be hidden by the mount. */
    default List<Path> directories(VolumeUri uri) {
        return List.of();
    }

    /** Waits for what {@link #open} needs, if the options say so; before anything else is done to mount it. */
    default void await(VolumeUri uri, DriverContext context) throws VolumeException {}

    Driver open(VolumeUri uri, DriverContext context) throws VolumeException;

    /**
     * What a driver is handed.
     *
     * @param clock for the times it stamps
     * @param blocking size of the pool of platform threads that a driver makes for calls that wait
     * @param options the values of its {@link #options}, by word, in the order in which they were given
     * @param mountpoint where the volume will be seen, which the driver must not touch; empty if nowhere
     * @param state a file where it may keep what the next mount on this mountpoint is to know; neither the file nor the directories above it
     *     need exist
     * @param changes where it says what something else has changed
     */
    record DriverContext(
            TimeSource clock,
            int blocking,
            Map<String, String> options,
            Optional<Path> mountpoint,
            Optional<Path> state,
            Changes changes) {
        /** Of a volume that is seen nowhere. */
        public DriverContext(TimeSource clock, int blocking) {
            this(clock, blocking, Map.of());
        }

        /** Of a volume that is seen nowhere, with options of its driver. */
        public DriverContext(TimeSource clock, int blocking, Map<String, String> options) {
            this(clock, blocking, options, Optional.empty(), Optional.empty(), Changes.unheard());
        }
    }

    /**
     * A mount option of one kind of volume.
     *
     * @param word as it is written, without its value
     * @param argument what stands for the value in help; all of these take one
     * @param meaning a line of help
     */
    record DriverOption(String word, String argument, String meaning) {
        private static final int FORM_WIDTH = 26;

        /** As it is shown in a table: {@code minfreespace=BYTES}. */
        public String form() {
            return word + "=" + argument;
        }

        /** For help: one line, or two where the form is long. */
        public List<String> lines() {
            return form().length() <= FORM_WIDTH
                    ? List.of("%-26s %s".formatted(form(), meaning))
                    : List.of(form(), " ".repeat(FORM_WIDTH + 1) + meaning);
        }
    }
}
