package io.farspan.telemetry.sampling;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.SharedResponses;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.rules.MetricPoint;
import io.farspan.telemetry.store.SampleStore;

/** Stores what a location's instances answered. What is wrong with one costs only its own points. Thread-safe. */
final class LocationSamples {

    /** The most bytes of one instance's responses: their tree takes some twenty times as much. */
    static final long LARGEST_SAMPLE = 2 << 20;

    /** The most bytes of all together: responses that instances have in common are sent once, but read for each. */
    private static final long LARGEST_ANSWER = 64 << 20;

    private final String application;
    private final SampleRequests requests;
    private final SampleStore store;
    private final Duration least;

    /** Samples of one instance are at least {@code least} apart. */
    LocationSamples(String application, SampleRequests requests, SampleStore store, Duration least) {
        this.application = application;
        this.requests = requests;
        this.store = store;
        this.least = least;
    }

    /**
     * Stores the answer of {@code asked} under {@code at}; what is wrong with parts of it. Fails like the store when it
     * cannot be reached.
     */
    SampleProblems take(FunctionAnswer answer, Set<InstanceId> asked, Instant at) {
        SampleProblems problems = new SampleProblems();
        Set<InstanceId> left = new HashSet<>(asked);
        long bytes = 0;
        for (Outcome outcome : SharedResponses.unfold(answer, Map.of()).outcomes()) {
            InstanceId instance = outcome.instance();
            if (!left.remove(instance)) {
                problems.add(instance, "was not asked, or is answered twice; it is left out");
                continue;
            }
            if (outcome.problem().isPresent()) {
                problems.add(instance, outcome.problem().map(Problem::detail).orElse(""));
                continue;
            }
            List<RawJson> responses = outcome.responses().orElse(List.of());
            long size = responses.stream().mapToLong(RawJson::length).sum();
            bytes += size;
            if (responses.size() != requests.all().size()) {
                problems.add(
                        instance,
                        "gave " + responses.size() + " responses to "
                                + requests.all().size() + " requests; check the function's release");
            } else if (size > LARGEST_SAMPLE || bytes > LARGEST_ANSWER) {
                problems.add(
                        instance,
                        "answered " + size + " bytes, and " + LARGEST_SAMPLE + " is the most, of all instances of a"
                                + " location " + LARGEST_ANSWER + "; use fewer rules (farspan.telemetry.metrics)");
            } else {
                take(instance, responses, at, problems);
            }
        }
        left.forEach(instance -> problems.add(instance, "was left out of the function's answer"));
        return problems;
    }

    private void take(InstanceId instance, List<RawJson> responses, Instant at, SampleProblems problems) {
        List<MetricPoint> points;
        try {
            if (SampleRequests.hasAgent(responses)) {
                return; // since the last call of collect: it samples itself now
            }
            if (!SampleRequests.isWithoutAgent(responses)) {
                problems.add(instance, "does not say whether it has an agent of ours, which samples by itself");
                return;
            }
            points = requests.points(responses);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            problems.add(instance, "answered what cannot be read: " + e.getMessage());
            return;
        }
        if (!points.isEmpty()) {
            store(instance, points, at, problems);
        }
    }

    private void store(InstanceId instance, List<MetricPoint> points, Instant at, SampleProblems problems) {
        try {
            SampleStore.Result result = store.add(application, instance, at, least, points);
            if (!result.stored()) {
                problems.add(
                        instance,
                        "has a sample of this time or of a later one already; when that does not end, compare the"
                                + " clocks of the routers");
            } else if (result.leftOut() > 0) {
                problems.add(
                        instance,
                        "has more series than an instance may have, or attributes that are too long, so that "
                                + result.leftOut() + " points are not stored; use fewer rules"
                                + " (farspan.telemetry.metrics)");
            }
        } catch (FarspanException e) {
            if (e.code() != ProblemCode.FUNCTION_ANSWER_INVALID) {
                throw e;
            }
            problems.add(instance, e.problem().detail());
        }
    }
}
