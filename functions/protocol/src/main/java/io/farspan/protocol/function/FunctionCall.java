package io.farspan.protocol.function;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.json.RawJson;

/**
 * The body of {@code POST /v1/call}: what home asks of one location's function.
 *
 * @param application the application's name
 * @param instances names of instances within the location; empty for all of them
 * @param requests Jolokia request objects, the same for each instance
 * @param deadlineMs how long the function may take, in milliseconds, counted from when it receives the call
 * @param location whose instances are asked when they are not the function's own: another function stands in for theirs
 * @param known hashes of response bodies that the caller holds, which need not be sent again; empty when it keeps none
 * @param generation the map's generation as home knows it; the function reads the map again if it knows an older one
 * @param caller who asks, as home names them; a budget is kept for each
 */
public record FunctionCall(
        String application,
        Optional<List<String>> instances,
        List<RawJson> requests,
        long deadlineMs,
        Optional<String> location,
        Optional<List<String>> known,
        long generation,
        Optional<String> caller) {

    /** The path of the call below the function's base. */
    public static final String PATH = "/v1/call";

    /**
     * The header by which home asks a function to pass the request on: the location it is for. The request is otherwise
     * as that location's function would get it, with its token.
     */
    public static final String RELAY_HEADER = "Farspan-Relay";

    /** The header with the token for the function that passes the request on. */
    public static final String RELAY_TOKEN_HEADER = "Farspan-Relay-Token";

    /** How long home waits for the answer of a call that is relayed, in milliseconds. */
    public static final String RELAY_DEADLINE_HEADER = "Farspan-Relay-Deadline";

    /** The header of a response that was passed on: the location it came from. */
    public static final String RELAYED_HEADER = "Farspan-Relayed";

    /**
     * The header of every response with the function's clock, milliseconds since 1970, so that a wrong clock is seen even
     * when it refuses every token.
     */
    public static final String TIME_HEADER = "Farspan-Time";

    /** The header that carries the call token. */
    public static final String TOKEN_HEADER = "Farspan-Token";

    /** Above {@link io.farspan.protocol.call.ManagementCall#LONGEST}. */
    private static final long LONGEST_MS = 30_000;

    public FunctionCall {
        Names.requireLabel("application", application);
        instances = instances.map(List::copyOf);
        known = known.map(List::copyOf);
        location.ifPresent(other -> Names.requireLabel("location", other));
        requests = List.copyOf(requests);
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("A function call needs at least one request");
        }
        requireDeadline(deadlineMs);
    }

    static void requireDeadline(long deadlineMs) {
        if (deadlineMs <= 0 || deadlineMs > LONGEST_MS) {
            throw new IllegalArgumentException("deadlineMs must be 1 to " + LONGEST_MS + ", not " + deadlineMs);
        }
    }

    /** A list of names, or empty for the word {@code all}. */
    static Optional<List<String>> names(Object instances) {
        return "all".equals(instances)
                ? Optional.empty()
                : Optional.of(((List<?>) instances)
                        .stream()
                                .map(name -> new InstanceId("any", name instanceof String text ? text : "").name())
                                .distinct()
                                .toList());
    }

    /** From JSON, where {@code instances} is a list or the word {@code all}. */
    @JsonCreator
    static FunctionCall parse(
            @JsonProperty(value = "application", required = true) String application,
            @JsonProperty(value = "instances", required = true) Object instances,
            @JsonProperty(value = "requests", required = true) List<RawJson> requests,
            @JsonProperty(value = "deadlineMs", required = true) long deadlineMs,
            @JsonProperty("location") Optional<String> location,
            @JsonProperty("known") Optional<List<String>> known,
            @JsonProperty("generation") long generation,
            @JsonProperty("caller") Optional<String> caller) {
        return new FunctionCall(
                application,
                names(instances),
                requests,
                deadlineMs,
                location == null ? Optional.empty() : location,
                known == null ? Optional.empty() : known,
                generation,
                caller == null ? Optional.empty() : caller);
    }

    /** {@code instances} as JSON has it. */
    @JsonProperty("instances")
    Object instancesAsJson() {
        return instances.isPresent() ? instances.get() : "all";
    }
}
