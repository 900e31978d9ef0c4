package org.actorfs.fs.driver;

/**
 * Where a volume is: {@code scheme:rest}, for instance {@code memory:size=2G} or {@code mirror:/some/dir}.
 *
 * @param scheme chooses the driver
 * @param rest what comes after the first colon; its form is the driver's
 */
public record VolumeUri(String scheme, String rest) {
    /**
     * The URI as scheme and rest.
     *
     * @throws VolumeException if there is no scheme
     */
    public static VolumeUri parse(String text) throws VolumeException {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new VolumeException(
                    true,
                    "'" + text + "' is not a volume: write SCHEME:REST, for instance memory: or mirror:/some/dir");
        }
        return new VolumeUri(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return scheme + ":" + rest;
    }
}
