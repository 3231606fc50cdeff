package io.farspan.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

/** One bulk asked of an application as one. */
class FederationTest {

    private static final InstanceId ID = InstanceId.parse("aws1/i-1");

    /** Answers every pattern with a name that is none, and every search with one that is. */
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
        List<RawJson> responses = new Federation()
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
        List<RawJson> responses = new Federation()
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
}
