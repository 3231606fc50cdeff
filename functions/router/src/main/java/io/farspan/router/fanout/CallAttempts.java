package io.farspan.router.fanout;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;

/** A management call to a location. */
record CallAttempts(
        FanOut fanOut, FanOut.LocationQuery question, Map<String, FunctionEndpoint> functions, TraceContext trace)
        implements Attempts<LocationAnswer> {

    @Override
    public String application() {
        return question.application();
    }

    @Override
    public String location() {
        return question.location();
    }

    @Override
    public boolean changesState() {
        return question.changesState();
    }

    @Override
    public Duration left() {
        return question.left();
    }

    @Override
    public Uni<LocationAnswer> attempt(Duration left, RouteAdvisor.RouteChoice choice, Runnable crossing) {
        return fanOut.attempt(this, left, choice, trace, crossing);
    }

    @Override
    public Uni<LocationAnswer> failAll(Problem problem, int calls) {
        return fanOut.failAll(question, problem, calls);
    }

    /** A stand-in that reaches no instance has shown nothing but that; unless it may have changed one. */
    @Override
    public boolean isUseless(LocationAnswer answer) {
        return answer.outcomes().stream()
                .allMatch(outcome -> outcome.problem().isPresent()
                        && !(question.changesState()
                                && outcome.problem().get().stage().equals(Optional.of(Stage.HTTP))));
    }

    @Override
    public LocationAnswer after(LocationAnswer answer, int calls) {
        return answer.after(calls);
    }
}
