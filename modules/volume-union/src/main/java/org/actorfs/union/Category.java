package org.actorfs.union;

import java.util.Locale;

/** What a policy is asked for; mergerfs has the same three. */
enum Category {
    /** To change what is there: every policy leaves read-only branches out. */
    ACTION("epall"),
    /** To make something: read-only, NC and full branches are left out. */
    CREATE("pfrd"),
    /** To look at what is there: nothing is left out. */
    SEARCH("ff");

    private final String defaultPolicy;

    Category(String defaultPolicy) {
        this.defaultPolicy = defaultPolicy;
    }

    String defaultPolicy() {
        return defaultPolicy;
    }

    /** As in {@code category.create}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
