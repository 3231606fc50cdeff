package io.farspan.core.agent;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LaneQueueTest {

    private final LaneQueue lane = new LaneQueue(2);
    private final Exchange first = ExchangeStage.asking().exchange;
    private final Exchange second = ExchangeStage.asking().exchange;
    private final Exchange third = ExchangeStage.asking().exchange;

    @Test
    void onlySoManyAreUnderWayAtATime() {
        // given
        lane.add(first);
        lane.add(second);
        lane.add(third);

        // when
        Exchange one = lane.next();
        Exchange two = lane.next();

        // then
        assertThat(one).isSameAs(first);
        assertThat(two).isSameAs(second);
        assertThat(lane.next()).isNull();
    }

    @Test
    void oneThatEndsLetsTheNextStart() {
        // given
        lane.add(first);
        lane.add(second);
        lane.add(third);
        lane.next();
        lane.next();

        // when
        lane.ended();

        // then
        assertThat(lane.next()).isSameAs(third);
        assertThat(lane.next()).isNull();
    }

    @Test
    void whatIsOverBeforeItsTurnIsNotStarted() {
        // given
        lane.add(first);
        lane.add(second);
        lane.add(third);

        // when
        first.fail(ExchangeFailures.timedOut(first));
        lane.withdraw(second);

        // then
        assertThat(lane.next()).isSameAs(third);
        assertThat(lane.next()).isNull();
    }
}
