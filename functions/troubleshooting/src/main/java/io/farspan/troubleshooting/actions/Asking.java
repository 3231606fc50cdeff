package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.smallrye.mutiny.subscription.Cancellable;
import org.jspecify.annotations.Nullable;

import io.farspan.home.gate.OutgoingCalls;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.StoredAction;

/** One call of an action, and what has arrived of it: of each instance that was asked one outcome, whatever a function says. */
final class Asking {

    /** Home's own time beside a function's call. */
    private static final Duration LONGEST = ManagementCall.LONGEST.minusSeconds(1);

    private final Queue<OutgoingCalls.Line> arrived = new ConcurrentLinkedQueue<>();
    private final Set<InstanceId> open;
    private final Map<String, Problem> locations = new TreeMap<>();
    private @Nullable Cancellable call;

    Asking(Set<InstanceId> instances) {
        this.open = new TreeSet<>(instances);
    }

    /** What happens while it is answered; on any thread, and in this order. */
    interface Listener {

        /** Something has arrived. */
        void arrived();

        /** It failed as a whole. */
        void failed(Throwable failure);

        /** All has arrived. */
        void ended();
    }

    /** Asks. Returns at once. */
    void begin(
            StoredAction action, ActionCalls calls, List<JolokiaRequest> requests, Duration left, Listener listener) {
        ManagementCall question = new ManagementCall(
                action.application(),
                new InstanceSelector(Set.of(), open, Map.of()),
                requests,
                List.of(),
                left.compareTo(LONGEST) < 0 ? left : LONGEST);
        Consumer<OutgoingCalls.Line> taker = line -> {
            arrived.add(line);
            listener.arrived();
        };
        call = calls.stream(ActionParts.person(action), question)
                .subscribe()
                .with(taker, listener::failed, listener::ended);
    }

    /** The next outcome that has arrived. */
    Optional<Outcome> poll() {
        for (OutgoingCalls.Line line = arrived.poll(); line != null; line = arrived.poll()) {
            if (line instanceof OutgoingCalls.Line.Arrived one
                    && open.remove(one.outcome().instance())) {
                return Optional.of(one.outcome());
            }
            if (line instanceof OutgoingCalls.Line.Summary last) {
                locations.putAll(last.summary().problems());
            }
        }
        return Optional.empty();
    }

    /** The outcomes of those of which nothing was heard, once all has arrived and was polled. */
    List<Outcome> silent() {
        return open.stream()
                .map(id -> Outcome.failed(
                        id, 0, Optional.ofNullable(locations.get(id.location())).orElseGet(() -> nothing(id))))
                .toList();
    }

    /** The same, all for one reason. */
    List<Outcome> silent(Problem why) {
        return open.stream().map(id -> Outcome.failed(id, 0, why)).toList();
    }

    private static Problem nothing(InstanceId id) {
        return Problem.of(
                ProblemCode.FUNCTION_ANSWER_INVALID,
                "The function of " + id.location() + " said nothing of " + id + ". Check its release.");
    }

    /** Waits no longer. */
    void cancel() {
        if (call != null) {
            call.cancel();
        }
    }
}
