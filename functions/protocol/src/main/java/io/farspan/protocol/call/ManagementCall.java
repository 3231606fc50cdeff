package io.farspan.protocol.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * What one tool request asks: the same Jolokia requests of each selected instance, answered within one deadline.
 *
 * @param application the application's name
 * @param select which of its instances
 * @param requests Jolokia requests, at least one, read once for all who look at them
 * @param unify which aggregates to make of the values, per request; none by default
 * @param deadline how long the caller waits, from {@link #SHORTEST} to {@link #LONGEST}
 * @param caller who asks, so that one caller's heavy requests use up no other's share; empty for Farspan itself
 */
public record ManagementCall(
        String application,
        InstanceSelector select,
        List<JolokiaRequest> requests,
        List<Aggregation> unify,
        Duration deadline,
        Optional<String> caller) {

    /** The shortest deadline that is taken. An instance that cannot be asked in time has an outcome that says so. */
    public static final Duration SHORTEST = Duration.ofMillis(1);

    /** The longest deadline that is taken; below the 30 s at which common load balancers hang up. */
    public static final Duration LONGEST = Duration.ofSeconds(29);

    /** The deadline of a call that names none. */
    public static final Duration USUAL = Duration.ofSeconds(5);

    /** The most requests of one call. */
    public static final int MOST_REQUESTS = 1_000;

    public ManagementCall {
        Names.requireLabel("application", application);
        requests = List.copyOf(requests);
        unify = List.copyOf(unify);
        if (requests.isEmpty() || requests.size() > MOST_REQUESTS) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "requests must hold 1 to " + MOST_REQUESTS + " Jolokia requests, not " + requests.size());
        }
        if (deadline.compareTo(SHORTEST) < 0 || deadline.compareTo(LONGEST) > 0) {
            throw new FarspanException(
                    ProblemCode.DEADLINE_INVALID,
                    "deadlineMs must be " + SHORTEST.toMillis() + " to " + LONGEST.toMillis() + ", not "
                            + deadline.toMillis() + "; leave it out for " + USUAL.toMillis());
        }
    }

    /** A call without a caller. */
    public ManagementCall(
            String application,
            InstanceSelector select,
            List<JolokiaRequest> requests,
            List<Aggregation> unify,
            Duration deadline) {
        this(application, select, requests, unify, deadline, Optional.empty());
    }

    /** A call without a caller, with requests as they came. */
    public static ManagementCall of(
            String application,
            InstanceSelector select,
            List<RawJson> requests,
            List<Aggregation> unify,
            Duration deadline) {
        return new ManagementCall(
                application, select, requests.stream().map(JolokiaRequest::of).toList(), unify, deadline);
    }

    /** Whether carrying any of it out may change an instance. */
    public boolean changesState() {
        return requests.stream().anyMatch(JolokiaRequest::changesState);
    }

    /** The same call for other instances. */
    public ManagementCall select(InstanceSelector other) {
        return new ManagementCall(application, other, requests, unify, deadline, caller);
    }

    /** The same call with other requests. */
    public ManagementCall requests(List<JolokiaRequest> others) {
        return new ManagementCall(application, select, others, unify, deadline, caller);
    }

    /** The same call in the name of a caller. */
    public ManagementCall by(String person) {
        return new ManagementCall(application, select, requests, unify, deadline, Optional.of(person));
    }
}
