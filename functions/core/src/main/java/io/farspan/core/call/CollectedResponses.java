package io.farspan.core.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/** What has become of each request of a call at one instance, and the outcome that follows from it. */
final class CollectedResponses {

    private final InstanceId id;
    private final Batch batch;
    private final AgentLimits limits;
    private final CallRefusals refusals;
    private final @Nullable RawJson[] responses;
    private final @Nullable RequestFailure[] failures;

    CollectedResponses(InstanceId id, Batch batch, AgentLimits limits, CallRefusals refusals) {
        this.id = id;
        this.batch = batch;
        this.limits = limits;
        this.refusals = refusals;
        this.responses = new RawJson[batch.sent()];
        this.failures = new RequestFailure[batch.sent()];
    }

    /** A request has a response; one that the agent has cut off is a failure. */
    void answered(int index, RawJson response) {
        WeighedRequest item = batch.items().get(index);
        Optional<String> cut = Truncation.of(response, item, limits);
        if (cut.isPresent()) {
            Problem problem = Problem.of(ProblemCode.TOO_MUCH, cut.get());
            failures[index] = new RequestFailure(
                    item.kind() == PendingRequest.Kind.CHANGE ? refusals.answerMissing(problem) : problem, false);
        } else {
            responses[index] = response;
        }
    }

    /** A request has no response. */
    void failed(int index, RequestFailure failure) {
        failures[index] = failure;
    }

    /** Forgets the responses, which are slices of large answers. */
    void clear() {
        Arrays.fill(responses, null);
    }

    /** A failure when the agent has answered nothing; otherwise a response for each request, some of which say why they failed. */
    Outcome outcome(long tookMs) {
        @Nullable RequestFailure firstFailure = null;
        boolean answered = false;
        for (int i = 0; i < responses.length; i++) {
            RequestFailure failure = failures[i];
            answered |= responses[i] != null || (failure != null && !failure.agent());
            firstFailure = firstFailure == null ? failure : firstFailure;
        }
        boolean applied = batch.changesState() && responses.length > 1;
        if (!answered && !applied && firstFailure != null) {
            return Outcome.failed(id, tookMs, firstFailure.problem());
        }
        List<RawJson> all = new ArrayList<>(responses.length);
        for (int i = 0; i < responses.length; i++) {
            RawJson response = responses[i];
            all.add(response != null ? response : failed(batch.items().get(i), failures[i]));
        }
        return Outcome.answered(id, tookMs, batch.complete(all));
    }

    private static RawJson failed(WeighedRequest item, @Nullable RequestFailure failure) {
        Problem problem = failure != null
                ? failure.problem()
                : Problem.of(
                        ProblemCode.INTERNAL, "The function lost track of the request; its log may have the cause.");
        return JolokiaResponse.raw(JolokiaResponse.problem(item.tree(), problem));
    }
}
