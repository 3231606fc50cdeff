package io.farspan.core.agent;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.core.sharing.CommonBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class AnswerDeliveryTest {

    private static final int LARGE = 100_000;
    private static final String WHOLE =
            "[{\"value\":\"" + "x".repeat(LARGE) + "\",\"status\":200,\"timestamp\":1700000000}]";

    private final Admission admission = new Admission(2 * LARGE);
    private final FlowControl flow = new FlowControl(admission, () -> {});
    private final CommonBody common = new CommonBody();
    private final AnswerDelivery delivery = new AnswerDelivery(admission, flow, () -> {});

    @Test
    void aSmallAnswerIsThereAtOnceAndHeldUntilItIsReleased() {
        // given
        ExchangeStage small = ExchangeStage.asking().arrives("[1]");

        // when
        delivery.deliver(small.exchange, 0);

        // then
        assertThat(small.answer).isCompletedWithValueMatching(answer -> new String(answer.body()).equals("[1]"));
        assertThat(hasRoomFor(2 * LARGE)).isFalse();
        small.answer.join().release();
        assertThat(hasRoomFor(2 * LARGE)).isTrue();
    }

    @Test
    void theRoomOfALargeAnswerIsItsOwnUntilItIsReleased() {
        // given
        ExchangeStage large = ExchangeStage.asking().arrives(WHOLE);
        assertThat(admission.admit(LARGE, false)).isTrue();

        // when
        delivery.deliver(large.exchange, LARGE);

        // then
        AgentAnswer answer = large.answer.join();
        assertThat(answer.body()).isEqualTo(WHOLE.getBytes());
        assertThat(hasRoomFor(2 * LARGE)).isFalse();
        answer.release();
        assertThat(hasRoomFor(2 * LARGE)).isTrue();
    }

    @Test
    void aRefusalGivesItsRoomAndTheLeadUp() {
        // given
        ExchangeStage refused = ExchangeStage.asking(Duration.ofSeconds(10), Optional.of(common))
                .arrives(401, 3, "no!");
        common.lead(refused.exchange.response);
        admission.admit(LARGE, false);

        // when
        delivery.deliver(refused.exchange, LARGE);

        // then
        assertThat(refused.answer).isCompletedExceptionally();
        assertThat(hasRoomFor(2 * LARGE)).isTrue();
        assertThat(common.lead(ExchangeStage.asking().exchange.response)).isTrue();
    }

    @Test
    void whatIsLikeAnotherIsDeliveredWhenThatIsJudged() {
        // given
        ExchangeStage leader = asking().arrives(WHOLE);
        common.lead(leader.exchange.response);
        delivery.deliver(leader.exchange, 0);
        AgentAnswer first = leader.answer.join();
        ExchangeStage follower = asking().arrives(WHOLE.replace("1700000000", "1700000001"));
        follower.exchange.response.compareWith(first.body());
        follower.exchange.compared = true;

        // when
        delivery.deliver(follower.exchange, 0);

        // then
        assertThat(follower.answer).isNotDone();
        first.responses(1);
        await().until(follower.answer::isDone);
        assertThat(follower.answer.join().held()).isZero();
        assertThat(follower.answer.join().responses(1).get(0).toString()).endsWith("\"timestamp\":1700000001}");
    }

    private ExchangeStage asking() {
        return ExchangeStage.asking(Duration.ofSeconds(10), Optional.of(common));
    }

    private boolean hasRoomFor(long bytes) {
        boolean admitted = admission.admit(bytes, false);
        if (admitted) {
            admission.giveUp(bytes);
        }
        return admitted;
    }
}
