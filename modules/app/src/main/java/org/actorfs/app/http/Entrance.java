package org.actorfs.app.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.actorfs.app.api.Refusal;
import org.actorfs.app.api.Replies;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * How a browser comes to the token without having it in an address, which browsers write down: whoever has the token gets a ticket, a link
 * brings it, and the page gives it back for the token.
 */
final class Entrance {
    private static final String TICKETS = "/api/v1/page/tickets";
    private static final String TOKEN = "/api/v1/page/token";

    private final Tickets tickets;
    private final Guard guard;
    private final List<Route> routes =
            List.of(new Route("POST", TICKETS, this::issue), new Route("POST", TOKEN, this::exchange));

    Entrance(Tickets tickets, Guard guard) {
        this.tickets = tickets;
        this.guard = guard;
    }

    List<Route> routes() {
        return routes;
    }

    /** Whether who asks for this path has no token yet. */
    static boolean has(String path) {
        return path.equals(TOKEN);
    }

    private CompletionStage<HttpResponse> issue(Call call) {
        call.refuseBody();
        return CompletableFuture.completedStage(Responses.json(201, new Replies.Ticket(tickets.issue())));
    }

    private CompletionStage<HttpResponse> exchange(Call call) {
        Body body = call.body();
        String ticket = Body.required("ticket", body.text("ticket"));
        body.refuseOthers();
        if (!tickets.use(ticket)) {
            throw HttpFailure.of(
                    Refusal.UNAUTHORIZED,
                    "the link was used before, or is older than a minute: print another with  actorfs page");
        }
        return CompletableFuture.completedStage(Responses.json(200, new Replies.Token(guard.token())));
    }
}
