package io.farspan.bridge.view;

import java.time.Duration;
import java.util.List;

import io.smallrye.mutiny.Uni;

import io.farspan.federation.Federation;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static java.util.Optional.empty;

/** Answers a view's Jolokia requests: one response per request, in order; a failure is the response to its request. */
public interface Endpoint {

    /** How long a tool's single request may take. */
    Duration DEADLINE = Duration.ofSeconds(20);

    /** Asks; never fails. */
    Uni<Federation.Answered> ask(List<RawJson> requests);

    /** The endpoint of a view, for one person's port. */
    static Endpoint of(ViewName view, ManagementPort port, Federation federation) {
        InstanceSelector select = view.instance().map(InstanceSelector::of).orElse(InstanceSelector.PRIMARY);
        return requests -> {
            Uni<Federation.Answered> answered = view.isFederated()
                    ? federation
                            .answer(port, view.application(), requests, DEADLINE)
                            .map(responses -> new Federation.Answered(empty(), responses))
                    : Federation.one(port, view.application(), select, requests, DEADLINE);
            return answered.onFailure(RuntimeException.class)
                    .recoverWithItem(failure -> Federation.failed(requests, problem(failure)));
        };
    }

    /** Any failure as a problem: tools cannot read exceptions of classes they lack. */
    private static Problem problem(Throwable failure) {
        if (failure instanceof FarspanException known) {
            return known.problem();
        }
        System.getLogger(Endpoint.class.getName()).log(System.Logger.Level.ERROR, "The bridge failed", failure);
        return Problem.of(ProblemCode.INTERNAL, "The bridge failed (" + failure + "). Its log has the cause.");
    }
}
