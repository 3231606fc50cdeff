package io.farspan.home.gate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.home.caller.Person;
import io.farspan.protocol.call.Aggregation;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GuardedPortTest {

    private static final String GC = "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}";
    private static final String READ = "{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":\"x\"}";

    private final SentCalls sent = new SentCalls();
    private final List<String> recorded = new ArrayList<>();
    private final Audit audit = (person, call, requests) -> {
        requests.stream()
                .filter(JolokiaRequest::changesState)
                .map(JolokiaRequest::words)
                .forEach(recorded::add);
        return Uni.createFrom().voidItem();
    };
    private final CallerShares shares = new CallerShares(2);

    @Test
    void portsAreEqualOnlyForTheSameRoles() {
        assertThat(port("ann", "viewer")).isEqualTo(port("ann", "viewer"));
        assertThat(port("ann", "viewer")).isNotEqualTo(port("ann", "operator"));
        assertThat(port("ann", "viewer")).isNotEqualTo(port("bob", "viewer"));
    }

    @Test
    void theCanonicalFormIsSentAndRecorded() {
        // given
        sent.answer("{\"status\":200,\"value\":1}");

        // when
        call("operator", "{\"type\":\"EXEC\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\",\"extra\":1}");

        // then
        assertThat(sent.requests()).containsExactly(GC.replace("exec", "exec"));
        assertThat(recorded).containsExactly("exec java.lang:type=Memory gc");
    }

    @Test
    void anAmbiguousWriteThatAlsoNamesAnOperationIsNotSent() {
        // given
        String twofold =
                "{\"type\":\"write\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"Verbose\",\"value\":true,"
                        + "\"operation\":\"gc\"}";

        // then
        assertThat(JolokiaRequest.of(RawJson.of(twofold)).defect())
                .hasValueSatisfying(why -> assertThat(why).contains("operation"));
    }

    @Test
    void whatIsKeptForOthersIsMaskedEvenForAnAdmin() {
        // given
        sent.answer("{\"status\":200,\"value\":{\"password\":\"p4ss\"}}");
        ManagementCall read = ManagementCall.of(
                "shop", InstanceSelector.ALL, List.of(RawJson.of(READ)), List.of(), ManagementCall.USUAL);

        // when
        UnifiedAnswer answer =
                port("ann", "admin").maskedForAll().call(read).await().indefinitely();

        // then
        assertThat(value(answer, 0)).doesNotContain("p4ss").contains("***");
    }

    @Test
    void whatIsAllowedIsSaidWithoutAnythingBeingSent() {
        // given
        List<JolokiaRequest> gc = List.of(JolokiaRequest.of(RawJson.of(GC)));

        // when
        port("ann", "operator").require("shop", gc);

        // then
        assertThatThrownBy(() -> port("vera", "viewer").require("shop", gc))
                .hasMessageContaining("needs the role operator");
        assertThat(sent.requests()).isEmpty();
        assertThat(recorded).isEmpty();
    }

    @Test
    void aPatternIsExpandedAndEachNameIsJudgedAndSent() {
        // given
        sent.answer(
                "{\"status\":200,\"value\":[\"java.lang:name=a,type=MemoryPool\",\"java.lang:name=b,type=MemoryPool\"]}");
        sent.answer("{\"status\":200,\"value\":null}", "{\"status\":200,\"value\":null}");

        // when
        UnifiedAnswer answer = call(
                "operator",
                "{\"type\":\"exec\",\"mbean\":\"java.lang:type=MemoryPool,*\",\"operation\":\"resetPeakUsage\"}");

        // then
        assertThat(sent.requests())
                .containsExactly(
                        "{\"type\":\"search\",\"mbean\":\"java.lang:type=MemoryPool,*\"}",
                        "{\"type\":\"exec\",\"mbean\":\"java.lang:name=a,type=MemoryPool\",\"operation\":\"resetPeakUsage\"}",
                        "{\"type\":\"exec\",\"mbean\":\"java.lang:name=b,type=MemoryPool\",\"operation\":\"resetPeakUsage\"}");
        assertThat(value(answer, 0)).contains("\"java.lang:name=a,type=MemoryPool\":null");
        assertThat(recorded)
                .containsExactly(
                        "exec java.lang:name=a,type=MemoryPool resetPeakUsage",
                        "exec java.lang:name=b,type=MemoryPool resetPeakUsage");
    }

    @Test
    void aPatternThatMatchesOneDeniedMBeanActsOnNone() {
        // given
        sent.answer("{\"status\":200,\"value\":[\"com.sun.management:type=DiagnosticCommand\"]}");
        String pattern = "{\"type\":\"exec\",\"mbean\":\"com.sun.management:type=DiagnosticComman*\","
                + "\"operation\":\"jvmtiAgentLoad\"}";

        // then
        assertThatThrownBy(() -> call("operator", pattern))
                .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ProblemCode.OPERATION_DENIED))
                .hasMessageContaining("com.sun.management:type=DiagnosticCommand#jvmtiAgentLoad");
        assertThat(sent.requests()).hasSize(1);
        assertThat(recorded).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no name", "java.lang:type=*"})
    void aMalformedNameFromAnAgentIsThatInstancesProblem(String name) {
        // given
        sent.answer("{\"status\":200,\"value\":[\"" + name + "\"]}");

        // when
        UnifiedAnswer answer = call(
                "operator",
                "{\"type\":\"exec\",\"mbean\":\"java.lang:type=MemoryPool,*\",\"operation\":\"resetPeakUsage\"}");

        // then
        assertThat(answer.outcomes().get(0).problem().orElseThrow().code())
                .isEqualTo(ProblemCode.INSTANCE_ANSWER_INVALID);
        assertThat(sent.requests()).hasSize(1);
    }

    @Test
    void patternsThatExpandToTooManyRequestsAreRefusedBeforeAnythingIsSent() {
        // given
        String pattern =
                "{\"type\":\"exec\",\"mbean\":\"java.lang:type=MemoryPool,*\",\"operation\":\"resetPeakUsage\"}";
        String found = "{\"status\":200,\"value\":["
                + IntStream.range(0, 100)
                        .mapToObj(number -> "\"java.lang:name=n" + number + ",type=MemoryPool\"")
                        .collect(Collectors.joining(","))
                + "]}";
        sent.answer(Collections.nCopies(11, found).toArray(String[]::new));

        // then
        assertThatThrownBy(
                        () -> call("operator", Collections.nCopies(11, pattern).toArray(String[]::new)))
                .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ProblemCode.TOO_MUCH))
                .hasMessageContaining("1100 requests to one instance");
        assertThat(sent.requests()).hasSize(11);
        assertThat(recorded).isEmpty();
    }

    @Test
    void anAnswerWithTheWrongNumberOfResponsesIsNotShown() {
        sent.answer("{\"status\":200,\"value\":{\"password\":\"x\"}}", "{\"status\":200,\"value\":1}");
        assertThat(call("viewer", "{\"type\":\"read\",\"mbean\":\"a:b=c\"}")
                        .outcomes()
                        .get(0)
                        .problem()
                        .orElseThrow()
                        .code())
                .isEqualTo(ProblemCode.FUNCTION_ANSWER_INVALID);
    }

    @Test
    void aRefusedRequestGetsItsOwnErrorAndTheRestIsAnswered() {
        // given
        sent.answer("{\"status\":200,\"value\":5}");

        // when
        UnifiedAnswer answer = call("viewer", GC, READ);

        // then
        assertThat(value(answer, 0)).contains("\"status\":403").contains("FORBIDDEN");
        assertThat(value(answer, 1)).contains("\"value\":5");
        assertThat(sent.requests()).containsExactly(READ);
    }

    @Test
    void anApiCallIsRefusedAsAWholeBeforeAnythingIsSent() {
        assertThatThrownBy(() -> port("ann", "viewer")
                        .call(managementCall(READ, GC), TraceContext.continueFrom(Optional.empty()))
                        .await()
                        .atMost(Duration.ofSeconds(5)))
                .hasMessageContaining("requests[1]");
        assertThat(sent.requests()).isEmpty();
    }

    @Test
    void secretsAreMaskedForAllButAdmins() {
        sent.answer("{\"status\":200,\"value\":{\"password\":\"x\"}}");
        assertThat(value(call("operator", "{\"type\":\"read\",\"mbean\":\"a:b=c\"}"), 0))
                .contains("***");

        sent.answer("{\"status\":200,\"value\":{\"password\":\"x\"}}");
        assertThat(value(call("admin", "{\"type\":\"read\",\"mbean\":\"a:b=c\"}"), 0))
                .contains("\"x\"");
    }

    @Test
    void eachCallersConcurrentCallsAreLimitedSeparately() {
        // given
        sent.hang();
        port("ann", "viewer").call(managementCall(READ)).subscribe().with(done -> {});
        port("ann", "viewer").call(managementCall(READ)).subscribe().with(done -> {});

        // then
        assertThatThrownBy(() ->
                        port("ann", "viewer").call(managementCall(READ)).await().atMost(Duration.ofSeconds(5)))
                .isInstanceOfSatisfying(FarspanException.class, failure -> assertThat(failure.code())
                        .isEqualTo(ProblemCode.TOO_MUCH));
        sent.resume();
        sent.answer("{\"status\":200,\"value\":5}");
        assertThat(port("bob", "viewer").call(managementCall(READ)).await().atMost(Duration.ofSeconds(5)))
                .isNotNull();
    }

    private UnifiedAnswer call(String role, String... requests) {
        return port("ann", role).call(managementCall(requests)).await().atMost(Duration.ofSeconds(5));
    }

    private static ManagementCall managementCall(String... requests) {
        return ManagementCall.of(
                "shop",
                InstanceSelector.of(new InstanceId("aws1", "i-1")),
                List.of(requests).stream().map(RawJson::of).toList(),
                List.<Aggregation>of(),
                Duration.ofSeconds(2));
    }

    private static String value(UnifiedAnswer answer, int index) {
        Outcome outcome = answer.outcomes().get(0);
        return outcome.responses().orElseThrow().get(index).toString();
    }

    private GuardedPort port(String name, String role) {
        return new GuardedPort(
                sent,
                new CallPolicy(PolicyReader::platform, person -> person.isAdmin() ? "the file" : "the policy"),
                audit,
                shares,
                new Person(name, role::equals));
    }
}
