package io.farspan.router.fanout;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.home.reach.Route;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.MapView;
import io.farspan.provider.testkit.InMemoryLocationMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls to the location {@code aws1}, which {@code az1} may relay, with functions that a test writes. */
class FanOutTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Map<String, FunctionEndpoint> FUNCTIONS =
            Map.of("aws1", endpoint("aws1"), "az1", endpoint("az1"));
    private static final String READ =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
    private static final String WRITE = "{\"type\":\"write\",\"mbean\":\"a:type=B\",\"attribute\":\"C\",\"value\":1}";

    private final Relays relays = new Relays();
    private final WrittenFunctions functions =
            new WrittenFunctions((route, call) -> Uni.createFrom().item(answer("i-1", "i-2")));

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
        functions.answer = (route, call) -> Uni.createFrom().item(answer("i-1"));

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
        functions.answer = (route, call) -> route.onward().isPresent()
                ? Uni.createFrom().item(answer("i-1"))
                : WrittenFunctions.failure(ProblemCode.FUNCTION_UNREACHABLE, Stage.TCP);

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
        functions.answer = (route, call) -> WrittenFunctions.failure(ProblemCode.FUNCTION_TIMEOUT, Stage.HTTP);

        // when
        LocationAnswer answer = ask(WRITE, "i-1");

        // then
        assertThat(functions.sent()).hasSize(1);
        assertThat(codes(answer)).containsExactly(ProblemCode.FUNCTION_TIMEOUT);
    }

    @Test
    void aDeadLocationIsAProblemForEachOfItsInstances() {
        // given
        relays.alternatives = List.of(relayed());
        functions.answer = (route, call) -> WrittenFunctions.failure(ProblemCode.FUNCTION_UNREACHABLE, Stage.TCP);

        // when
        LocationAnswer answer = ask(READ, "i-1", "i-2");

        // then
        assertThat(functions.sent()).hasSize(2);
        assertThat(codes(answer)).containsExactly(ProblemCode.FUNCTION_UNREACHABLE, ProblemCode.FUNCTION_UNREACHABLE);
    }

    @Test
    void theAdvisedRouteIsTakenAtOnce() {
        // given
        relays.advised = relayed();

        // when
        LocationAnswer answer = ask(READ, "i-1");

        // then
        assertThat(functions.sent()).extracting(Route::onward).containsExactly(Optional.of("aws1"));
        assertThat(answer.via()).contains("az1");
    }

    private LocationAnswer ask(String request, String... names) {
        FanOut fanOut = functions.fanOut(new MapView(new InMemoryLocationMap(), Clock.systemUTC()), relays);
        FanOut.LocationQuery question = new FanOut.LocationQuery(
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
}
