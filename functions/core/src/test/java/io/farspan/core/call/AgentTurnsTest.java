package io.farspan.core.call;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AgentTurnsTest {

    private static final InetSocketAddress AGENT = new InetSocketAddress("127.0.0.1", 1);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AgentTurns turns = new AgentTurns(AgentLimits.USUAL);

    @Test
    void whoeverStopsWaitingIsPassedOver() {
        // given
        AgentTurns.Turn first =
                turns.take(AGENT, true, LONG).await().indefinitely().turn();

        // when
        turns.take(AGENT, true, LONG).subscribe().with(grant -> {}).cancel();
        CompletableFuture<AgentTurns.TurnResult> next =
                turns.take(AGENT, true, LONG).subscribeAsCompletionStage();
        first.end();

        // then
        assertThat(next).isCompletedWithValueMatching(grant -> grant.turn() != null);
    }

    @Test
    void whoeverIsNotGrantedATurnInTimeLeavesItToTheNext() {
        // given
        AgentTurns.Turn first =
                turns.take(AGENT, true, LONG).await().indefinitely().turn();

        // when
        AgentTurns.TurnResult late =
                turns.take(AGENT, true, Duration.ofMillis(10)).await().indefinitely();
        first.end();

        // then
        assertThat(late.turn()).isNull();
        assertThat(turns.take(AGENT, true, LONG).await().indefinitely().turn()).isNotNull();
    }
}
