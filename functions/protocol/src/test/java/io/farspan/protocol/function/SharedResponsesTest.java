package io.farspan.protocol.function;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

class SharedResponsesTest {

    private static final String LARGE = "\"value\":{\"d\":\"" + "x".repeat(5_000) + "\"},\"status\":200";

    @Test
    void equalResponsesAreSentOnceAndComeOutAsTheyWere() throws IOException {
        // given
        List<Outcome> outcomes = IntStream.range(0, 20)
                .mapToObj(i -> outcome(i, RawJson.of("{" + LARGE + ",\"timestamp\":" + (100 + i) + "}")))
                .toList();
        FunctionAnswer answer = new FunctionAnswer("aws1", 3, outcomes, Map.of());

        // when
        byte[] wire = Json.write(new SharedResponses(Optional.empty()).fold(answer));
        FunctionAnswer received = SharedResponses.unfold(Json.wire().readValue(wire, FunctionAnswer.class), Map.of());

        // then
        assertThat(wire.length).isLessThan(10_000);
        assertThat(received.shared()).isEmpty();
        for (int i = 0; i < 20; i++) {
            RawJson response =
                    received.outcomes().get(i).responses().orElseThrow().get(0);
            assertThat(response.tree())
                    .isEqualTo(outcomes.get(i).responses().orElseThrow().get(0).tree());
        }
    }

    @Test
    void aTimestampInFrontIsTakenOutToo() {
        // given
        RawJson first = RawJson.of("{\"timestamp\":1," + LARGE + "}");
        RawJson second = RawJson.of("{\"timestamp\":2," + LARGE + "}");
        FunctionAnswer answer = new FunctionAnswer("aws1", 3, List.of(outcome(1, first), outcome(2, second)), Map.of());

        // when
        FunctionAnswer folded = new SharedResponses(Optional.empty()).fold(answer);

        // then
        assertThat(folded.shared()).hasSize(1);
        assertThat(SharedResponses.unfold(folded, Map.of())
                        .outcomes()
                        .get(1)
                        .responses()
                        .orElseThrow()
                        .get(0)
                        .tree())
                .isEqualTo(second.tree());
    }

    @Test
    void whatDiffersStaysApart() {
        // given
        RawJson one = RawJson.of("{\"value\":\"" + "a".repeat(2_000) + "\",\"timestamp\":1}");
        RawJson other = RawJson.of("{\"value\":\"" + "b".repeat(2_000) + "\",\"timestamp\":1}");
        FunctionAnswer answer = new FunctionAnswer("aws1", 3, List.of(outcome(1, one), outcome(2, other)), Map.of());

        // when
        FunctionAnswer folded = new SharedResponses(Optional.empty()).fold(answer);

        // then
        assertThat(folded.shared()).isEmpty();
        assertThat(folded.outcomes().get(0).responses().orElseThrow().get(0).tree())
                .isEqualTo(one.tree());
        assertThat(folded.outcomes().get(1).responses().orElseThrow().get(0).tree())
                .isEqualTo(other.tree());
    }

    @Test
    void whatTheCallerHoldsIsNotSentAgain() throws IOException {
        // given
        RawJson response = RawJson.of("{" + LARGE + ",\"timestamp\":7}");
        FunctionAnswer answer = new FunctionAnswer("aws1", 3, List.of(outcome(1, response)), Map.of());
        FunctionAnswer first = new SharedResponses(Optional.of(List.of())).fold(answer);

        // when
        byte[] wire = Json.write(new SharedResponses(Optional.of(first.shared().keySet())).fold(answer));

        // then
        assertThat(wire.length).isLessThan(300);
        FunctionAnswer received =
                SharedResponses.unfold(Json.wire().readValue(wire, FunctionAnswer.class), first.shared());
        assertThat(received.outcomes().get(0).responses().orElseThrow().get(0).tree())
                .isEqualTo(response.tree());
    }

    @Test
    void equalResponsesShareTheirBytesAsTheyArrive() {
        SharedResponses sharing = new SharedResponses(Optional.empty());
        Outcome one = sharing.intern(outcome(1, RawJson.of("{" + LARGE + ",\"timestamp\":1}")));
        Outcome two = sharing.intern(outcome(2, RawJson.of("{\"timestamp\":2," + LARGE + "}")));
        assertThat(one.responses().orElseThrow().get(0).bytes())
                .isEqualTo(two.responses().orElseThrow().get(0).bytes());
    }

    private static Outcome outcome(int number, RawJson response) {
        return Outcome.answered(new InstanceId("aws1", "i-" + number), 1, List.of(response));
    }
}
