package io.farspan.protocol.probe;

import java.util.List;
import java.util.Optional;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.json.RawJson;

/**
 * The body of {@code POST /v1/probe}: what home wants to know from a location's point of view. All attempts run at the
 * same time, so that it takes little longer than {@code timeoutMs}.
 *
 * @param application the application's name
 * @param requests Jolokia requests to every instance of the location, to learn more than that it is reachable
 * @param peers locations whose functions are to be reached
 * @param foreign locations whose instances are to be reached from here, where the network allows it
 * @param home whether home's router, as the map's {@code _tool} has it, is to be reached
 * @param timeoutMs how long each attempt may take, in milliseconds
 * @param generation the map's generation as the caller knows it
 * @param observer the location of the router that asks, so that others can be told that it is alive
 * @param padding filler that makes the request larger than a small packet, so that a link that loses large ones shows it
 */
public record ProbeCall(
        String application,
        List<RawJson> requests,
        List<String> peers,
        List<String> foreign,
        boolean home,
        long timeoutMs,
        long generation,
        Optional<String> observer,
        String padding) {

    /** The path of the probe below the function's base. */
    public static final String PATH = "/v1/probe";

    private static final long LONGEST_MS = 20_000;

    public ProbeCall {
        Names.requireLabel("application", application);
        requests = requests == null ? List.of() : List.copyOf(requests);
        peers = peers == null ? List.of() : List.copyOf(peers);
        foreign = foreign == null ? List.of() : List.copyOf(foreign);
        observer = observer == null ? Optional.empty() : observer;
        padding = padding == null ? "" : padding;
        observer.ifPresent(location -> Names.requireLabel("observer", location));
        peers.forEach(location -> Names.requireLabel("peer", location));
        foreign.forEach(location -> Names.requireLabel("foreign location", location));
        if (timeoutMs < 1 || timeoutMs > LONGEST_MS) {
            throw new IllegalArgumentException("timeoutMs must be 1 to " + LONGEST_MS + ", not " + timeoutMs);
        }
    }
}
