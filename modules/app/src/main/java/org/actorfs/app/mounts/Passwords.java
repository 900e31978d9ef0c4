package org.actorfs.app.mounts;

import java.util.regex.Pattern;

/** Passwords in URIs: {@code scheme://user:password@host/}. They are kept sealed, and shown nowhere. */
public final class Passwords {
    public static final String MASK = "***";

    /**
     * Group 1: up to the password. A password should have neither slash nor at sign (RFC 3986, 3.2.1), and some have: whatever comes before
     * the last at sign counts, unless the authority ends before it: after a port, or after nothing.
     */
    private static final Pattern IN_URI = Pattern.compile("(//(?!\\[)[^/:@?#]*:)(?!\\d*[/?#])(.+)(?=@)");

    private Passwords() {}

    public static boolean isIn(String text) {
        return IN_URI.matcher(text).find();
    }

    /** For whoever reads it: with each password as {@link #MASK}. */
    public static String masked(String text) {
        return IN_URI.matcher(text).replaceAll("$1" + MASK.replace("$", "\\$"));
    }
}
