package io.farspan.home.reach;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.probe.AnswerOutline;
import io.farspan.protocol.probe.BriefAnswer;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.FunctionEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Probes of a function that answers briefly when it can. */
class RepeatedProbesTest {

    private static final Route ROUTE = Route.direct(new FunctionEndpoint(
            "aws1", "localhost", Optional.of(InetAddress.getLoopbackAddress()), 1, "", "server", false, 1));
    private static final ProbeCall CALL = new ProbeCall(
                    "shop",
                    List.of(RawJson.of("{\"type\":\"version\"}")),
                    List.of(),
                    List.of(),
                    true,
                    1_000,
                    7,
                    Optional.empty(),
                    "")
            .briefly();

    private final RepeatedProbes probes = new RepeatedProbes(new ResponseReader(1 << 20));
    private final List<ProbeCall> sent = new ArrayList<>();
    private final Map<String, ProbeCall> remembered = new HashMap<>();
    private int served = 10;
    private String instance = "aws1/i-1";

    @Test
    void theSameIsAskedByItsTagAndTheAnswerIsWhole() {
        // when
        ProbeAnswer first = ask(CALL, this::function);
        served = 11;
        ProbeAnswer second = ask(CALL, this::function);

        // then
        assertThat(sent).extracting(ProbeCall::tag).containsExactly(Optional.empty(), first.tag());
        assertThat(served(first)).isEqualTo(10);
        assertThat(served(second)).isEqualTo(11);
        assertThat(second.instances()).extracting(Reach::target).containsExactly("aws1/i-1");
    }

    @Test
    void anotherQuestionIsAskedInFull() {
        // given
        ask(CALL, this::function);
        ProbeCall other =
                new ProbeCall("shop", List.of(), List.of(), List.of(), true, 1_000, 8, Optional.empty(), "").briefly();

        // when
        ask(other, this::function);

        // then
        assertThat(sent).containsExactly(CALL, other);
    }

    @Test
    void anAnswerThatHasChangedIsReadInFullAndKnownFromThenOn() {
        // given
        ask(CALL, this::function);

        // when
        instance = "aws1/i-2";
        ProbeAnswer changed = ask(CALL, this::function);
        ProbeAnswer next = ask(CALL, this::function);

        // then
        assertThat(changed.instances()).extracting(Reach::target).containsExactly("aws1/i-2");
        assertThat(next.instances()).extracting(Reach::target).containsExactly("aws1/i-2");
        assertThat(sent.get(2).tag()).isEqualTo(changed.tag());
    }

    @Test
    void aFunctionThatHasForgottenIsAskedInFullAtOnce() {
        // given
        ask(CALL, this::function);

        // when
        remembered.clear();
        ProbeAnswer answer = ask(CALL, this::function);

        // then
        assertThat(served(answer)).isEqualTo(10);
        assertThat(sent).hasSize(3).last().isEqualTo(CALL);
    }

    @Test
    void aFunctionThatGivesNoTagOrAnotherReleasesIsAlwaysAskedInFull() {
        // when
        for (Optional<String> tag : List.of(Optional.<String>empty(), Optional.of("another"))) {
            Function<ProbeCall, Object> release = call -> answer().with(tag);
            ask(CALL, release);
            ask(CALL, release);
        }

        // then
        assertThat(sent).hasSize(4).containsOnly(CALL);
    }

    @Test
    void whoDoesNotAskBrieflyIsAnsweredInFull() {
        // given
        ask(CALL, this::function);
        ProbeCall detailed =
                new ProbeCall("shop", CALL.requests(), List.of(), List.of(), true, 1_000, 7, Optional.empty(), "xxx");

        // when
        ask(detailed, this::function);

        // then
        assertThat(sent).last().isEqualTo(detailed);
    }

    @Test
    void aBriefAnswerThatDoesNotFitIsInvalidAndNotAskedForAgain() {
        // given
        ask(CALL, this::function);
        BriefAnswer wrong = new BriefAnswer("aws1", Optional.of(List.of()));

        // then
        assertThatThrownBy(() -> ask(CALL, call -> wrong))
                .isInstanceOfSatisfying(
                        FunctionFailure.class,
                        failure -> assertThat(failure.problem().code()).isEqualTo(ProblemCode.FUNCTION_ANSWER_INVALID));
        ask(CALL, this::function);
        assertThat(sent).last().isEqualTo(CALL);
    }

    private ProbeAnswer ask(ProbeCall asked, Function<ProbeCall, Object> function) {
        return probes.ask(ROUTE, asked, call -> Uni.createFrom().item(() -> {
                    sent.add(call);
                    Object answer = function.apply(call);
                    if (answer instanceof Problem problem) {
                        throw new FunctionFailure(problem);
                    }
                    return new ReceivedResponse(
                            200, false, false, Optional.empty(), Optional.of(1L), Buffer.buffer(Json.write(answer)));
                }))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    /** As a function answers. */
    private Object function(ProbeCall call) {
        if (call.tag().filter(tag -> !remembered.containsKey(tag)).isPresent()) {
            return Problem.of(ProblemCode.MALFORMED_REQUEST, "forgotten");
        }
        ProbeCall question = call.tag().map(remembered::get).orElse(call);
        if (!question.brief()) {
            return answer();
        }
        AnswerOutline outline = outline(answer());
        Optional<String> tag = Optional.of(outline.tag(question));
        remembered.put(tag.get(), question);
        return call.tag().equals(tag)
                ? new BriefAnswer("aws1", Optional.of(outline.numbers()))
                : outline.answer().with(tag);
    }

    private ProbeAnswer answer() {
        Reach reach = Reach.reached(instance, 0, 3)
                .saying(List.of(RawJson.of("{\"status\":200,\"value\":{\"Served\":" + served + "}}")));
        return new ProbeAnswer(
                "aws1", 1, 5, List.of(reach), List.of(), List.of(), Optional.empty(), Map.of(), Optional.empty());
    }

    private static int served(ProbeAnswer answer) {
        return answer.instances()
                .get(0)
                .responses()
                .orElseThrow()
                .get(0)
                .tree()
                .at("/value/Served")
                .asInt();
    }

    private static AnswerOutline outline(ProbeAnswer answer) {
        return AnswerOutline.ifSmall(answer).orElseThrow();
    }
}
