package io.farspan.federation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaResponse;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/** Puts questions to instances, with as few management calls and requests as their answers need. */
final class Inquiry {

    private final ManagementPort port;
    private final String application;
    private final Duration deadline;

    Inquiry(ManagementPort port, String application, Duration deadline) {
        this.port = port;
        this.application = application;
        this.deadline = deadline;
    }

    /** Asks, and settles every question and what it must know first. */
    Uni<Void> settle(List<Question> questions) {
        List<Question> all = new ArrayList<>(first(questions));
        all.addAll(questions);
        List<Question> unanswered = new ArrayList<>();
        return ask(shared(all), unanswered).chain(done -> {
            List<Share> alone = new ArrayList<>();
            unanswered.forEach(question -> question.select()
                    .ifPresent(select -> alone.add(new Share(select, question.local(), List.of(question)))));
            return ask(alone, new ArrayList<>());
        });
    }

    /** What must be settled first: once, however many questions need it. */
    private static Collection<Question> first(List<Question> questions) {
        Map<List<Object>, Question> first = new LinkedHashMap<>();
        questions.forEach(question -> question.first()
                .ifPresent(needed -> first.putIfAbsent(List.of(needed.local(), needed.select()), needed)));
        return first.values();
    }

    /**
     * One request to some instances, and who wants to know. A question about one instance may share a request to more.
     */
    private record Share(InstanceSelector select, RawJson request, List<Question> questions) {}

    /** A request to instances, and its number among the repetitions of one question. */
    private record Occurrence(RawJson request, int number) {}

    private static List<Share> shared(List<Question> questions) {
        List<Share> shares = new ArrayList<>();
        Map<Occurrence, List<Question>> same = new LinkedHashMap<>();
        Map<JsonNode, Integer> repeated = new HashMap<>();
        for (Question question : questions) {
            Optional<InstanceSelector> select = question.select();
            if (select.isPresent()) {
                RawJson local = question.local();
                if (question.isShared()) {
                    // A question that is repeated is asked again, so that agents' budgets bound what a bulk amounts to.
                    int number = repeated.merge(question.request(), 1, Integer::sum);
                    same.computeIfAbsent(new Occurrence(local, number), one -> new ArrayList<>())
                            .add(question);
                } else {
                    shares.add(new Share(select.get(), local, List.of(question)));
                }
            }
        }
        same.forEach((occurrence, those) -> bySelector(those)
                .forEach((select, asking) -> shares.add(new Share(select, occurrence.request, asking))));
        return shares;
    }

    /** The selectors that together reach everybody, each instance once where that is easily seen. */
    private static Map<InstanceSelector, List<Question>> bySelector(List<Question> questions) {
        boolean all = false;
        Set<InstanceId> named = new HashSet<>();
        for (Question question : questions) {
            all |= question.select().orElseThrow().equals(InstanceSelector.ALL);
            question.instance().ifPresent(named::add);
        }
        InstanceSelector together =
                all ? InstanceSelector.ALL : new InstanceSelector(Set.of(), Set.copyOf(named), Map.of());
        Map<InstanceSelector, List<Question>> grouped = new LinkedHashMap<>();
        for (Question question : questions) {
            InstanceSelector select = question.instance().isPresent()
                    ? together
                    : question.select().orElseThrow();
            grouped.computeIfAbsent(select, one -> new ArrayList<>()).add(question);
        }
        return grouped;
    }

    /** Asks with one call for each selector; a question whose one instance did not show is added to {@code unanswered}. */
    private Uni<Void> ask(List<Share> shares, List<Question> unanswered) {
        Map<InstanceSelector, List<Share>> calls = new LinkedHashMap<>();
        shares.forEach(share ->
                calls.computeIfAbsent(share.select, select -> new ArrayList<>()).add(share));
        if (calls.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Uni<Void>> asked = new ArrayList<>();
        calls.forEach((select, all) -> {
            for (int from = 0; from < all.size(); from += ManagementCall.MOST_REQUESTS) {
                int to = Math.min(all.size(), from + ManagementCall.MOST_REQUESTS);
                asked.add(ask(select, all.subList(from, to), unanswered));
            }
        });
        return Uni.join().all(asked).andFailFast().replaceWithVoid();
    }

    private Uni<Void> ask(InstanceSelector select, List<Share> shares, List<Question> unanswered) {
        List<RawJson> requests = shares.stream().map(Share::request).toList();
        return port.call(ManagementCall.of(application, select, requests, List.of(), deadline))
                .invoke(answer -> settle(shares, answer, unanswered))
                .replaceWithVoid()
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> {
                    Problem problem = ((FarspanException) failure).problem();
                    shares.forEach(share -> share.questions.forEach(question -> question.fail(problem)));
                    return null;
                });
    }

    private static void settle(List<Share> shares, UnifiedAnswer answer, List<Question> unanswered) {
        for (int index = 0; index < shares.size(); index++) {
            Share share = shares.get(index);
            Map<InstanceId, Reply> replies = replies(answer.outcomes(), index);
            for (Question question : share.questions) {
                Optional<InstanceId> one = question.instance();
                if (one.isPresent() && !replies.containsKey(one.get()) && share.questions.size() > 1) {
                    synchronized (unanswered) {
                        unanswered.add(question);
                    }
                } else {
                    List<Reply> own = one.isEmpty()
                            ? List.copyOf(replies.values())
                            : Optional.ofNullable(replies.get(one.get())).stream()
                                    .toList();
                    settle(question, own, answer);
                }
            }
        }
    }

    /** What cannot be combined is the failure of that question, not of the others. */
    private static void settle(Question question, List<Reply> replies, UnifiedAnswer answer) {
        try {
            question.settle(replies, answer.problems().keySet());
        } catch (IllegalArgumentException | ClassCastException e) {
            question.fail(Problem.of(
                    ProblemCode.INSTANCE_ANSWER_INVALID,
                    "The instances' answers cannot be combined: " + e.getMessage() + "."));
        }
    }

    private static Map<InstanceId, Reply> replies(List<Outcome> outcomes, int index) {
        Map<InstanceId, Reply> replies = new LinkedHashMap<>();
        ReplyTrees trees = new ReplyTrees();
        for (Outcome outcome : outcomes) {
            replies.put(outcome.instance(), new Reply(outcome.instance(), response(outcome, index), trees));
        }
        return replies;
    }

    private static LazyResponse response(Outcome outcome, int index) {
        List<RawJson> responses = outcome.responses().orElse(List.of());
        if (index < responses.size()) {
            return LazyResponse.of(responses.get(index));
        }
        Problem problem = outcome.problem()
                .orElseGet(() -> Problem.of(
                        ProblemCode.FUNCTION_ANSWER_INVALID,
                        outcome.instance() + " gave " + responses.size() + " responses to at least " + (index + 1)
                                + " requests."));
        return LazyResponse.of(JolokiaResponse.problem(JsonNodeFactory.instance.objectNode(), problem));
    }
}
