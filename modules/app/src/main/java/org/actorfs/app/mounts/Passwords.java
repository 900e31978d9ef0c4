package org.actorfs.app.mounts;

import java.util.regex.Pattern;

/** Passwords in URIs: {@code scheme://user:password@host/}. They are kept sealed, and shown nowhere. */
public final class Passwords {
    public static final String MASK = "***";

    /** Group 1: up to the password. A password has no slash: RFC 3986, 3.2.1; it may have an at sign, though it should not. */
    private static final Pattern IN_URI = Pattern.compile("(//[^/:@]*:)([^/]+)(?=@)");

    private Passwords() {}

    public static boolean isIn(String text) {
        return IN_URI.matcher(text).find();
    }

    /** For whoever reads it: with each password as {@link #MASK}. */
    public static String masked(String text) {
        return IN_URI.matcher(text).replaceAll("$1" + MASK.replace("$", "\\$"));
    }
}
