package org.actorfs.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.actorfs.app.terminal.Reason;

/** The files that say the value of a setting. There are several where it is put together of what several say. */
final class OriginFiles {
    /** As the library calls it. */
    private static final String ENVIRONMENT = "env variables";

    /** Its words for what is put together; the places follow, with commas between. */
    private static final String MERGED = "merge of ";

    private static final Pattern LINES = Pattern.compile(": \\d+(-\\d+)?$");

    private static final Integer ROOT = 0;

    private final List<String> names = new ArrayList<>();

    OriginFiles(ConfigOrigin origin) {
        String description = origin.description();
        if (!description.startsWith(MERGED)) {
            Optional.ofNullable(origin.filename()).ifPresent(names::add);
            return;
        }
        for (String place : description.substring(MERGED.length()).split(",")) {
            String name = LINES.matcher(place).replaceFirst("");
            if (!name.equals(ENVIRONMENT) && !names.contains(name)) {
                names.add(name);
            }
        }
    }

    /** As in a compiler's messages: {@code FILE:LINE}; the first of several. */
    static String place(ConfigOrigin origin) {
        String description = origin.description();
        if (description.startsWith(MERGED)) {
            return description.substring(MERGED.length()).split(",", 2)[0].replaceFirst(": (\\d+)(-\\d+)?$", ":$1");
        }
        String file = origin.filename() == null ? description : origin.filename();
        return origin.lineNumber() < 0 ? file : file + ":" + origin.lineNumber();
    }

    /** What the files alone say: each variable of the environment is there, and empty. {@code own} is not resolved yet. */
    static Config withoutEnvironment(Config own) {
        Properties empty = new Properties();
        System.getenv().keySet().forEach(name -> empty.setProperty(name, ""));
        Config environment = ConfigFactory.parseProperties(
                empty, ConfigParseOptions.defaults().setOriginDescription(ENVIRONMENT));
        try {
            return own.withFallback(environment).resolve(ConfigResolveOptions.noSystem());
        } catch (ConfigException.UnresolvedSubstitution e) { // a list of variables: ${NAME[]}
            return own.resolve();
        }
    }

    /** The first that others may read. */
    Optional<String> readByOthers() {
        return names.stream().filter(OriginFiles::isReadByOthers).findFirst();
    }

    /** A file of root's is given to a service by its group. */
    private static boolean isReadByOthers(String name) {
        try {
            Path file = Path.of(name);
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            boolean byGroup = permissions.contains(PosixFilePermission.GROUP_READ)
                    && !ROOT.equals(Files.getAttribute(file, "unix:uid"));
            return byGroup || permissions.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            throw CommandFailure.usage(
                    "cannot see who may read the configuration %s: %s".formatted(name, Reason.of(e)));
        }
    }
}
