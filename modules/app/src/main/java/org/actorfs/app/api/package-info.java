/**
 * The words of the HTTP API, for both of its ends: the forms that go over the wire ({@link org.actorfs.app.api.MountJson}, {@link
 * org.actorfs.app.api.MountInput}, {@link org.actorfs.app.api.Replies}, {@link
 * org.actorfs.app.api.StatsJson}, {@link org.actorfs.app.api.InodeJson}, {@link org.actorfs.app.api.TraceJson}, {@link org.actorfs.app.api.ErrorJson}), how they are written
 * ({@link org.actorfs.app.api.Json}: snake_case, nothing for what is absent), and the files of the state directory by which a client
 * finds its daemon ({@link org.actorfs.app.api.StateFiles}). {@code openapi.json} describes the same for others.
 *
 * <p>Sizes and times may be numbers or words such as {@code 100M} and {@code 60s} ({@link org.actorfs.app.api.Quantities}). Passwords
 * in URIs are masked here, when a form is made from what the daemon has.
 */
@NullMarked
package org.actorfs.app.api;

import org.jspecify.annotations.NullMarked;
