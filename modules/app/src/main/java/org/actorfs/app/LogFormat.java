package org.actorfs.app;

import java.util.Locale;

/** How lines of the log look: as the Logback configuration has them, or each as an object of JSON. */
enum LogFormat {
    TEXT,
    JSON;

    /** As a configuration names it. */
    static LogFormat of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
