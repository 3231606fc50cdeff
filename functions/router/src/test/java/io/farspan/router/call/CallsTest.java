package io.farspan.router.call;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.home.gate.OutgoingCalls.Line;
import io.farspan.home.lease.Fence;
import io.farspan.home.map.MapReport;
import io.farspan.home.reach.Route;
import io.farspan.protocol.call.Aggregation;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.MapView;
import io.farspan.router.fanout.WrittenFunctions;
import io.farspan.router.unify.Unifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Calls to the application {@code shop}, whose three instances each answer with the value 10. */
class CallsTest {

    private static final String READ =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
    private static final String WRITE = "{\"type\":\"write\",\"mbean\":\"a:type=B\",\"attribute\":\"C\",\"value\":1}";
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final TraceContext TRACE = TraceContext.continueFrom(Optional.empty());
    private static final Fence HOME = application -> Optional.empty();
    private static final Fence NOT_HOME = application -> {
        throw new FarspanException(ProblemCode.NOT_HOME, "The test has moved home elsewhere.");
    };

    private final Set<String> dead = new HashSet<>();
    private final WrittenFunctions functions = new WrittenFunctions(this::answer);

    @Test
    void aDeadLocationCostsOnlyItsOwnOutcomesAndMakesTheAnswerPartial() {
        // given
        dead.add("az1");

        // when
        UnifiedAnswer answer = call(HOME, read(InstanceSelector.ALL));

        // then
        assertThat(answer.partial()).isTrue();
        assertThat(answered(answer)).containsExactly(ShopMap.AWS_1, ShopMap.AWS_2);
        assertThat(failed(answer)).isEqualTo(Map.of(ShopMap.AZURE_1, ProblemCode.FUNCTION_UNREACHABLE));
    }

    @Test
    void aFailedOutcomeHasAVerdictOnItsCause() {
        // given
        dead.add("az1");

        // when
        UnifiedAnswer answer = call(HOME, read(InstanceSelector.of(ShopMap.AZURE_1)));

        // then
        assertThat(answer.outcomes())
                .flatExtracting(outcome -> outcome.problem().flatMap(Problem::verdict).stream()
                        .map(Verdict::kind)
                        .toList())
                .containsExactly(VerdictKind.LOCATION_UNREACHABLE);
    }

    @Test
    void anAnswerOfAllInstancesIsWhole() {
        // when
        UnifiedAnswer answer = call(HOME, read(InstanceSelector.ALL));

        // then
        assertThat(answer.partial()).isFalse();
        assertThat(answer.functionCalls()).isEqualTo(2);
        assertThat(answered(answer)).containsExactly(ShopMap.AWS_1, ShopMap.AWS_2, ShopMap.AZURE_1);
    }

    @Test
    void aChangeIsRefusedBeforeAnythingIsSentWhenTheRouterIsNotHome() {
        // when
        assertThatThrownBy(() -> call(NOT_HOME, of(WRITE, InstanceSelector.ALL, DEADLINE)))
                .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ProblemCode.NOT_HOME));

        // then
        assertThat(functions.sent()).isEmpty();
    }

    @Test
    void aStreamedChangeIsRefusedBeforeAnythingIsSentWhenTheRouterIsNotHome() {
        // when
        assertThatThrownBy(() -> stream(NOT_HOME, of(WRITE, InstanceSelector.ALL, DEADLINE), UnaryOperator.identity()))
                .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ProblemCode.NOT_HOME));

        // then
        assertThat(functions.sent()).isEmpty();
    }

    @Test
    void aRouterThatIsNotHomeStillReads() {
        assertThat(answered(call(NOT_HOME, read(InstanceSelector.ALL)))).hasSize(3);
    }

    @Test
    void aLocationThatIsNotInTheMapIsAProblemOfTheAnswer() {
        // when
        UnifiedAnswer answer = call(HOME, read(new InstanceSelector(Set.of("aws1", "gone1"), Set.of(), Map.of())));

        // then
        assertThat(answer.partial()).isTrue();
        assertThat(answer.problems()).containsOnlyKeys("gone1");
        assertThat(answer.problems().get("gone1").code()).isEqualTo(ProblemCode.LOCATION_UNKNOWN);
        assertThat(answered(answer)).containsExactly(ShopMap.AWS_1, ShopMap.AWS_2);
    }

    @Test
    void anInstanceOfALocationThatIsNotInTheMapHasAnOutcomeThatSaysSo() {
        // given
        InstanceId gone = new InstanceId("gone1", "i-1");

        // when
        UnifiedAnswer answer = call(HOME, read(InstanceSelector.of(gone)));

        // then
        assertThat(failed(answer)).isEqualTo(Map.of(gone, ProblemCode.LOCATION_UNKNOWN));
        assertThat(functions.sent()).isEmpty();
    }

    @Test
    void aDeadlineThatHasPassedGivesOutcomesThatSaySo() {
        // given
        // By the time the map has been read, less than a millisecond is left.
        ManagementCall late = of(READ, InstanceSelector.ALL, ManagementCall.SHORTEST);

        // when
        UnifiedAnswer answer = call(HOME, late);

        // then
        assertThat(failed(answer)).hasSize(3);
        assertThat(answer.outcomes()).allSatisfy(outcome -> assertThat(
                        outcome.problem().orElseThrow().detail())
                .contains("deadline of 1 ms passed", "nothing was sent"));
        assertThat(failed(answer).values()).containsOnly(ProblemCode.FUNCTION_TIMEOUT);
        assertThat(functions.sent()).isEmpty();
    }

    @Test
    void aggregatesAreMadeOfWhatTheCallerSees() {
        // when
        UnifiedAnswer answer = calls(HOME)
                .call(read(InstanceSelector.ALL), TRACE, CallsTest::masked)
                .await()
                .atMost(ShopMap.LIMIT);

        // then
        assertThat(sum(answer)).isEqualTo(21);
    }

    @Test
    void aStreamedAnswerShowsTheSameOutcomesAndAggregates() {
        // when
        List<Line> lines = stream(HOME, read(InstanceSelector.ALL), CallsTest::masked);

        // then
        assertThat(lines).hasSize(4);
        assertThat(lines).contains(new Line.Arrived(masked(outcome(ShopMap.AWS_1))));
        UnifiedAnswer summary = ((Line.Summary) lines.get(3)).summary();
        assertThat(summary.outcomes()).isEmpty();
        assertThat(sum(summary)).isEqualTo(21);
    }

    @Test
    void aPartThatIsRefusedCostsOnlyItsOwnInstances() {
        // given
        Map<InstanceSelector, List<JolokiaRequest>> parts = Map.of(
                InstanceSelector.of(ShopMap.AWS_1), requests(WRITE),
                InstanceSelector.of(ShopMap.AZURE_1), requests(READ));
        Calls calls = calls(NOT_HOME);
        ManagementCall whole = read(InstanceSelector.ALL);
        UnifiedAnswer before = new UnifiedAnswer(
                "shop",
                1,
                Clock.systemUTC().instant(),
                false,
                false,
                0,
                0,
                List.of(),
                Map.of(),
                Map.of(),
                Optional.empty());

        // when
        UnifiedAnswer answer = calls.all(
                        whole, parts, TRACE, UnaryOperator.identity(), List.of(), before, System.nanoTime())
                .await()
                .atMost(ShopMap.LIMIT);

        // then
        assertThat(answer.partial()).isTrue();
        assertThat(answered(answer)).containsExactly(ShopMap.AZURE_1);
        assertThat(failed(answer)).isEqualTo(Map.of(ShopMap.AWS_1, ProblemCode.NOT_HOME));
    }

    private Calls calls(Fence fence) {
        WrittenVerdicts verdicts = new WrittenVerdicts();
        MapView map = new MapView(
                ShopMap.with(
                        ShopMap.instance(ShopMap.AWS_1, InstanceEntry.State.UP),
                        ShopMap.instance(ShopMap.AWS_2, InstanceEntry.State.UP),
                        ShopMap.instance(ShopMap.AZURE_1, InstanceEntry.State.UP)),
                Clock.systemUTC());
        Selection selection = new Selection(map, functions.fanOut(map), new Primary(map, verdicts));
        return new Calls(selection, new Unifier(), new MapReport(map), new SimpleMeterRegistry(), verdicts, fence);
    }

    private UnifiedAnswer call(Fence fence, ManagementCall call) {
        return calls(fence).call(call).await().atMost(ShopMap.LIMIT);
    }

    private List<Line> stream(Fence fence, ManagementCall call, UnaryOperator<Outcome> view) {
        return calls(fence).stream(call, TRACE, view).collect().asList().await().atMost(ShopMap.LIMIT);
    }

    private static ManagementCall read(InstanceSelector select) {
        return of(READ, select, DEADLINE);
    }

    private static ManagementCall of(String request, InstanceSelector select, Duration deadline) {
        return new ManagementCall("shop", select, requests(request), List.of(Aggregation.SUM), deadline);
    }

    private static List<JolokiaRequest> requests(String request) {
        return List.of(JolokiaRequest.of(RawJson.of(request)));
    }

    private Uni<FunctionAnswer> answer(Route route, FunctionCall call) {
        String location = route.location();
        if (dead.contains(location)) {
            return WrittenFunctions.failure(ProblemCode.FUNCTION_UNREACHABLE, Stage.TCP);
        }
        List<Outcome> outcomes = List.of(ShopMap.AWS_1, ShopMap.AWS_2, ShopMap.AZURE_1).stream()
                .filter(id -> id.location().equals(location))
                .map(CallsTest::outcome)
                .toList();
        return Uni.createFrom().item(new FunctionAnswer(location, 1, outcomes, Map.of()));
    }

    private static Outcome outcome(InstanceId id) {
        return outcome(id, 10);
    }

    private static Outcome outcome(InstanceId id, int value) {
        return Outcome.answered(id, 1, List.of(RawJson.of("{\"status\":200,\"value\":" + value + "}")));
    }

    /** A view that shows 1 instead of the value of one instance. */
    private static Outcome masked(Outcome outcome) {
        return outcome.instance().equals(ShopMap.AWS_1) ? outcome(ShopMap.AWS_1, 1) : outcome;
    }

    private static int sum(UnifiedAnswer answer) {
        Map<Aggregation, JsonNode> first = answer.unified().orElseThrow().get(0);
        return first.get(Aggregation.SUM).asInt();
    }

    private static List<InstanceId> answered(UnifiedAnswer answer) {
        return answer.outcomes().stream()
                .filter(outcome -> outcome.responses().isPresent())
                .map(Outcome::instance)
                .toList();
    }

    private static Map<InstanceId, ProblemCode> failed(UnifiedAnswer answer) {
        return answer.outcomes().stream()
                .filter(outcome -> outcome.problem().isPresent())
                .collect(Collectors.toMap(
                        Outcome::instance,
                        outcome -> outcome.problem().orElseThrow().code()));
    }
}
