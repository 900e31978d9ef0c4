package org.actorfs.app.mounts;

import java.time.Instant;

/** A line of a mount's history. {@code by}: {@code cli:alice}, {@code http}, {@code config}, {@code boot}, ... */
public record Deed(Instant at, String by, String what) {}
