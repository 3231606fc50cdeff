package io.farspan.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

/** One bulk asked of an application as one. */
class FederationTest {

    private static final InstanceId ID = InstanceId.parse("aws1/i-1");

    /** Answers every pattern with an invalid name, and every search with a valid one. */
    private static final ManagementPort LYING = new ManagementPort() {

        @Override
        public Uni<Set<InstanceId>> instances(String application) {
            return Uni.createFrom().item(Set.of(ID));
        }

        @Override
        public Uni<UnifiedAnswer> call(ManagementCall call) {
            List<RawJson> responses = call.requests().stream()
                    .map(request -> RawJson.of(
                            request.toString().contains("search")
                                    ? "{\"status\":200,\"value\":[\"a:b=c\"]}"
                                    : "{\"status\":200,\"value\":{\"no name\":{\"A\":1}}}"))
                    .toList();
            return Uni.createFrom()
                    .item(new UnifiedAnswer(
                            "shop",
                            1,
                            Instant.EPOCH,
                            false,
                            false,
                            1,
                            1,
                            List.of(Outcome.answered(ID, 1, responses)),
                            Map.of(),
                            Map.of(),
                            Optional.empty()));
        }
    };

    @Test
    void anAnswerThatCannotBeUsedFailsItsOwnRequestOnly() {
        // when
        List<LazyResponse> responses = new Federation()
                .answer(
                        LYING,
                        "shop",
                        List.of(
                                RawJson.of("{\"type\":\"read\",\"mbean\":\"a:*\"}"),
                                RawJson.of("{\"type\":\"search\",\"mbean\":\"a:*\"}")),
                        Duration.ofSeconds(1))
                .await()
                .indefinitely();

        // then
        assertThat(responses.get(0).tree().at("/problem/code").asText()).isEqualTo("INSTANCE_ANSWER_INVALID");
        assertThat(responses.get(1).tree().path("status").asInt()).isEqualTo(200);
    }

    @Test
    void aProviderIsRefusedAndNotLeftOut() {
        // when
        List<LazyResponse> responses = new Federation()
                .answer(
                        LYING,
                        "shop",
                        List.of(
                                RawJson.of("{\"type\":\"search\",\"mbean\":\"proxy@a:*\"}"),
                                RawJson.of("{\"type\":\"search\",\"mbean\":\"a:*\"}")),
                        Duration.ofSeconds(1))
                .await()
                .indefinitely();

        // then
        assertThat(responses.get(0).tree().path("status").asInt()).isEqualTo(400);
        assertThat(responses.get(0).tree().path("error").asText())
                .contains("the provider 'proxy'", "/jolokia/shop/{location}/{instance}");
        assertThat(responses.get(1).tree().path("status").asInt()).isEqualTo(200);
    }

    @Test
    void whatTheWholeAndItsInstancesReadAlikeIsAskedOnce() {
        // given
        RecordingPort port = new RecordingPort();

        // when
        List<LazyResponse> responses = answer(
                port,
                "{'type':'read','mbean':'a:b=c','attribute':'N'}",
                "{'type':'read','mbean':'a:b=c,location=aws1,instance=i-1','attribute':'N'}",
                "{'type':'read','mbean':'a:b=c,location=dc1,instance=i-2','attribute':'N'}");

        // then
        assertThat(responses)
                .extracting(response -> response.tree().path("value").asInt())
                .containsExactly(3, 1, 2);
        assertThat(port.calls).hasSize(1);
        assertThat(port.sent()).filteredOn(request -> request.contains("read")).hasSize(1);
    }

    @Test
    void theSettingsOfADomainAreAskedForOnceForAllItsMBeans() {
        // given
        RecordingPort port = new RecordingPort();

        // when
        answer(
                port,
                "{'type':'read','mbean':'a:b=c','attribute':'N'}",
                "{'type':'read','mbean':'a:b=d','attribute':'N'}",
                "{'type':'read','mbean':'e:b=c','attribute':'N'}",
                "{'type':'read','mbean':'a:b=e'}");

        // then
        assertThat(port.sent()).filteredOn(request -> request.contains("list")).hasSize(2);
        assertThat(port.sent()).filteredOn(request -> request.contains("read")).hasSize(4);
    }

    @Test
    void longAnswersThatAreAlikeAndThoseThatAreNotAreEachInstancesOwn() {
        // given
        RecordingPort port = new RecordingPort();
        port.values.put("aws1/i-1", "{\"Same\":\"" + "s".repeat(9_000) + "\",\"N\":1}");
        port.values.put("dc1/i-2", "{\"Same\":\"" + "s".repeat(9_000) + "\",\"N\":2}");
        String config = ",'config':{'includeRequest':false}}";

        // when
        List<LazyResponse> responses = answer(
                port,
                "{'type':'read','mbean':'a:b=c'" + config,
                "{'type':'read','mbean':'a:b=c,location=aws1,instance=i-1'" + config,
                "{'type':'read','mbean':'a:b=c,location=dc1,instance=i-2'" + config);

        // then
        assertThat(responses)
                .extracting(response -> response.tree().at("/value/N").asInt())
                .containsExactly(3, 1, 2);
        assertThat(responses)
                .extracting(
                        response -> response.tree().at("/value/Same").asText().length())
                .containsExactly(9_000, 9_000, 9_000);
        assertThat(responses).allMatch(response -> !response.tree().has("request"));

        // given
        port.values.put("dc1/i-2", port.values.get("aws1/i-1"));

        // when, then
        assertThat(answer(port, "{'type':'read','mbean':'a:b=c'}")
                        .get(0)
                        .tree()
                        .at("/value/N")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void twoEqualInvocationsAreBothSent() {
        // given
        RecordingPort port = new RecordingPort();
        String exec = "{'type':'exec','mbean':'a:b=c,location=aws1,instance=i-1','operation':'go'}";

        // when
        answer(port, exec, exec);

        // then
        assertThat(port.sent()).hasSize(2);
    }

    @Test
    void anInstanceThatDidNotShowAmongTheOthersIsAskedByItself() {
        // given
        RecordingPort port = new RecordingPort();

        // when
        List<LazyResponse> responses = answer(
                port,
                "{'type':'read','mbean':'a:b=c','attribute':'N'}",
                "{'type':'read','mbean':'a:b=c,location=dc1,instance=i-9','attribute':'N'}");

        // then
        assertThat(responses.get(1).tree().at("/problem/code").asText()).isEqualTo("INSTANCE_UNKNOWN");
        assertThat(port.calls.get(1).select()).isEqualTo(InstanceSelector.of(InstanceId.parse("dc1/i-9")));
    }

    private static List<LazyResponse> answer(ManagementPort port, String... requests) {
        return new Federation()
                .answer(
                        port,
                        "shop",
                        Stream.of(requests)
                                .map(request -> RawJson.of(request.replace('\'', '"')))
                                .toList(),
                        Duration.ofSeconds(1))
                .await()
                .indefinitely();
    }

    /** Two instances whose attributes are the digits of their names, unless a test says otherwise. */
    private static final class RecordingPort implements ManagementPort {

        private static final Set<InstanceId> BOTH = Set.of(ID, InstanceId.parse("dc1/i-2"));

        private final List<ManagementCall> calls = new ArrayList<>();
        private final Map<String, String> values = new HashMap<>();

        List<String> sent() {
            return calls.stream()
                    .flatMap(call -> call.requests().stream())
                    .map(request -> request.raw().toString())
                    .toList();
        }

        @Override
        public Uni<Set<InstanceId>> instances(String application) {
            return Uni.createFrom().item(BOTH);
        }

        @Override
        public Uni<UnifiedAnswer> call(ManagementCall call) {
            calls.add(call);
            Set<InstanceId> asked =
                    call.select().instances().isEmpty() ? BOTH : call.select().instances();
            List<Outcome> outcomes = asked.stream()
                    .sorted()
                    .map(id -> BOTH.contains(id)
                            ? Outcome.answered(
                                    id,
                                    1,
                                    Collections.nCopies(
                                            call.requests().size(),
                                            RawJson.of("{\"status\":200,\"value\":"
                                                    + values.getOrDefault(
                                                            id.toString(),
                                                            id.name().substring(2))
                                                    + "}")))
                            : Outcome.failed(id, 0, Problem.of(ProblemCode.INSTANCE_UNKNOWN, "No " + id + ".")))
                    .toList();
            return Uni.createFrom()
                    .item(new UnifiedAnswer(
                            "shop",
                            1,
                            Instant.EPOCH,
                            false,
                            false,
                            1,
                            1,
                            outcomes,
                            Map.of(),
                            Map.of(),
                            Optional.empty()));
        }
    }
}
