package org.actorfs.app.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.Map;

/** What Pekko must be told of the journal: to be put before the other configuration of the daemon's actor system. */
public final class JournalConfig {
    private static final String SLICK = "pekko-persistence-jdbc.shared-databases.slick.";
    private static final ConfigParseOptions MUST_BE_THERE =
            ConfigParseOptions.defaults().setAllowMissing(false);

    private JournalConfig() {}

    /** Holds the password of the database. */
    public static Config of(JournalSettings settings) {
        Config config = withSerializer(settings.stateDir());
        for (Map.Entry<String, Object> setting : settings.database().slick().entrySet()) {
            config = config.withValue(SLICK + setting.getKey(), ConfigValueFactory.fromAnyRef(setting.getValue()));
        }
        return config;
    }

    /** With no database, for tests that bring a journal of their own. */
    public static Config withSerializer(Path stateDir) {
        Path keyFile = JournalSettings.embeddedIn(stateDir).keyFile();
        return ConfigFactory.parseResources(JournalConfig.class, "journal.conf", MUST_BE_THERE)
                .resolve()
                .withValue(MountSerializer.KEY_FILE, ConfigValueFactory.fromAnyRef(keyFile.toString()));
    }
}
