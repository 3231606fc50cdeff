package io.farspan.core.peer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.smallrye.mutiny.Uni;

import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.MapView;

/**
 * Passes a request on to another location's function, unchanged and with the token that home signed for it: this
 * function vouches for none of it. Where that function is comes from the map, never from the request.
 */
public final class Relay {

    /** Above the longest deadline of a call, for a home that does not say how long it waits. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final List<String> PASSED_ON = List.of(
            FunctionCall.TOKEN_HEADER, TraceContext.HEADER, "Content-Type", "Content-Encoding", "Accept-Encoding");

    private final MapView map;
    private final Peers peers;

    /** A relay to the functions of {@code map}. */
    public Relay(MapView map, Peers peers) {
        this.map = map;
        this.peers = peers;
    }

    /** What {@code location}'s function answers; fails with {@code RELAY_FAILED} when it cannot be reached from here. */
    public Uni<FunctionResponse> pass(String application, String location, String path, FunctionRequest request) {
        return map.head(application)
                .chain(head -> map.routes(application, head.generation()))
                .chain(routes -> {
                    FunctionEndpoint endpoint = routes.value().functions().get(location);
                    if (endpoint == null) {
                        throw new FarspanException(
                                ProblemCode.LOCATION_UNKNOWN,
                                "The map has no function in location '" + location + "' to relay to.");
                    }
                    Map<String, String> headers = new TreeMap<>();
                    PASSED_ON.forEach(
                            name -> request.header(name).ifPresent(value -> headers.put(name, printable(value))));
                    return peers.send(endpoint, request.method(), path, headers, request.body(), limit(request));
                })
                .map(answer -> {
                    Map<String, String> headers = new HashMap<>();
                    headers.put(FunctionCall.RELAYED_HEADER, location);
                    for (String name : List.of("Content-Type", "Content-Encoding", "Retry-After")) {
                        answer.response().header(name).ifPresent(value -> headers.put(name, printable(value)));
                    }
                    return new FunctionResponse(
                            answer.response().status(),
                            headers,
                            answer.response().body());
                })
                .onFailure(Peers.PeerFailure.class)
                .transform(failure -> new FarspanException(
                        ProblemCode.RELAY_FAILED,
                        "The function of " + location + " cannot be reached from here either: " + failure.getMessage()
                                + "."));
    }

    /** The remaining time until the deadline; nobody waits for a later answer. */
    private static Duration limit(FunctionRequest request) {
        return request.header(FunctionCall.RELAY_DEADLINE_HEADER)
                .filter(millis -> millis.matches("[1-9][0-9]{0,5}"))
                .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
                .filter(left -> left.compareTo(LIMIT) < 0)
                .orElse(LIMIT);
    }

    /** A header's value goes out as it came in, and cannot end the line. */
    private static String printable(String value) {
        return value.replaceAll("[^\\x20-\\x7e]", "");
    }
}
