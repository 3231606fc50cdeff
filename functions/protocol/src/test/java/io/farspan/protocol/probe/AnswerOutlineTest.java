package io.farspan.protocol.probe;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.probe.Reach.Ending;
import io.farspan.protocol.problem.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnswerOutlineTest {

    private static final ProbeCall CALL = call(List.of("az1"));

    @Test
    void onlyNumbersDifferBetweenAnswersOfALocationThatIsWell() {
        // given
        ProbeAnswer before = answer(1_000, reached(3.5, "{\"Served\":17,\"Busy\":[1,2]}"));
        ProbeAnswer after = answer(2_000, reached(41.25, "{\"Served\":12345678901234567890.50,\"Busy\":[0,2]}"));

        // when
        AnswerOutline known = outline(before);
        AnswerOutline fresh = outline(after);

        // then
        assertThat(fresh.tag(CALL)).isEqualTo(known.tag(CALL));
        assertThat(known.with(fresh.numbers())).isEqualTo(fresh.answer());
        assertThat(value(known.with(fresh.numbers())).path("Served").decimalValue())
                .isEqualTo("12345678901234567890.50");
        assertThat(known.with(fresh.numbers()).timeMillis()).isEqualTo(2_000);
    }

    @Test
    void whateverIsOutOfTheOrdinaryIsKeptAndMakesAnotherOutline() {
        // given
        String value = "{\"Served\":17}";
        String usual = tag(reached(3, value));

        // then
        assertThat(tag(reached(251, value))).isNotEqualTo(usual);
        assertThat(tag(reached(3, value).with(Reach.failed("s", Ending.REFUSED, Stage.TCP, 1, "refused"))))
                .isNotEqualTo(usual);
        assertThat(tag(reached(3, "{\"Served\":\"17\"}"))).isNotEqualTo(usual);
        assertThat(tag(reached(3, "{\"Failed\":17}"))).isNotEqualTo(usual);
        assertThat(tag(Reach.reached("aws1/i-1", 0, 3)
                        .saying(List.of(RawJson.of("{\"value\":{\"Served\":17},\"status\":404}")))))
                .isNotEqualTo(usual);
        Reach failed = Reach.failed("aws1/i-1", Ending.SILENT, Stage.HTTP, 7.5, "no answer");
        assertThat(outline(answer(1, failed)).answer().instances()).containsExactly(failed);
        assertThat(outline(answer(1, reached(251.5, value)))
                        .answer()
                        .instances()
                        .get(0)
                        .tookMs())
                .isEqualTo(251.5);
    }

    @Test
    void theCallerFindsTheTagOfTheAnswerThatItRead() throws IOException {
        // given
        AnswerOutline drawn = outline(answer(1, reached(3.25, "{\"b\":1,\"a\":\"x\"}"), reached(800.125, "null")));

        // when
        ProbeAnswer read =
                Json.wire().readValue(Json.write(drawn.answer().with(Optional.of(drawn.tag(CALL)))), ProbeAnswer.class);

        // then
        assertThat(read.tag()).contains(outline(read).tag(CALL));
    }

    @Test
    void theTagIsThatOfTheQuestionToo() {
        AnswerOutline outline = outline(answer(1, reached(3, "1")));

        assertThat(outline.tag(call(List.of("dc1")))).isNotEqualTo(outline.tag(CALL));
        assertThat(outline.tag(call(List.of("az1"), "xxx"))).isEqualTo(outline.tag(CALL));
    }

    @Test
    void numbersThatDoNotBelongToTheOutlineAreRefused() {
        // given
        AnswerOutline outline = outline(answer(1, reached(3, "17")));
        JsonNode one = IntNode.valueOf(1);

        // then
        assertThat(outline.with(List.of(one, one, one)).timeMillis()).isEqualTo(1);
        for (List<JsonNode> wrong : List.of(
                List.of(one), List.of(one, one, one, one), List.<JsonNode>of(one, TextNode.valueOf("x"), one))) {
            assertThatThrownBy(() -> outline.with(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatIsTooDeepOrTooLargeHasNoOutline() {
        // given: an answer, its instances, one of them, its responses and one of these are five levels
        int fitting = AnswerOutline.DEEPEST - 5;
        String text = "x".repeat(AnswerOutline.LARGEST);
        String numbers = "[" + "1,".repeat(AnswerOutline.LARGEST / 64) + "1]";

        // then
        assertThat(AnswerOutline.ifSmall(answer(1, reached(3, nested(fitting)))))
                .isPresent();
        assertThat(AnswerOutline.ifSmall(answer(1, reached(3, nested(fitting + 1)))))
                .isEmpty();
        assertThat(AnswerOutline.ifSmall(answer(1, reached(3, nested(900))))).isEmpty();
        assertThat(AnswerOutline.ifSmall(answer(1, reached(3, '"' + text + '"'))))
                .isEmpty();
        assertThat(AnswerOutline.ifSmall(answer(1, reached(3, numbers)))).isEmpty();
        assertThat(AnswerOutline.ifSmall(answer(1, reached(3, '"' + text.substring(AnswerOutline.LARGEST / 2) + '"'))))
                .isPresent();
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    private static JsonNode value(ProbeAnswer answer) {
        return answer.instances().get(0).responses().orElseThrow().get(0).tree().path("value");
    }

    private static String tag(Reach instance) {
        return outline(answer(1, instance)).tag(CALL);
    }

    private static Reach reached(double tookMs, String value) {
        return Reach.reached("aws1/i-1", 0.5, tookMs)
                .saying(List.of(RawJson.of(
                        "{\"timestamp\":" + (long) (tookMs * 7) + ",\"value\":" + value + ",\"status\":200}")));
    }

    private static ProbeAnswer answer(long time, Reach... instances) {
        return new ProbeAnswer(
                "aws1",
                4,
                time,
                List.of(instances),
                List.of(Reach.reached("az1", time / 1e6, time / 1e6)),
                List.of(),
                Optional.of(Reach.reached("home", 1, 2)),
                Map.of("dc1", time),
                Optional.empty());
    }

    private static ProbeCall call(List<String> peers) {
        return call(peers, "");
    }

    private static ProbeCall call(List<String> peers, String padding) {
        return new ProbeCall(
                        "shop",
                        List.of(RawJson.of("{\"type\":\"version\"}")),
                        peers,
                        List.of(),
                        true,
                        1_000,
                        7,
                        Optional.of("dc1"),
                        padding)
                .briefly();
    }

    private static AnswerOutline outline(ProbeAnswer answer) {
        return AnswerOutline.ifSmall(answer).orElseThrow();
    }
}
