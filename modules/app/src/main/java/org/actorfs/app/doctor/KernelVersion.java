package org.actorfs.app.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two numbers of a kernel release that say what it can do: 6.18 of {@code 6.18.44-cloud-amd64}. */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*", Pattern.DOTALL);

    /** Reads {@code uname -r}; a release that has no two numbers counts as 0.0. */
    static KernelVersion of(String release) {
        Matcher matcher = RELEASE.matcher(release);
        return matcher.matches()
                ? new KernelVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : new KernelVersion(0, 0);
    }

    boolean isAtLeast(KernelVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(KernelVersion other) {
        int byMajor = Integer.compare(major, other.major);
        return byMajor == 0 ? Integer.compare(minor, other.minor) : byMajor;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
