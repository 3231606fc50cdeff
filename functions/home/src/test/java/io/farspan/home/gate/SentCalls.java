package io.farspan.home.gate;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.trace.TraceContext;

/** A fake that records the calls sent and answers as one instance with given responses. */
final class SentCalls implements OutgoingCalls {

    private static final InstanceId ID = new InstanceId("aws1", "i-1");

    private final List<String> requests = new ArrayList<>();
    private final Deque<List<RawJson>> answers = new ArrayDeque<>();
    private boolean hangs;

    void answer(String... responses) {
        answers.add(List.of(responses).stream().map(RawJson::of).toList());
    }

    void hang() {
        hangs = true;
    }

    void resume() {
        hangs = false;
    }

    List<String> requests() {
        return requests;
    }

    @Override
    public Uni<UnifiedAnswer> call(ManagementCall call, TraceContext trace, UnaryOperator<Outcome> view) {
        call.requests().forEach(request -> requests.add(request.toString()));
        return hangs
                ? Uni.createFrom().nothing()
                : Uni.createFrom()
                        .item(() -> answer(call, List.of(view.apply(Outcome.answered(ID, 1, answers.remove())))));
    }

    @Override
    public Uni<UnifiedAnswer> all(
            ManagementCall call,
            Map<InstanceSelector, List<JolokiaRequest>> parts,
            TraceContext trace,
            UnaryOperator<Outcome> view,
            List<Outcome> known,
            UnifiedAnswer before,
            long started) {
        return parts.isEmpty()
                ? Uni.createFrom().item(answer(call, known.stream().map(view).toList()))
                : call(call.requests(parts.values().iterator().next()), trace, view);
    }

    @Override
    public Multi<OutgoingCalls.Line> stream(ManagementCall call, TraceContext trace, UnaryOperator<Outcome> view) {
        return Multi.createFrom().empty();
    }

    @Override
    public Uni<UnifiedAnswer> call(ManagementCall call) {
        return call(call, TraceContext.continueFrom(Optional.empty()), UnaryOperator.identity());
    }

    @Override
    public Uni<Set<InstanceId>> instances(String application) {
        return Uni.createFrom().item(Set.of(ID));
    }

    private static UnifiedAnswer answer(ManagementCall call, List<Outcome> outcomes) {
        return new UnifiedAnswer(
                call.application(),
                1,
                Instant.EPOCH,
                false,
                false,
                1,
                1,
                outcomes,
                Map.of(),
                Map.of(),
                Optional.empty());
    }
}
