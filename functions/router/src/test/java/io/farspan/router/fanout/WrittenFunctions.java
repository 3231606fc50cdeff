package io.farspan.router.fanout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.Functions;
import io.farspan.home.reach.Route;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.MapView;

/** Functions that a test writes, and the routes by which they were called. */
public final class WrittenFunctions implements Functions {

    private final List<Route> sent = new CopyOnWriteArrayList<>();

    BiFunction<Route, FunctionCall, Uni<FunctionAnswer>> answer;

    /** Functions that answer like this. */
    public WrittenFunctions(BiFunction<Route, FunctionCall, Uni<FunctionAnswer>> answer) {
        this.answer = answer;
    }

    /** A function's failure. */
    public static Uni<FunctionAnswer> failure(ProblemCode code, Stage stage) {
        return Uni.createFrom()
                .failure(new FunctionFailure(Problem.of(code, "It failed.").at(stage)));
    }

    /** The routes of the calls, in order. */
    public List<Route> sent() {
        return sent;
    }

    /** Calls to these functions by direct routes. */
    public FanOut fanOut(MapView map) {
        return fanOut(map, new Relays());
    }

    /** Calls to these functions by the advised routes. */
    public FanOut fanOut(MapView map, RouteAdvisor advice) {
        FanOutConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(FanOutConfig.class)
                .build()
                .getConfigMapping(FanOutConfig.class);
        return new FanOut(this, map, new SimpleMeterRegistry(), advice, config);
    }

    @Override
    public Uni<FunctionAnswer> call(
            Route route,
            FunctionCall call,
            boolean changesState,
            long epoch,
            Duration timeout,
            TraceContext trace,
            Runnable crossing) {
        sent.add(route);
        crossing.run();
        return answer.apply(route, call);
    }

    @Override
    public Uni<ProbeAnswer> probe(Route route, ProbeCall call, long epoch, Duration timeout) {
        return Uni.createFrom().nothing();
    }
}
