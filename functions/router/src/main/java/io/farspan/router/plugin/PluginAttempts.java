package io.farspan.router.plugin;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.FunctionClient;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginDescription;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.router.call.Scope;
import io.farspan.router.fanout.Attempts;
import io.farspan.router.fanout.FanOut;
import io.farspan.router.fanout.Leg;

/**
 * A plugin's call to a location.
 *
 * @param judged the plugin as it was when the caller was judged
 * @param names instances by name; empty for all
 */
record PluginAttempts(
        FanOut fanOut,
        FunctionClient client,
        Scope scope,
        String location,
        PluginDescription judged,
        Optional<List<String>> names,
        RawJson body,
        String caller,
        Duration left,
        TraceContext trace)
        implements Attempts<LocationReply> {

    @Override
    public String application() {
        return scope.application();
    }

    @Override
    public boolean changesState() {
        return judged.changesState();
    }

    PluginAttempts left(Duration rest) {
        return new PluginAttempts(fanOut, client, scope, location, judged, names, body, caller, rest, trace);
    }

    @Override
    public Uni<LocationReply> attempt(Duration rest, RouteAdvisor.RouteChoice choice, Runnable crossing) {
        Leg leg = Leg.of(choice, location, scope.functions());
        PluginCall call = new PluginCall(
                application(),
                names,
                body,
                FanOut.share(rest),
                leg.standInFor(),
                scope.head().generation(),
                Optional.of(caller),
                judged.role(),
                judged.changesState());
        return fanOut.travel(this, rest, leg, () -> client.plugin(
                        leg.route(), judged.name(), call, scope.head().value().epoch(), rest, trace, crossing)
                .map(reply -> complete(reply, leg)));
    }

    /** Holds the function to what it was asked: of its location, and of instances there, of each once. */
    private LocationReply complete(PluginReply reply, Leg leg) {
        Set<Optional<InstanceId>> answered = new HashSet<>();
        boolean sound = !reply.outcomes().isEmpty()
                && reply.outcomes().stream()
                        .allMatch(outcome -> outcome.location().equals(location)
                                && outcome.instance().map(this::isAsked).orElse(true)
                                && answered.add(outcome.instance()));
        List<PluginOutcome> outcomes = sound
                ? reply.outcomes()
                : List.of(PluginOutcome.failed(
                        location,
                        Optional.empty(),
                        0,
                        Problem.of(
                                ProblemCode.FUNCTION_ANSWER_INVALID,
                                "The function of " + leg.route().location()
                                        + " answers for others than it was asked for, for one of them twice, or for"
                                        + " none. Check its release.")));
        return new LocationReply(location, 1, Optional.of(reply.version()), outcomes, leg.via());
    }

    private boolean isAsked(InstanceId id) {
        return id.location().equals(location)
                && names.map(named -> named.contains(id.name())).orElse(true);
    }

    @Override
    public Uni<LocationReply> failAll(Problem problem, int calls) {
        return Uni.createFrom().item(LocationReply.failed(location, calls, problem));
    }

    /** Never: a stand-in has run the plugin, so its answer counts even when it reports a failure. */
    @Override
    public boolean isUseless(LocationReply answer) {
        return false;
    }

    @Override
    public LocationReply after(LocationReply answer, int calls) {
        return answer.after(calls);
    }
}
