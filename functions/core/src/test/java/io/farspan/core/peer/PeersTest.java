package io.farspan.core.peer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.farspan.core.agent.ScriptedAgent;
import io.farspan.protocol.http.StagedConnection.Destination;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.probe.Reach.Ending;

import static org.assertj.core.api.Assertions.assertThat;

class PeersTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Peers peers = new Peers(Optional.empty(), 1 << 20);

    @Test
    void aPingBeyondTheQueueIsNotTriedInsteadOfWaiting() throws IOException {
        try (peers;
                ScriptedAgent hanging = ScriptedAgent.hanging()) {
            // given
            List<CompletableFuture<Reach>> waiting =
                    pings(Peers.MOST_THREADS + Peers.MOST_WAITING, target(hanging), LONG);

            // when
            CompletableFuture<Reach> ping = pings(1, target(hanging), LONG).get(0);

            // then
            assertThat(ping).succeedsWithin(Duration.ofSeconds(5)).satisfies(reach -> {
                assertThat(reach.ending()).isEqualTo(Ending.NOT_TRIED);
                assertThat(reach.detail().orElseThrow()).contains("too many exchanges");
            });
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void aPingThatDoesNotGetItsTurnInTimeIsNoEvidence() throws IOException {
        try (peers;
                ScriptedAgent hanging = ScriptedAgent.hanging()) {
            // given
            pings(Peers.MOST_THREADS, target(hanging), SHORT.multipliedBy(2));

            // when
            CompletableFuture<Reach> ping = pings(1, target(hanging), SHORT).get(0);

            // then
            assertThat(ping)
                    .succeedsWithin(Duration.ofSeconds(5))
                    .extracting(Reach::ending)
                    .isEqualTo(Ending.NOT_TRIED);
        }
    }

    private List<CompletableFuture<Reach>> pings(int count, Destination target, Duration timeout) {
        List<CompletableFuture<Reach>> pings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pings.add(peers.ping("az1", target, timeout).subscribeAsCompletionStage());
        }
        return pings;
    }

    private static Destination target(ScriptedAgent peer) {
        return new Destination(
                "localhost",
                Optional.of(peer.address().getAddress()),
                peer.address().getPort(),
                false);
    }
}
