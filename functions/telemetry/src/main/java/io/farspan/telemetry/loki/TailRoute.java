package io.farspan.telemetry.loki;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.http.UnsentAnswers;
import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.SearchTurns;
import io.farspan.telemetry.follow.Followers;
import io.farspan.telemetry.follow.Following;
import io.farspan.telemetry.follow.Wanted;
import io.farspan.telemetry.matching.MatchTime;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.LogArrivals;
import io.farspan.telemetry.store.LogCursor;
import io.farspan.telemetry.store.LogPage;

/**
 * Loki's tail: the last lines of each application in the order of their time, and then those that arrive, over a WebSocket. A follower of {@code …/logs?follow=true} and one
 * who tails are the same to the router, with the same limits.
 *
 * @see <a href="https://grafana.com/docs/loki/latest/reference/loki-http-api/#stream-logs">Loki, stream logs</a>
 */
@Singleton
class TailRoute {

    private static final Logger LOG = Logger.getLogger(TailRoute.class);

    private static final String PATH = "/loki/api/v1/tail";

    /** Before the resources, of which none has the path, and after the checks of who is calling. */
    private static final int BEFORE_RESOURCES = -1;

    /** The applications that are followed in one tail. */
    private static final int MOST_APPLICATIONS = 8;

    private static final short FAILED = 1011;
    private static final int LONGEST_REASON = 120;

    /** How far the clocks of those who push may be ahead. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private final LokiQueries queries;
    private final SearchTurns turns;
    private final LogArrivals arrivals;
    private final Followers followers;
    private final Gate gate;
    private final UnsentAnswers unsent;

    TailRoute(
            LokiQueries queries,
            SearchTurns turns,
            LogArrivals arrivals,
            Followers followers,
            Gate gate,
            UnsentAnswers unsent) {
        this.queries = queries;
        this.turns = turns;
        this.arrivals = arrivals;
        this.followers = followers;
        this.gate = gate;
        this.unsent = unsent;
    }

    void install(@Observes Router router) {
        router.get(PATH).order(BEFORE_RESOURCES).handler(this::answer);
    }

    private void answer(RoutingContext http) {
        try {
            begin(http, caller(http));
        } catch (FarspanException e) {
            refuse(http, e);
        }
    }

    /** The caller, whom the permissions of the path have had show their credentials. */
    private static Person caller(RoutingContext http) {
        if (!(http.user() instanceof QuarkusHttpUser user)) {
            throw new FarspanException(ProblemCode.UNAUTHENTICATED, "Authentication is required; send credentials.");
        }
        SecurityIdentity identity = user.getSecurityIdentity();
        Set<String> roles = Set.copyOf(identity.getRoles());
        if (!Roles.includes(roles::contains, Roles.VIEWER)) {
            throw new FarspanException(ProblemCode.FORBIDDEN, "To read logs you need the role viewer.");
        }
        return new Person(identity.getPrincipal().getName(), roles::contains);
    }

    /**
     * A tail.
     *
     * @param logs what is asked for
     * @param wanted which of the records that arrive
     * @param applications of which applications
     * @param start from when on the last lines are
     * @param limit how many
     */
    private record Tail(LogQl.Logs logs, Wanted wanted, List<String> applications, Instant start, int limit) {}

    /** Parses the query on a worker, for it may have regular expressions, and then opens the socket. */
    private void begin(RoutingContext http, Person person) {
        requireWebSocket(http.request());
        Followers.Seat seat = followers.seat(person.name()); // first: few queries of one person are parsed at a time
        MultiMap values = http.request().params();
        LokiAnswer answer = LokiAnswer.of(gate.plugins(person).view(), http);
        http.request().pause(); // toWebSocket waits for its end, and resumes it
        http.vertx()
                .executeBlocking(() -> tail(name -> Optional.ofNullable(values.get(name)), person), false)
                .compose(tail -> http.response().closed()
                        ? Future.<ServerWebSocket>failedFuture("the client has gone")
                        : http.request().toWebSocket().onSuccess(socket -> begin(tail, person, answer, seat, socket)))
                .onFailure(failure -> {
                    seat.close();
                    refuse(http, failure);
                });
    }

    private static void requireWebSocket(HttpServerRequest request) {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
                || request.version() != HttpVersion.HTTP_1_1
                || request.getHeader("Transfer-Encoding") != null
                || !Objects.requireNonNullElse(request.getHeader("Content-Length"), "0")
                        .equals("0")) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "open a WebSocket here, over HTTP/1.1 and without a body");
        }
    }

    private Tail tail(Function<String, Optional<String>> values, Person person) {
        LokiParameters parameters = new LokiParameters(values, Instant.now());
        if (!(VisibleQuery.require(
                        parameters.query(MatchTime.toFollow()),
                        gate.plugins(person).view())
                instanceof LogQl.Logs logs)) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, "only queries of lines can be tailed");
        }
        List<String> applications = queries.applications(logs);
        if (applications.isEmpty() || applications.size() > MOST_APPLICATIONS) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "the query must select 1 to " + MOST_APPLICATIONS + " applications of this router; it selects "
                            + applications.size());
        }
        return new Tail(logs, logs.wanted(), applications, parameters.start(), parameters.limit());
    }

    private void begin(Tail tail, Person person, LokiAnswer answer, Followers.Seat seat, ServerWebSocket socket) {
        List<ByteBudget.Share> shares = tail.applications().stream()
                .map(name -> unsent.open(person.name()))
                .toList();
        TailSocket sending = new TailSocket(socket, () -> {
            seat.close();
            shares.forEach(ByteBudget.Share::close);
        });
        socket.handler(ignored -> {});
        socket.closeHandler(closed -> sending.cancel());
        if (!shares.get(0).take(LogPage.MOST_BYTES)) { // given back when they are there, and what waits is counted
            sending.end(FAILED, reason("no room for the last lines: " + UnsentAnswers.noRoom(shares.get(0))));
            return;
        }
        gate.plugins(person)
                .within(() -> turns.run(person.name(), () -> {
                    FollowCursor place = arrivals.now(); // before the lines, so that nothing is between them
                    return new Begun(place, last(tail));
                }))
                .chain(begun -> pieces(tail, begun, answer, seat, shares, sending))
                .subscribe()
                .with(
                        pieces -> pieces.subscribe().withSubscriber(sending),
                        failure -> sending.end(FAILED, reason(failure)));
    }

    /**
     * What is known when a tail begins.
     *
     * @param place after which records arrive
     * @param lines the last lines, oldest first, some of which may have arrived after the place
     */
    private record Begun(FollowCursor place, List<LokiQueries.Line> lines) {}

    private List<LokiQueries.Line> last(Tail tail) {
        List<LokiQueries.Line> lines = new ArrayList<>(
                queries.lines(tail.logs(), tail.start(), Instant.now().plus(AHEAD), true, tail.limit())
                        .lines());
        lines.sort(Comparator.comparing(line -> line.record().time()));
        return lines;
    }

    /** The last lines of each application, in the order of their time, and then what arrives of it. */
    private static Uni<Multi<byte[]>> pieces(
            Tail tail,
            Begun begun,
            LokiAnswer answer,
            Followers.Seat seat,
            List<ByteBudget.Share> shares,
            TailSocket sending) {
        Set<LogCursor> sent = new HashSet<>();
        begun.lines().forEach(line -> sent.add(line.record().cursor()));
        List<Uni<Multi<byte[]>>> followed = new ArrayList<>();
        for (int index = 0; index < tail.applications().size(); index++) {
            String application = tail.applications().get(index);
            TailRendering rendering = new TailRendering(
                    application, answer, why -> sending.end(TailSocket.GOING_AWAY, reason(why.detail())));
            Queue<byte[]> first = new ArrayDeque<>(rendering.messages(begun.lines().stream()
                    .filter(line -> line.application().equals(application))
                    .toList()));
            followed.add(seat.follow(new Following(
                    application,
                    Optional.of(begun.place()),
                    first,
                    (record, deadline) ->
                            !sent.contains(record.cursor()) && tail.wanted().test(record, deadline),
                    rendering,
                    shares.get(index))));
        }
        return Uni.join().all(followed).andFailFast().map(all -> Multi.createBy()
                .merging()
                .withConcurrency(MOST_APPLICATIONS)
                .withRequests(1)
                .streams(all));
    }

    private static String reason(Throwable failure) {
        return reason(
                failure instanceof FarspanException known ? known.problem().detail() : "it failed");
    }

    /** As a close frame can have it. */
    private static String reason(String why) {
        String plain = why.replaceAll("[^ -~]", "?");
        return plain.substring(0, Math.min(LONGEST_REASON, plain.length()));
    }

    private static void refuse(RoutingContext http, Throwable failure) {
        if (http.response().headWritten() || http.response().closed()) {
            return;
        }
        if (failure instanceof LogQlException) {
            refuse(http, ProblemCode.MALFORMED_REQUEST.status(), String.valueOf(failure.getMessage()));
        } else if (failure instanceof FarspanException known) {
            refuse(http, known.problem().status(), known.problem().detail());
        } else {
            LOG.error("a tail could not be begun", failure);
            refuse(http, ProblemCode.INTERNAL.status(), "The tail could not be begun; the router's log says why.");
        }
    }

    private static void refuse(RoutingContext http, int status, String why) {
        http.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(why + "\n");
    }
}
