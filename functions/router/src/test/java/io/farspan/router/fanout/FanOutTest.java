package io.farspan.router.fanout;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.home.reach.Functions;
import io.farspan.home.reach.Route;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.CommitResult;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceListing;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.map.MapView;
import io.farspan.provider.map.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls to the location {@code aws1}, which {@code az1} may relay, with functions that a test writes. */
class FanOutTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Map<String, FunctionEndpoint> FUNCTIONS =
            Map.of("aws1", endpoint("aws1"), "az1", endpoint("az1"));
    private static final String READ =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
    private static final String WRITE = "{\"type\":\"write\",\"mbean\":\"a:type=B\",\"attribute\":\"C\",\"value\":1}";

    private final List<Route> sent = new ArrayList<>();
    private final Relays relays = new Relays();
    private Function<Route, Uni<FunctionAnswer>> function =
            route -> Uni.createFrom().item(answer("i-1", "i-2"));

    @Test
    void aFunctionThatAnswersIsCalledOnce() {
        LocationAnswer answer = ask(READ, "i-1", "i-2");

        assertThat(answer.calls()).isEqualTo(1);
        assertThat(answer.via()).isEmpty();
        assertThat(answer.outcomes()).allMatch(outcome -> outcome.responses().isPresent());
    }

    @Test
    void anInstanceThatTheFunctionLeftOutHasAProblem() {
        // given
        function = route -> Uni.createFrom().item(answer("i-1"));

        // when
        LocationAnswer answer = ask(READ, "i-1", "i-2");

        // then
        assertThat(answer.outcomes()).hasSize(2);
        assertThat(codes(answer)).containsExactly(ProblemCode.FUNCTION_ANSWER_INVALID);
    }

    @Test
    void whatCannotBeDeliveredIsRelayedAndTheAnswerSaysSo() {
        // given
        relays.alternatives = List.of(relayed());
        function = route -> route.onward().isPresent()
                ? Uni.createFrom().item(answer("i-1"))
                : failure(ProblemCode.FUNCTION_UNREACHABLE, Stage.TCP);

        // when
        LocationAnswer answer = ask(WRITE, "i-1");

        // then
        assertThat(answer.via()).contains("az1");
        assertThat(answer.calls()).isEqualTo(2);
        assertThat(codes(answer)).isEmpty();
    }

    @Test
    void aChangeThatMayHaveArrivedIsNotSentTwice() {
        // given
        relays.alternatives = List.of(relayed());
        function = route -> failure(ProblemCode.FUNCTION_TIMEOUT, Stage.HTTP);

        // when
        LocationAnswer answer = ask(WRITE, "i-1");

        // then
        assertThat(sent).hasSize(1);
        assertThat(codes(answer)).containsExactly(ProblemCode.FUNCTION_TIMEOUT);
    }

    @Test
    void aDeadLocationIsAProblemForEachOfItsInstances() {
        // given
        relays.alternatives = List.of(relayed());
        function = route -> failure(ProblemCode.FUNCTION_UNREACHABLE, Stage.TCP);

        // when
        LocationAnswer answer = ask(READ, "i-1", "i-2");

        // then
        assertThat(sent).hasSize(2);
        assertThat(codes(answer)).containsExactly(ProblemCode.FUNCTION_UNREACHABLE, ProblemCode.FUNCTION_UNREACHABLE);
    }

    @Test
    void theAdvisedRouteIsTakenAtOnce() {
        // given
        relays.advised = relayed();

        // when
        LocationAnswer answer = ask(READ, "i-1");

        // then
        assertThat(sent).extracting(Route::onward).containsExactly(Optional.of("aws1"));
        assertThat(answer.via()).contains("az1");
    }

    private LocationAnswer ask(String request, String... names) {
        RouterConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(RouterConfig.class)
                .withDefaultValue("farspan.router.signing-key", "unused")
                .build()
                .getConfigMapping(RouterConfig.class);
        FanOut fanOut = new FanOut(
                new Written(), new MapView(new NoMap(), Clock.systemUTC()), new SimpleMeterRegistry(), relays, config);
        FanOut.Question question = new FanOut.Question(
                "shop",
                "aws1",
                Optional.of(List.of(names)),
                List.of(JolokiaRequest.of(RawJson.of(request))),
                1,
                1,
                Duration.ofSeconds(3),
                Optional.empty());
        return fanOut.ask(question, FUNCTIONS, TraceContext.continueFrom(Optional.empty()))
                .await()
                .atMost(LIMIT);
    }

    private static List<ProblemCode> codes(LocationAnswer answer) {
        return answer.outcomes().stream()
                .flatMap(outcome -> outcome.problem().stream())
                .map(Problem::code)
                .toList();
    }

    private static RouteAdvisor.RouteChoice relayed() {
        return new RouteAdvisor.RouteChoice(RouteAdvisor.RouteKind.RELAYED, "az1");
    }

    private static Uni<FunctionAnswer> failure(ProblemCode code, Stage stage) {
        return Uni.createFrom()
                .failure(new FunctionFailure(Problem.of(code, "It failed.").at(stage)));
    }

    private static FunctionAnswer answer(String... names) {
        List<Outcome> outcomes = List.of(names).stream()
                .map(name -> Outcome.answered(
                        new InstanceId("aws1", name), 1, List.of(RawJson.of("{\"status\":200,\"value\":1}"))))
                .toList();
        return new FunctionAnswer("aws1", 1, outcomes, Map.of());
    }

    private static FunctionEndpoint endpoint(String location) {
        return new FunctionEndpoint(location, location + ".test", Optional.empty(), 443, "/f", "server", true, 1);
    }

    private final class Written implements Functions {

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
            return function.apply(route);
        }

        @Override
        public Uni<ProbeAnswer> probe(Route route, ProbeCall call, long epoch, Duration timeout) {
            return Uni.createFrom().nothing();
        }
    }

    private static final class Relays implements RouteAdvisor {

        private RouteChoice advised = DIRECT;
        private List<RouteChoice> alternatives = List.of();

        @Override
        public RouteChoice advise(String application, String location) {
            return advised;
        }

        @Override
        public List<RouteChoice> alternatives(String application, String location, Set<String> others) {
            return alternatives;
        }

        @Override
        public void began(String application, String location) {}

        @Override
        public void ended(String application, String location) {}

        @Override
        public void answered(String application, String location, boolean direct) {}

        @Override
        public void failed(String application, String location, Problem problem) {}
    }

    private static final class NoMap implements LocationMap {

        @Override
        public Uni<MapHead> head(String application) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<Routes> routes(String application) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<InstanceListing> instances(String application, String location) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<Optional<InstanceEntry>> instance(String application, InstanceId id) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<CommitResult> commit(MapChange change) {
            return Uni.createFrom().nothing();
        }

        @Override
        public void close() {}
    }
}
