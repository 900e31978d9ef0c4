package org.actorfs.app.mounts;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;

/** A journal for an actor system of tests: in memory, with the events as they are. */
final class MemoryJournal {
    private MemoryJournal() {}

    static Config config() {
        return ConfigFactory.parseString(
                        "pekko.persistence.testkit { events.serialize = off, snapshots.serialize = off }")
                .withFallback(PersistenceTestKitPlugin.getInstance().config())
                .withFallback(PersistenceTestKitSnapshotPlugin.config())
                .withFallback(ConfigFactory.defaultReference());
    }
}
