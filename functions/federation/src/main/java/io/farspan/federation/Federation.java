package io.farspan.federation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Answers Jolokia requests for an application as if it were one JVM.
 *
 * <p>Laws: one response per request, in order; what is wrong with a request or fails for it is its own response; requests
 * that go to the same instances share one management call, and all calls are made at the same time. What several requests
 * read alike, of the whole and of its instances, is asked once.
 */
public final class Federation {

    private final DescriptionCache descriptions = new DescriptionCache();
    private final WritableAttributes settings = new WritableAttributes();

    /**
     * One response per request, asked through {@code port}. Fails with {@link FarspanException} only when nothing can be
     * asked at all.
     */
    public Uni<List<LazyResponse>> answer(
            ManagementPort port, String application, List<RawJson> requests, Duration deadline) {
        List<JolokiaRequest> read = requests.stream().map(JolokiaRequest::of).toList();
        boolean resolve =
                read.stream().anyMatch(request -> request.defect().isEmpty() && Question.needsInstances(request));
        Uni<Set<InstanceId>> instances =
                resolve ? port.instances(application) : Uni.createFrom().item(Set.of());
        return instances.chain(known -> {
            List<Question> questions = read.stream()
                    .map(request -> question(application, request, known))
                    .toList();
            return new Inquiry(port, application, deadline)
                    .settle(questions)
                    .map(done -> questions.stream().map(Question::response).toList());
        });
    }

    private Question question(String application, JolokiaRequest request, Set<InstanceId> instances) {
        Optional<String> defect = request.defect();
        if (defect.isEmpty()) {
            try {
                return Question.of(application, request, instances, descriptions, settings);
            } catch (IllegalArgumentException e) {
                defect = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return new Question.Settled(JolokiaResponse.error(
                request.raw().tree(), 400, IllegalArgumentException.class.getName(), defect.get()));
    }

    /**
     * What one instance responded.
     *
     * @param instance which, once that is known: a selector may leave it open
     * @param responses one per request
     */
    public record Answered(Optional<InstanceId> instance, List<LazyResponse> responses) {}

    /**
     * One instance's own responses. A problem on the way to it is the response to each request; never fails otherwise.
     *
     * @param select selects one instance
     */
    public static Uni<Answered> one(
            ManagementPort port,
            String application,
            InstanceSelector select,
            List<RawJson> requests,
            Duration deadline) {
        return Uni.createFrom()
                .deferred(() -> port.call(ManagementCall.of(application, select, requests, List.of(), deadline)))
                .map(answer -> answer.outcomes().stream()
                        .findFirst()
                        .map(outcome -> new Answered(
                                Optional.of(outcome.instance()),
                                outcome.responses()
                                        .map(responses -> responses.stream()
                                                .map(LazyResponse::of)
                                                .toList())
                                        .orElseGet(() -> repeat(
                                                requests, outcome.problem().orElseThrow()))))
                        .orElseGet(() -> new Answered(
                                Optional.empty(),
                                repeat(
                                        requests,
                                        answer.problems().values().stream()
                                                .findFirst()
                                                .orElseGet(() -> Problem.of(
                                                        ProblemCode.INSTANCE_UNKNOWN,
                                                        "The map has no instance for this view of '" + application
                                                                + "'."))))))
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> failed(requests, ((FarspanException) failure).problem()));
    }

    /** One problem as the response to each request. */
    public static Answered failed(List<RawJson> requests, Problem problem) {
        return new Answered(Optional.empty(), repeat(requests, problem));
    }

    private static List<LazyResponse> repeat(List<RawJson> requests, Problem problem) {
        return requests.stream()
                .map(request -> LazyResponse.of(JolokiaResponse.problem(request.tree(), problem)))
                .toList();
    }

    /** What a federated application answers to {@code version}. */
    static JsonNode version(String application) {
        ObjectNode version = JsonNodeFactory.instance.objectNode();
        version.put("agent", "2.6.0");
        version.put("protocol", "8.0");
        version.putObject("info")
                .put("product", "farspan")
                .put("vendor", "Farspan")
                .put("extraInfo", "application " + application + ", federated");
        version.putObject("config").put("agentId", "farspan-" + application);
        return version;
    }
}
