package org.actorfs.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, as Maven wrote it into the jar. */
final class Version implements IVersionProvider {
    private static final String RESOURCE = "version.properties";

    /** Called by picocli for {@code --version}. */
    Version() {}

    @Override
    public String[] getVersion() {
        return new String[] {line()};
    }

    static String line() {
        return "actorfs %s (Java %s, %s %s)"
                .formatted(
                        number(),
                        Runtime.version().feature(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"));
    }

    static String number() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
