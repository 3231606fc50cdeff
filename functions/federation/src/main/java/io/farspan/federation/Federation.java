package io.farspan.federation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Answers Jolokia requests for an application as if it were one JVM.
 *
 * <p>Laws: one response per request, in order; what is wrong with a request or fails for it is its own response; requests
 * that go to the same instances share one management call, and all calls are made at the same time.
 */
public final class Federation {

    private final DescriptionCache descriptions = new DescriptionCache();
    private final Settings settings = new Settings();

    /**
     * One response per request, asked through {@code port}. Fails with {@link FarspanException} only when nothing can be
     * asked at all.
     */
    public Uni<List<RawJson>> answer(
            ManagementPort port, String application, List<RawJson> requests, Duration deadline) {
        List<JolokiaRequest> read = requests.stream().map(JolokiaRequest::of).toList();
        boolean resolve =
                read.stream().anyMatch(request -> request.defect().isEmpty() && Question.needsInstances(request));
        Uni<Set<InstanceId>> instances =
                resolve ? port.instances(application) : Uni.createFrom().item(Set.of());
        return instances.chain(known -> answer(port, application, read, known, deadline));
    }

    private Uni<List<RawJson>> answer(
            ManagementPort port,
            String application,
            List<JolokiaRequest> requests,
            Set<InstanceId> instances,
            Duration deadline) {
        Map<InstanceSelector, Group> groups = new LinkedHashMap<>();
        List<Question> questions = new ArrayList<>(requests.size());
        for (JolokiaRequest request : requests) {
            Question question = question(application, request, instances);
            questions.add(question);
            question.first().ifPresent(first -> groups.computeIfAbsent(
                            first.select().orElseThrow(), s -> new Group(s, new ArrayList<>()))
                    .questions
                    .add(first));
            question.select().ifPresent(select -> groups.computeIfAbsent(select, s -> new Group(s, new ArrayList<>()))
                    .questions
                    .add(question));
        }
        List<Uni<Void>> calls = groups.values().stream()
                .map(group -> group.ask(port, application, deadline))
                .toList();
        Uni<Void> all = calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(calls).andFailFast().replaceWithVoid();
        return all.map(done -> questions.stream().map(Question::response).toList());
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
    public record Answered(Optional<InstanceId> instance, List<RawJson> responses) {}

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

    private static List<RawJson> repeat(List<RawJson> requests, Problem problem) {
        return requests.stream()
                .map(request -> JolokiaResponse.raw(JolokiaResponse.problem(request.tree(), problem)))
                .toList();
    }

    /** Questions to the same instances. */
    private record Group(InstanceSelector select, List<Question> questions) {

        Uni<Void> ask(ManagementPort port, String application, Duration deadline) {
            List<RawJson> requests = questions.stream().map(Question::local).toList();
            return port.call(ManagementCall.of(application, select, requests, List.of(), deadline))
                    .invoke(answer -> {
                        for (int index = 0; index < questions.size(); index++) {
                            settle(questions.get(index), replies(answer.outcomes(), index), answer);
                        }
                    })
                    .replaceWithVoid()
                    .onFailure(FarspanException.class)
                    .recoverWithItem(failure -> {
                        Problem problem = ((FarspanException) failure).problem();
                        questions.forEach(question -> question.fail(problem));
                        return null;
                    });
        }

        /** What cannot be made one of is the failure of that question, not of the others. */
        private static void settle(Question question, List<Reply> replies, UnifiedAnswer answer) {
            try {
                question.settle(replies, answer.problems().keySet());
            } catch (IllegalArgumentException | ClassCastException e) {
                question.fail(Problem.of(
                        ProblemCode.INSTANCE_ANSWER_INVALID,
                        "The instances' answers cannot be made one: " + e.getMessage() + "."));
            }
        }

        private static RawJson response(Outcome outcome, int index) {
            List<RawJson> responses = outcome.responses().orElse(List.of());
            if (index < responses.size()) {
                return responses.get(index);
            }
            Problem problem = outcome.problem()
                    .orElseGet(() -> Problem.of(
                            ProblemCode.FUNCTION_ANSWER_INVALID,
                            outcome.instance() + " has " + responses.size() + " responses, and " + (index + 1)
                                    + " or more were asked for."));
            return JolokiaResponse.raw(JolokiaResponse.problem(JsonNodeFactory.instance.objectNode(), problem));
        }

        private static List<Reply> replies(List<Outcome> outcomes, int index) {
            List<Reply> replies = new ArrayList<>(outcomes.size());
            for (Outcome outcome : outcomes) {
                replies.add(new Reply(outcome.instance(), response(outcome, index)));
            }
            return replies;
        }
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
