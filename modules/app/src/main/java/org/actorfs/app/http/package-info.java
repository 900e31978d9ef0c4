/**
 * The HTTP API of the daemon, over {@link org.actorfs.app.mounts.Mounts}.
 *
 * <p><b>The way of one request.</b> {@link org.actorfs.app.http.HttpServer} gives it to {@link org.actorfs.app.http.Front}. {@link
 * org.actorfs.app.http.Guard} looks at Host and Origin, so that no page of a browser gets in by a name or a link, and at the token. The
 * {@link org.actorfs.app.http.Route} of {@link org.actorfs.app.http.Api}, found by method and path, asks the mounts, and their answer, or their fault, goes back as JSON.
 * Whatever refuses a request on its way throws {@link org.actorfs.app.http.HttpFailure}, which becomes an answer in one place.
 *
 * <p>{@link org.actorfs.app.http.Page} is what a browser shows: files that anybody may have, which ask the same API with the token of their user,
 * which {@link org.actorfs.app.http.Entrance} gives to whoever brings a ticket.
 *
 * <p>{@code openapi.json}, among the resources, describes the routes, the forms and the codes; a test holds it to {@link
 * org.actorfs.app.http.Api#routes}. {@link org.actorfs.app.http.ServerFiles} is how a client finds the server and its token.
 *
 * <p>Uses Pekko HTTP, the mounts, what is seen of them at work ({@link org.actorfs.app.inspect.Inspector}), and the forms in {@link org.actorfs.app.api}; knows nothing of how a mount is made.
 */
@NullMarked
package org.actorfs.app.http;

import org.jspecify.annotations.NullMarked;
