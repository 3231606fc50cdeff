package io.farspan.protocol.call;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.problem.Problem;

/**
 * The answer to one management call.
 *
 * @param application the application's name
 * @param epoch the epoch of home under which it was asked
 * @param asOf when the location map that was used was last known to be current
 * @param stale whether the map could not be reached and the last known one was used
 * @param partial whether any outcome is a problem, a request of one was not carried out, or a location could not be asked
 * @param functionCalls how many calls crossed the network: one per location, and each that was sent again or another way
 * @param tookMs how long it took at home, in milliseconds
 * @param outcomes one per selected instance, ordered by id
 * @param problems what kept a location from being asked although its instances are not known, by location
 * @param relayed locations that home did not reach itself, and the location whose function was asked instead
 * @param unified per request the aggregates that were asked for; absent when none were
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record UnifiedAnswer(
        String application,
        long epoch,
        Instant asOf,
        boolean stale,
        boolean partial,
        int functionCalls,
        long tookMs,
        List<Outcome> outcomes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Problem> problems,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> relayed,
        Optional<List<Map<Aggregation, JsonNode>>> unified) {

    public UnifiedAnswer {
        relayed = relayed == null ? Map.of() : Map.copyOf(relayed);
        outcomes = List.copyOf(outcomes);
        problems = problems == null ? Map.of() : Map.copyOf(problems);
        unified = unified.map(List::copyOf);
    }

    /** The same answer with other outcomes. */
    public UnifiedAnswer outcomes(List<Outcome> others) {
        return new UnifiedAnswer(
                application, epoch, asOf, stale, partial, functionCalls, tookMs, others, problems, relayed, unified);
    }

    /** The same answer, marked as partial. */
    public UnifiedAnswer asPartial() {
        return new UnifiedAnswer(
                application, epoch, asOf, stale, true, functionCalls, tookMs, outcomes, problems, relayed, unified);
    }
}
