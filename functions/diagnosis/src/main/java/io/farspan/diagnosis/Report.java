package io.farspan.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.farspan.protocol.verdict.Verdict;

/**
 * The diagnosis of an application.
 *
 * @param application the application
 * @param at the time of the report
 * @param observer home's location
 * @param verdicts the verdicts; a single {@code HEALTHY} when nothing is wrong
 * @param edges the states of all edges
 * @param probing how closely the application is watched
 */
public record Report(
        String application, Instant at, String observer, List<Verdict> verdicts, List<Edge> edges, Probing probing) {

    /** The state of one edge. */
    public record Edge(
            String from,
            String to,
            String state,
            int reached,
            int attempts,
            Instant since,
            Optional<String> stage,
            double phi) {}

    /**
     * How closely an application is watched.
     *
     * @param periodMs the interval of calls to each location's function, in milliseconds
     * @param attentive whether the diagnosis is being read or something is suspected
     * @param callsPerDay the function calls per day at the present interval
     */
    public record Probing(long periodMs, boolean attentive, long callsPerDay) {}

    /** All edges of the facts. */
    static List<Edge> edges(Facts facts) {
        List<Edge> edges = new ArrayList<>();
        String home = facts.observer();
        edges.add(edge(home, "map", facts.map()));
        for (LocationFacts location : facts.locations()) {
            String function = "function " + location.location();
            edges.add(edge(home, function, location.host()));
            edges.add(edge(home, function + " (its answers)", location.function()));
            edges.add(edge(home, function + " (direct)", location.direct()));
            edges.add(edge(function, home, location.backward()));
            location.peers().forEach((peer, state) -> edges.add(edge("function " + peer, function, state)));
            location.instances().forEach((id, state) -> edges.add(edge(function, id.toString(), state)));
            location.foreign()
                    .forEach((id, by) ->
                            by.forEach((peer, state) -> edges.add(edge("function " + peer, id.toString(), state))));
            location.services().forEach((id, service) -> {
                String endpoint = id + " service " + service.address();
                edges.add(edge(function, endpoint, service.own()));
                service.foreign().forEach((peer, state) -> edges.add(edge("function " + peer, endpoint, state)));
            });
            location.heartbeats().forEach((id, heartbeat) -> {
                edges.add(edge(id.toString(), home, heartbeat.direct()));
                edges.add(edge(id + " (relayed)", home, heartbeat.relayed()));
            });
        }
        return edges;
    }

    private static Edge edge(String from, String to, EdgeState state) {
        return new Edge(
                from,
                to,
                state.state().name().toLowerCase(Locale.ROOT),
                state.reached(),
                state.attempts(),
                state.since(),
                state.stage().map(stage -> stage.name().toLowerCase(Locale.ROOT)),
                Math.round(state.phi() * 10) / 10.0);
    }
}
