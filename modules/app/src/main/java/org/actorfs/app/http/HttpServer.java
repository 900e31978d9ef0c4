package org.actorfs.app.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.api.StateFiles;
import org.actorfs.app.inspect.Inspector;
import org.actorfs.app.metrics.Meters;
import org.actorfs.app.mounts.Mounts;
import org.actorfs.app.terminal.Reason;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import scala.concurrent.duration.FiniteDuration;

/**
 * The API on its port. The daemon owns it: it starts it when the mounts can be asked, and closes it before they end. Requests under way
 * then have {@link #END_LIMIT}.
 */
public final class HttpServer implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    /** Ours end by themselves; then nothing on the connection may have ended it before. */
    private static final Duration IDLE_LIMIT = StateFiles.LONGEST_REQUEST.plusSeconds(60);

    private static final int CONNECTIONS = 128;

    private final ServerFiles files;
    private final ServerBinding binding;
    private final URI url;

    private HttpServer(ServerFiles files, ServerBinding binding, URI url) {
        this.files = files;
        this.binding = binding;
        this.url = url;
    }

    /**
     * Listens, and says in the state directory where. Blocks until then.
     *
     * @param version as {@code GET version} tells it
     * @throws CommandFailure if the address is in use, or the state directory is
     */
    public static HttpServer start(
            ClassicActorSystemProvider system,
            HttpSettings settings,
            Path stateDir,
            Mounts mounts,
            Meters meters,
            Inspector inspector,
            String version) {
        Optional<Keystore> keystore = settings.tls().map(Keystore::read);
        ServerFiles files = ServerFiles.open(stateDir);
        try {
            Front front = new Front(
                    new Api(mounts, meters, inspector, version),
                    new Guard(settings, files.token()),
                    settings.accessLog(),
                    system);
            ServerBinding binding = bind(system, settings, keystore, front);
            URI url = url(settings, binding.localAddress());
            files.publish(url, keystore.map(Keystore::certificate));
            return new HttpServer(files, binding, url);
        } catch (IOException | CommandFailure e) {
            closeQuietly(files);
            throw e instanceof CommandFailure failure
                    ? failure
                    : CommandFailure.failed(
                            "cannot write to the state directory %s: %s".formatted(stateDir, Reason.of(e)));
        }
    }

    /** Where it is for clients on this machine. */
    public URI url() {
        return url;
    }

    private static ServerBinding bind(
            ClassicActorSystemProvider system, HttpSettings settings, Optional<Keystore> keystore, Front front) {
        ServerBuilder builder = Http.get(system)
                .newServerAt(settings.address(), settings.port())
                .adaptSettings(HttpServer::bounded);
        ServerBuilder secured = keystore.map(key -> builder.enableHttps(ConnectionContext.httpsServer(key.context())))
                .orElse(builder);
        CompletionStage<ServerBinding> bound = secured.bind(front::handle);
        try {
            return bound.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw CommandFailure.failed(
                    "cannot listen on %s port %d: %s: another program may have it (see  ss -ltnp); end that, or set actorfs.http.port"
                            .formatted(settings.address(), settings.port(), reason(e)));
        }
    }

    private static String reason(Throwable e) {
        Throwable last = e;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }

    private static ServerSettings bounded(ServerSettings settings) {
        return settings.withServerHeader(Optional.empty())
                .withMaxConnections(CONNECTIONS)
                .withTransparentHeadRequests(true)
                .withParsingErrorHandler(ParsingErrors.class.getName())
                .withParserSettings(settings.getParserSettings()
                        .withMaxContentLength(Front.LARGEST_DRAIN_BYTES)
                        .withIllegalHeaderWarnings(false))
                .withTimeouts(settings.getTimeouts()
                        .withRequestTimeout(scala(StateFiles.LONGEST_REQUEST))
                        .withIdleTimeout(scala(IDLE_LIMIT)));
    }

    private static FiniteDuration scala(Duration time) {
        return new FiniteDuration(time.toSeconds(), TimeUnit.SECONDS);
    }

    private static URI url(HttpSettings settings, InetSocketAddress bound) {
        InetAddress address = bound.getAddress();
        String host = address.isAnyLocalAddress() ? HttpSettings.DEFAULT_ADDRESS : address.getHostAddress();
        return URI.create("%s://%s:%d"
                .formatted(
                        settings.tls().isPresent() ? "https" : "http",
                        host.indexOf(':') < 0 ? host : "[" + host + "]",
                        bound.getPort()));
    }

    /** Takes no more requests, and waits for those under way. */
    @Override
    public void close() {
        var _ = binding.terminate(END_LIMIT).toCompletableFuture().join();
        closeQuietly(files);
    }

    /** What is left of the files harms nobody: their lock is gone. */
    private static void closeQuietly(ServerFiles files) {
        try {
            files.close();
        } catch (IOException e) {
            // as said above
        }
    }
}
