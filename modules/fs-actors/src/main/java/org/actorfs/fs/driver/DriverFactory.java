package org.actorfs.fs.driver;

/** Opens volumes of one scheme; stateless, wired by the app. */
public interface DriverFactory {
    String scheme();

    /** One line for {@code --help}: the form of the URI and what it mounts. */
    String help();

    Driver open(VolumeUri uri, DriverContext context) throws VolumeException;

    /**
     * What a driver is handed.
     *
     * @param clock for the times it stamps
     * @param blocking size of the pool of platform threads that a driver makes for calls that wait
     */
    record DriverContext(TimeSource clock, int blocking) {}
}
