package io.farspan.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.farspan.protocol.verdict.Verdict;

/**
 * What is known of an application.
 *
 * @param application the application
 * @param at when this was so
 * @param observer home's location
 * @param verdicts what is the matter; one {@code HEALTHY} when nothing is
 * @param edges what every attempt came to
 * @param probing how closely it is looked at
 */
public record Report(
        String application, Instant at, String observer, List<Verdict> verdicts, List<Edge> edges, Probing probing) {

    /** One edge: who reaches whom. */
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
     * How closely an application is looked at.
     *
     * @param periodMs how often each location's function is called for it, in milliseconds
     * @param attentive whether somebody looks or something is suspected
     * @param callsPerDay function calls that this costs in a day at the present period
     */
    public record Probing(long periodMs, boolean attentive, long callsPerDay) {}

    /** Every edge of what is known. */
    static List<Edge> edges(Facts facts) {
        List<Edge> edges = new ArrayList<>();
        String home = facts.observer();
        edges.add(edge(home, "map", facts.map()));
        for (LocationFacts location : facts.locations()) {
            String function = "function " + location.location();
            edges.add(edge(home, function, location.host()));
            edges.add(edge(home, function + " (its answers)", location.function()));
            edges.add(edge(home, function + " (straight)", location.direct()));
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
